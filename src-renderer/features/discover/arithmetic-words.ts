import type { CacheLine, FitArithmetic, LimitLine, SpeedLine, VariantFit } from "../../../src-shared/contract/index.ts";
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatSpeedShort,
  totalNeedBytes,
} from "../../../src-shared/figures/index.ts";

/** A line of the arithmetic: what, how much, and how one comes to it. */
export interface Line {
  what: string;
  figure: string;
  how: string;
  /** Part of the line before it. */
  part?: boolean;
  sum?: boolean;
  over?: boolean;
}

const cacheHow = ({ layers, heads, numbersPerToken, cells, sliding, bytesPerNumber }: CacheLine): string => {
  const numbers = heads
    ? `${heads.count} ${heads.count === 1 ? "head" : "heads"} × (${heads.keyLength} + ${heads.valueLength}) numbers`
    : `${formatCount(numbersPerToken)} numbers`;
  const tokens = `${formatCount(cells)} tokens${sliding ? " (its window)" : ""}`;
  const bytes = `${bytesPerNumber} ${bytesPerNumber === 1 ? "byte" : "bytes"}`;
  return `${layers} ${layers === 1 ? "layer" : "layers"} × ${numbers} × ${tokens} × ${bytes}`;
};

/** Models whose first and last step use the same table of words need it on two devices, or in two layouts: more than rounding. */
const secondTableShare = 0.01;

/** The memory, kind by kind, and its sum. `lines` is null until it was asked for. */
export function memoryLines(fit: VariantFit, lines: FitArithmetic | null): Line[] {
  const { memory, plan } = fit;
  if (!memory) return [];
  const source = fit.exactWeights
    ? "from the file's own header"
    : "by the recipe of its label, scaled to the size of the file";
  const largest = (lines?.weights ?? []).slice(0, 4).map(({ type, bytes }) => `${type} ${formatBytes(bytes)}`);
  const inFile = (lines?.weights ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const twice = inFile > 0 ? memory.weightsBytes - inFile : 0;
  const again =
    twice > memory.weightsBytes * secondTableShare ? `; the table of words, ${formatBytes(twice)}, a second time` : "";
  const all: Line[] = [
    {
      what: "weights",
      figure: formatBytes(memory.weightsBytes),
      how: [source, largest.join(", ")].filter(Boolean).join(": ") + again,
    },
  ];
  if (memory.repackBytes > 0)
    all.push({
      what: "of them copied",
      figure: formatBytes(memory.repackBytes),
      how: "into a layout that this processor reads faster; counted once, as their pages of the file are then let go",
      part: true,
    });
  const cache = lines?.cache ?? [];
  const [only] = cache;
  if (memory.kvBytes > 0)
    all.push({
      what: "context (KV cache)",
      figure: formatBytes(memory.kvBytes),
      how: cache.length === 1 && only ? cacheHow(only) : cache.length > 1 ? "the sum of:" : "",
    });
  if (cache.length > 1)
    for (const line of cache)
      all.push({
        what: line.sliding ? "layers with a window" : "layers that see all",
        figure: formatBytes(line.bytes),
        how: cacheHow(line),
        part: true,
      });
  if (memory.stateBytes > 0)
    all.push({
      what: "recurrent state",
      figure: formatBytes(memory.stateBytes),
      how: "does not grow with the context",
    });
  all.push(
    {
      what: "working buffers",
      figure: formatBytes(memory.computeBytes),
      how: plan ? `for ${formatCount(plan.batchTokens)} tokens of a prompt at a time` : "",
    },
    {
      what: "the engine itself",
      figure: formatBytes(memory.overheadBytes),
      how: "process, libraries and vocabulary, as measured",
    },
    {
      what: "in all",
      figure: formatBytes(totalNeedBytes(memory)),
      how: "",
      sum: true,
    },
  );
  return all;
}

/** With as few digits as the sum needs to come out as it is shown: "85.03 GB − 1.07 GB = 83.96 GB" for 85.0 less 1.1. */
function addingUp(parts: readonly number[], total: number): (bytes: number) => string {
  const exact = [1, 2, 3].find((digits) => {
    const rounded = (bytes: number): number => Math.round((bytes / 1e9) * 10 ** digits);
    return parts.reduce((sum, part) => sum + rounded(part), 0) === rounded(total);
  });
  if (exact === undefined || exact === 1 || total < 1e9) return formatBytes;
  const figures = new Intl.NumberFormat("en", { minimumFractionDigits: exact, maximumFractionDigits: exact });
  return (bytes) => `${figures.format(bytes / 1e9)} GB`;
}

const limitHow = ({ freeBytes, reserveBytes, sharedBytes, budgetBytes }: LimitLine): string => {
  const text = addingUp([freeBytes, -reserveBytes, -sharedBytes], budgetBytes);
  const shared = sharedBytes > 0 ? ` − ${text(sharedBytes)} for the GPU, which shares it` : "";
  return `${text(freeBytes)} free now − ${text(reserveBytes)} left to other programs${shared} = ${text(budgetBytes)}`;
};

/** Each device's part against what it can give. */
export function limitLines(fit: VariantFit, lines: FitArithmetic | null): Line[] {
  return (fit.memory?.devices ?? [])
    .map((device, at) => ({
      device,
      // Cards of one name have each their own line, in the order of the devices.
      limit: [lines?.limits[at], ...(lines?.limits ?? [])].find((one) => one?.device === device.name),
    }))
    .filter(({ device }) => device.needBytes > 0)
    .map(({ device, limit }) => ({
      what: device.kind === "cpu" ? "memory (RAM)" : device.name,
      figure: formatBytesOf(device.needBytes, device.budgetBytes),
      how: limit ? limitHow(limit) : "",
      over: device.needBytes > device.budgetBytes,
    }));
}

const rate = (bytes: number): string => (bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0);

const speedHow = ({ readBytes, bytesPerSecond, bandwidthBytesPerSecond: of }: SpeedLine): string => {
  const reached = `${rate(bytesPerSecond[0])} to ${rate(bytesPerSecond[1])} GB/s`;
  const share =
    of === null
      ? ""
      : `, ${Math.round((bytesPerSecond[0] / of) * 100)} to ${Math.round((bytesPerSecond[1] / of) * 100)} % of the ${rate(of)} GB/s of its memory`;
  const [least, most] = [formatBytes(Math.min(...readBytes)), formatBytes(Math.max(...readBytes))];
  return `${least === most ? least : `${least} to ${most}`} read ÷ ${reached}${share}`;
};

const milliseconds = (seconds: number): string => (seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0).replace(/\.0$/, "");

const range = (low: number, high: number): string => {
  const [from, to] = [milliseconds(Math.min(low, high)), milliseconds(Math.max(low, high))];
  return from === to ? `${from} ms` : `${from} to ${to} ms`;
};

const basisWords: Record<NonNullable<VariantFit["speed"]>["basis"], string> = {
  table: "from tables of published figures",
  bandwidth: "from the memory bandwidth that was measured here",
  ledger: "from what was measured here before",
};

/** The time of one word-piece, device by device, and the speed that comes of it. */
export function speedLines(fit: VariantFit, lines: FitArithmetic | null): Line[] {
  const { speed } = fit;
  if (!speed) return [];
  const all: Line[] = (lines?.speed ?? []).map((line) => ({
    what: line.device,
    figure: range(line.readBytes[0] / line.bytesPerSecond[0], line.readBytes[1] / line.bytesPerSecond[1]),
    how: speedHow(line),
  }));
  if (lines) all.push({ what: "fixed", figure: range(...lines.tokenSeconds), how: "starting each token's work" });
  all.push({
    what: "speed",
    figure: formatSpeedShort(speed.tokensPerSecond),
    how: basisWords[speed.basis],
    sum: true,
  });
  return all;
}
