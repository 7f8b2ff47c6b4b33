import { GiB } from "../../../../figures/index.ts";
import { figures } from "../../figures.ts";

/** What each amount of memory buys at best. */
export const frontier = {
  title: "What each gigabyte buys",
  text: "The best in quality, and the longest context beside it, for every amount of memory. What is recommended above is weighed by speed as well.",
  notCalculated: "Couldn't calculate this.",
  headerNotRead: "Nothing is known of this model's memory until its header has been read.",
  whereItRuns: "Where it runs",
  places: { gpu: "All on the GPU", split: "GPU and processor", cpu: "Processor alone" },
  caption: (place: string) => `The best that each amount of memory buys: ${place}`,
  memory: "Memory",
  gpuMemory: "GPU memory",
  variant: "Variant",
  contextUpTo: "Context",
  speed: "Speed",
  quality: "Quality",
  hereNow: "Here, now",
  there: "There",
  memoryUsed: "Memory used",
  recommended: "recommended",
  limit: (bytes: number, gpu: boolean) => `${gpu ? "GPU" : "available"} ${figures.memory(bytes)}`,
  show: "Show",
  showWhich: (variant: string, contextTokens: number) => ` ${variant} at ${figures.context(contextTokens)} context`,
  bytesFrom: (least: number, most: number) => {
    const [from, to] = figures.memoryPair(least, most);
    return figures.memory(least) === to ? to : `${from}–${to}`;
  },
  upTo: (tokens: number, type: string | null) =>
    `up to ${figures.context(tokens)}${type === null ? "" : ` in ${type}`}`,
  whenFull: (speed: string) => `${speed} when full`,
  point: (variant: string, contextTokens: number) => `${variant}, ${figures.context(contextTokens)} context`,
  mark: (bytes: number, digits: number, last: boolean) => `${figures.number(bytes / GiB, digits)}${last ? " GB" : ""}`,
};
