import type { AnyError } from "./error-codes.ts";
import type { GpuReason } from "./hardware-statements.ts";
import type { NoFigures } from "./no-figures.ts";
import type { Purpose } from "./purpose.ts";
import type { QualityBand } from "./quality-band.ts";
import type { StatementOf } from "./statement-of.ts";
import type { VariantNote } from "./variant-notes.ts";

/** Against a reader's own pace. */
export type Pace = "slower" | "as-fast" | "faster";

/** The one that the reader sits at, or one that was only described. */
export type WhichComputer = "this" | "that";

/** What is needed of what is free: on the GPUs that are named, or in the computer's memory where none is. */
export interface NeedFigures {
  needBytes: number;
  freeBytes: number;
  gpus: string[];
}

/** The part of a plan's memory that is on GPUs, where the rest is not. */
export interface SplitFigures {
  gpuShare: number;
  gpus: string[];
}

/** What is too much for one GPU (its name in `gpu`), or for the computer's memory and the GPUs that the rest is on. */
export interface ShortfallFigures {
  needBytes: number;
  freeBytes: number;
  gpu: string | null;
  more: { freeBytes: number; gpus: string[] } | null;
}

export interface ContextCostFigures {
  contextTokens: number;
  kvBytes: number;
}

/** Speed once all of the context is in use. */
export interface FullSpeedFigures {
  tokensPerSecond: number;
  contextTokens: number;
}

export interface BeyondTrainingFigures {
  contextTokens: number;
  trainedTokens: number;
}

/** What a change to the cache gives back. */
export interface FreedFigures {
  freedBytes: number;
  /** All of the model is on the GPU then. */
  thenOnGpu: boolean;
}

export interface ShorterContextFigures extends FreedFigures {
  contextTokens: number;
  beforeTokens: number;
}

/** The verdict with the figure that decides it. */
export interface FitHeadlines {
  "headline-runs-well": NeedFigures & { pace: Pace };
  "headline-runs-slowly": { tokensPerSecond: number };
  "headline-tight": NeedFigures & { leftBytes: number };
  /** The computer's memory is tight, whatever the GPUs hold. */
  "headline-tight-beside-gpu": NeedFigures & { leftBytes: number };
  /** `chosen`: by a person, and not because no more fits. */
  "headline-partly-on-gpu": SplitFigures & { chosen: boolean; tokensPerSecond: number };
  "headline-context-too-long": ShortfallFigures & ContextCostFigures;
}

export interface FitReasons {
  needs: NeedFigures;
  /** A headline too. */
  "needs-too-much": ShortfallFigures;
  "runs-on-both": { gpuLayers: number; layers: number; gpuBytes: number; needBytes: number; freeBytes: number };
  "little-is-left": NoFigures;
  "context-is-too-big": ContextCostFigures;
  "weights-alone": { weightsBytes: number };
  "weights-and-more": { weightsBytes: number; moreBytes: number };
  writes: { tokensPerSecond: number; pace: Pace };
  "full-context-speed": FullSpeedFigures;
  "too-few-bits": NoFigures;
  "few-bits": NoFigures;
  "keeps-little": NoFigures;
  "clearly-worse": NoFigures;
  "beyond-training": BeyondTrainingFigures;
  "gpu-may-refuse": { gpu: string };
  "would-read-the-disk": NoFigures;
  "may-freeze": NoFigures;
  "details-of-another": NoFigures;
  /** This plan, or one like it, whose context and memory are then given. */
  "failed-before": { failure: AnyError; like: { contextTokens: number; bytes: number } | null };
}

/** Why something cannot be loaded, or does not chat. Headlines, reasons and notes. */
export interface FitHindrances {
  "cannot-chat": { purpose: Purpose };
  "engine-cannot-run": NoFigures;
  "part-is-missing": NoFigures;
  "cache-needs-even-heads": { bits: number; headLength: number; packed: number };
  "cache-needs-flash-attention": { bits: number };
  "cache-without-flash-attention": { bits: number };
}

export interface WaysOut {
  "keep-context-whole": NoFigures;
  "turn-on-flash-attention": NoFigures;
  "compact-context": FreedFigures;
  "shorter-context": ShorterContextFigures;
  "shorter-compact-context": ShorterContextFigures;
  "no-layers-on-gpu": { layers: number; before: number };
  "fewer-layers-on-gpu": { gpuLayers: number; layers: number; before: number };
  "lower-reserve": { reserveBytes: number };
  "close-programs": { bytes: number };
  "smaller-model": NoFigures;
  "take-faster": { variant: string; tokensPerSecond: number; insteadOf: number };
  "take-whole-on-gpu": { variant: string; gpus: number };
  "take-longer-context": { variant: string; contextTokens: number; hereTokens: number };
  "take-smaller": { variant: string; lessBytes: number };
  "take-fitting": { variant: string; needBytes: number };
  "take-with-shorter-context": { variant: string; then: "fits" | "on-gpu" };
}

export interface FitSummaries {
  "is-the-one": { variant: string; computer: WhichComputer; slow: boolean };
  "best-but-poor": { variant: string };
  /** `better` fits with a shorter context, and with a smaller cache where it is `compact`. */
  "best-but-poor-shorten": { variant: string; better: string; contextTokens: number; compact: boolean };
  "keeps-needs-writes": NeedFigures & { band: QualityBand; tokensPerSecond: number; pace: Pace };
  "keeps-shares-writes": SplitFigures & { band: QualityBand; tokensPerSecond: number; pace: Pace };
  "leaves-little": NoFigures;
  "better-just-fits": { variant: string };
  /** `slowerShare` is null where it is hardly slower. */
  "better-fits-too": { variant: string; slowerShare: number | null; gain: "unnoticed" | "noticed" };
  "should-fit": { variant: string; computer: WhichComputer };
  "no-variants": NoFigures;
  "nothing-runs": NoFigures;
  "no-context-fits": { contextTokens: number | null };
  "does-with-less": { variant: string; way: StatementOf<WaysOut> };
  "nothing-fits": {
    computer: WhichComputer;
    variant: string;
    needBytes: number;
    freeBytes: number;
    gpuFreeBytes: number;
  };
  "way-or-smaller-model": { way: StatementOf<WaysOut> };
}

export interface FitCaveats {
  "trained-context-unknown": { assumedTokens: number };
  "speeds-are-early": FullSpeedFigures;
  "architecture-unknown": { architecture: string };
  "sizes-are-computed": NoFigures;
  /** `share`: by which sizes and memory may be off, either way. */
  "shape-uncertain": { share: number };
  "first-part-read": NoFigures;
  "no-header-read": NoFigures;
  "one-header-read": NoFigures;
  "window-layers-unknown": NoFigures;
  "instruction-sets-unknown": NoFigures;
  "gpu-memory-unknown": { gpu: string };
  "gpu-free-unknown": NoFigures;
  "gpu-unused": { gpu: string; reasons: readonly GpuReason[] };
  "gpu-by-vulkan": { gpu: string; reasons: readonly GpuReason[] };
  "gpus-without-way": { gpus: string[] };
}

/** Where a band of quality comes from. */
export interface QualityBases {
  "as-published": NoFigures;
  unmeasured: NoFigures;
  "between-measured": NoFigures;
  "measured-divergence": NoFigures;
  "measured-words": { keptShare: number };
  "measured-here": { keptShare: number };
  "smaller-loses-more": NoFigures;
  "larger-loses-less": NoFigures;
  /** What the page is called that has the figures. */
  "llama-cpp-measurements": NoFigures;
}

/** Of too few bits there are reasons too. */
export interface QualityWarnings {
  "much-learnt-suffers": NoFigures;
  "small-loses-more": NoFigures;
  "without-matrix": NoFigures;
  "uploaders-differ": { label: string };
}

/** What a fit says, by where it is said. */
export interface FitStatements
  extends FitHeadlines, FitReasons, FitHindrances, WaysOut, FitSummaries, FitCaveats, QualityBases, QualityWarnings {}

/** Why something cannot be loaded: what its files are, or what the engine makes of them. */
export type FitNote = StatementOf<FitStatements, keyof FitHindrances> | VariantNote;
export type FitHeadline =
  StatementOf<FitStatements, keyof FitHeadlines | keyof FitHindrances | "needs-too-much"> | VariantNote;
export type FitReason = StatementOf<FitStatements, keyof FitReasons | keyof FitHindrances> | VariantNote;
export type FitSummary =
  | StatementOf<
      FitStatements,
      keyof FitSummaries | keyof FitHeadlines | keyof FitHindrances | keyof FitReasons | keyof WaysOut
    >
  | VariantNote;
export type FitCaveat = StatementOf<FitStatements, keyof FitCaveats | "beyond-training">;
export type QualityBasis = StatementOf<FitStatements, Exclude<keyof QualityBases, "llama-cpp-measurements">>;
export type QualityWarning = StatementOf<FitStatements, keyof QualityWarnings | "too-few-bits" | "few-bits">;
export type QualitySourceTitle = StatementOf<QualityBases, "llama-cpp-measurements">;
