import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

/** The sums behind a fit. */
export const arithmetic = {
  label: "How the figures come about",
  memory: "Memory",
  againstAvailable: "Against what is available",
  timeForToken: "Time for each token",

  amount: (bytes: number) => figures.memory(bytes),
  amountOf: (part: number, total: number) => figures.memoryPair(part, total).join(" of "),
  weights: "weights",
  fromHeader: "from the file's own header",
  byRecipe: "by the recipe of its label, scaled to the size of the file",
  typeAmount: (type: string, bytes: number) => `${type} ${figures.memory(bytes)}`,
  tableTwice: (bytes: number) => `; the table of words, ${figures.memory(bytes)}, a second time`,
  /** A file of so many bytes, once, beside the same in memory. */
  fileOf: (bytes: number) => `a file of ${figures.bytes(bytes)}; disks count in thousands`,
  copied: "rearranged for speed",
  copiedHow: "into a layout that this processor reads faster; counted once, as their pages of the file are then let go",
  context: "context (KV cache)",
  sumOf: "the sum of:",
  withWindow: "layers with a window",
  seeingAll: "layers that see all",
  cache: (layers: number, numbers: string, tokens: string, bytes: number) =>
    `${counted(layers, "layer", "layers")} × ${numbers} × ${tokens} × ${counted(bytes, "byte", "bytes", figures.number(bytes, 0, 4))}`,
  cacheHeads: (heads: number, keyLength: number, valueLength: number) =>
    `${counted(heads, "head", "heads")} × (${keyLength} + ${valueLength}) numbers`,
  cacheNumbers: (count: number) => `${figures.count(count)} numbers`,
  cacheTokens: (count: number, sliding: boolean) => `${figures.count(count)} tokens${sliding ? " (its window)" : ""}`,
  state: "recurrent state",
  stateHow: "does not grow with the context",
  buffers: "working buffers",
  buffersHow: (tokens: number) => `for ${figures.count(tokens)} tokens of a prompt at a time`,
  engine: "the engine itself",
  engineHow: "process, libraries and vocabulary, as measured",
  sum: "in all",

  ram: "memory (RAM)",
  limit: (free: string, reserve: string, shared: string | null, budget: string) =>
    `${free} free now − ${reserve} kept for other programs${shared === null ? "" : ` − ${shared} for the GPU, which shares it`} = ${budget} available`,
  addingUp: (parts: readonly number[], total: number) => figures.memoryAddingUp(parts, total),

  read: (least: number, most: number, reached: string, share: string | null) => {
    const [from, to] = [figures.bytes(least), figures.bytes(most)];
    return `${from === to ? from : `${from} to ${to}`} read ÷ ${reached}${share === null ? "" : `, ${share}`}`;
  },
  rates: (low: number, high: number) => `${rate(low)} to ${rate(high)} GB/s`,
  sharesOf: (low: number, high: number, of: number) =>
    `${figures.count(low * 100)} to ${figures.count(high * 100)} % of the ${rate(of)} GB/s of its memory`,
  /** In seconds, the shorter first. */
  wait: (from: number, to: number) => {
    const [least, most] = [milliseconds(from), milliseconds(to)];
    return least === most ? `${least} ms` : `${least} to ${most} ms`;
  },
  fixed: "fixed",
  fixedHow: "starting each token's work",
  speed: "speed",
  speedRange: (range: readonly [number, number]) => figures.speedShort(range),
  speedBases: {
    table: "from tables of published figures",
    bandwidth: "from the memory bandwidth that was measured here",
    ledger: "from what was measured here before",
  },
};

const rate = (bytesPerSecond: number): string => figures.number(bytesPerSecond / 1e9, bytesPerSecond < 10e9 ? 1 : 0);

const milliseconds = (seconds: number): string => figures.number(seconds * 1000, 0, seconds < 0.01 ? 1 : 0);
