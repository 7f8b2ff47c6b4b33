import type {
  FitCaveat,
  FitHeadline,
  FitNote,
  FitReason,
  FitReasons,
  FitSummary,
  QualityBasis,
  QualitySourceTitle,
  QualityWarning,
  WaysOut,
} from "./fit-statements.ts";
import type { GpuBackend } from "./gpu-backends.ts";
import type { KvType } from "./model.ts";
import type { QualityBand } from "./quality-band.ts";
import type { StatementOf } from "./statement-of.ts";

export const verdicts = [
  "runs-well",
  "runs-slowly",
  "tight",
  "shorten-context",
  "partly-on-gpu",
  "does-not-fit",
] as const;
export type Verdict = (typeof verdicts)[number];

/** A verdict as people read it, with what speed and quality add. `reading-speed`: the forecast is on both sides of a reader's pace. */
export type Standing = Verdict | "reading-speed" | "loses-much";

/** What a person may fix; what is left out, the plan chooses. */
export interface PlanRequest {
  contextTokens?: number | undefined;
  kvType?: KvType | undefined;
  /** 99 and above: all layers. */
  gpuLayers?: number | undefined;
  flashAttention?: boolean | undefined;
  /** Tokens that one step of a prompt takes (batch and micro-batch alike). */
  batchTokens?: number | undefined;
  /** Answers that share the context at one time. */
  sequences?: number | undefined;
  /** The first this many of the layers on a GPU keep their experts on the CPU. */
  cpuExpertLayers?: number | undefined;
  /** Whether the CPU's weights are copied into the engine's own layout where it has one. */
  repack?: boolean | undefined;
}

/** A variant on a machine, every choice made: what the engine gets. */
export interface Plan {
  contextTokens: number;
  kvType: KvType;
  gpuLayers: number;
  /** Which backend the layers go to; null on the CPU alone. */
  backend: GpuBackend | null;
  flashAttention: boolean;
  mmap: boolean;
  batchTokens: number;
  sequences: number;
  cpuExpertLayers: number;
  repack: boolean;
  threads: number;
}

export interface DeviceNeed {
  name: string;
  kind: "cpu" | "gpu";
  /** A GPU that takes its memory out of the system's: what it needs is already off the CPU's budget. */
  shared?: boolean;
  needBytes: number;
  /** Free now, less the reserve. */
  budgetBytes: number;
  /** What the device has in all; the end of the bar in the ladder. */
  totalBytes: number;
  weightsBytes: number;
  kvBytes: number;
  computeBytes: number;
}

/** See `design/cli.md`: weights + kv + compute + state + overhead is the whole need and also the sum over the devices. */
export interface MemoryNeed {
  weightsBytes: number;
  kvBytes: number;
  computeBytes: number;
  stateBytes: number;
  overheadBytes: number;
  /** Part of the weights that the engine copies into its own layout. */
  repackBytes: number;
  /** On the CPU: must be free, or the process is killed. */
  anonymousBytes: number;
  /** On the CPU: mapped, read for every token; must stay cached, or it is slow. */
  fileBackedBytes: number;
  /** Page cache that only the load touches; no budget counts it. */
  loadOnlyBytes: number;
  devices: DeviceNeed[];
}

export interface Speed {
  /** Low and high, from a conversation of some thousand tokens to one that has just begun. */
  tokensPerSecond: [number, number];
  /** The same once the whole context is in use: each token then reads all of the cache. */
  fullContextTokensPerSecond: [number, number];
  promptTokensPerSecond: [number, number];
  basis: "table" | "bandwidth" | "ledger";
}

export interface Quality {
  band: QualityBand;
  /** Where the band comes from. */
  basis: QualityBasis[];
  /** Share of next words on which it still agrees with the full model, 0 to 1; null when not measured. */
  kept: number | null;
  /** Made with an importance matrix; null when unknown. */
  importanceMatrix: boolean | null;
  /** The page that the figures were published on; null for bands without one. */
  source: { title: QualitySourceTitle; url: string } | null;
  /** What to know before one relies on it: too few bits, a small model, recipes that differ. */
  warnings: QualityWarning[];
}

/** The engine's own estimate of a plan on the devices that are present, beside ours. */
export interface ExactCheck {
  /** `engine`: the figures stand; `fallback`: the engine fell back to a formula known to be wrong, and nothing is compared. */
  basis: "engine" | "fallback" | "unavailable";
  /** What the engine counts (each weight once, copied or mapped), with what it misses added: its own process. Null unless `basis` is `engine`. */
  cpuBytes: number | null;
  gpuBytes: number | null;
  /** Engine's total less ours, as a share of ours; null unless `basis` is `engine`. */
  differenceShare: number | null;
  /** Within 5 %, and on the CPU and the GPUs each within 5 % or 64 MiB. */
  agrees: boolean | null;
}

export interface MemoryAccuracy {
  loads: number;
  /** The share within which all but the worst tenth of predictions were: 0.03 is "within 3 %". */
  withinShare: number;
}

/** Tokens a second early in a conversation, against the range that was predicted. */
export interface SpeedAccuracy {
  loads: number;
  /** Loads whose speed was in its range. */
  within: number;
  /** The furthest from its range, as a share of the range's nearer end: -0.12 is 12 % under it. 0 where all were within. */
  furthestShare: number;
}

/** How right the predictions were on this machine, over the last loads; the one is never shown without the other. */
export interface FitAccuracy {
  /** Null where the system does not say what a process holds. */
  memory: MemoryAccuracy | null;
  /** Null before the first answer. */
  speed: SpeedAccuracy | null;
}

/** Where a plan runs. */
export type FrontierPlace = "gpu" | "split" | "cpu";

/** What a budget buys: the best variant, and the longest context beside it. */
export interface FrontierStep {
  place: FrontierPlace;
  /** The least memory over all devices that this takes. */
  needBytes: number;
  /** Of it on GPUs. */
  gpuBytes: number;
  /** Its key. */
  variant: string;
  contextTokens: number;
  kvType: string;
  gpuLayers: number;
  speed: Speed;
  band: Quality["band"];
  /** Within what is free on the machine now. */
  fits: boolean;
  verdict: Verdict;
}

/** Layers whose cache is alike: layers x numbers x cells x bytes. */
export interface CacheLine {
  layers: number;
  /** Heads and lengths of key and value, where numbers = heads x (key + value); null where a layer keeps something else. */
  heads: { count: number; keyLength: number; valueLength: number } | null;
  /** Numbers kept for one token by one layer. */
  numbersPerToken: number;
  /** Tokens that are kept: the context, padded, or a sliding window. */
  cells: number;
  sliding: boolean;
  bytesPerNumber: number;
  bytes: number;
}

/** What one device does for a token: bytes to read / bytes a second = seconds; low and high as in `Speed`. */
export interface SpeedLine {
  device: string;
  /** Active weights and the cache. */
  readBytes: [number, number];
  /** What of the bandwidth is reached in practice, unpacking included. */
  bytesPerSecond: [number, number];
  /** The memory's own; null when unknown. */
  bandwidthBytesPerSecond: number | null;
}

/** Where a device's budget comes from: free - reserve - what GPUs take out of the same memory. */
export interface LimitLine {
  device: string;
  freeBytes: number;
  reserveBytes: number;
  sharedBytes: number;
  budgetBytes: number;
}

/** The arithmetic behind a fit, line by line: what "Why?" opens. */
export interface FitArithmetic {
  /** The weights by type of number, largest first, as they are in the file. */
  weights: { type: string; bytes: number }[];
  cache: CacheLine[];
  speed: SpeedLine[];
  /** Fixed cost of a token beside them, in seconds; low and high as in `Speed`. */
  tokenSeconds: [number, number];
  limits: LimitLine[];
}

/** What the cheapest change would be that makes it fit, or fit better. */
export interface WayOut {
  says: StatementOf<WaysOut>;
  /** The key of the variant to take instead; left out where it is another plan for the same one. */
  variant?: string;
  request: PlanRequest | null;
}

export interface VariantFit {
  /** The variant's own among those of its repository, as `pull` takes it: a label may stand twice. */
  key: string;
  label: string;
  modifiers: string[];
  files: string[];
  sizeBytes: number;
  bitsPerWeight: number;
  verdict: Verdict;
  /** Null when the variant cannot run at all (`note` says why). */
  memory: MemoryNeed | null;
  gpuLayers: number;
  plan: Plan | null;
  speed: Speed | null;
  quality: Quality;
  reasons: FitReason[];
  /** The verdict in one short sentence with the figure that decides it. */
  headline: FitHeadline;
  wayOut: WayOut | null;
  /** Sizes come from our size model, not from the Hub. */
  computedSize: boolean;
  /** Weights are from this variant's own header, not carried over from another's. */
  exactWeights: boolean;
  note: FitNote | null;
  /** This very plan failed here before, on the same driver and engine. */
  failedBefore: StatementOf<FitReasons, "failed-before"> | null;
  /** The engine would refuse this plan whatever memory is free; the headline says why. */
  refused?: boolean;
}

export interface ModelSummary {
  repository: string | null;
  commit: string | null;
  architecture: string;
  parameters: number;
  /** Parameters read for one token; the same unless a mixture of experts. */
  activeParameters: number;
  trainedContextTokens: number | null;
  blockCount: number;
}

/** All variants of a model on a machine (`fit --json`). */
export interface FitReport {
  model: ModelSummary;
  machine: string;
  plan: { contextTokens: number; kvType: string };
  /** The key of the recommended variant; null when none fits. */
  recommended: string | null;
  /** "Better but slower", and "smaller"; keys as well. */
  neighbours: { better: string | null; smaller: string | null };
  /** For the recommended variant, or why none is; the first says the most. */
  summary: FitSummary[];
  variants: VariantFit[];
  /** What the estimate does not know. */
  caveats: FitCaveat[];
  /** From the ledger; null for another machine than this one, or before the first load. */
  accuracy: FitAccuracy | null;
}
