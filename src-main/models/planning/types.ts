import type {
  ExactCheck,
  FitArithmetic,
  FitReport,
  FrontierStep,
  HardwareProfile,
  Ladder,
  MachineInput,
  ModelFacts,
  SamplingChanges,
  Plan,
  PlanRequest,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import type { UnlearnedPrediction } from "../ledger/index.ts";
import type { FitReportInput } from "../recommend/index.ts";

/** A repository of the Hub. */
export interface RepositoryReference {
  kind: "repository";
  /** "owner/name". */
  repository: string;
  /** Only what is known without asking the Hub, the bundled catalogue at least. */
  offline?: boolean | undefined;
}

/** A GGUF file on this disk. */
export interface FileReference {
  kind: "file";
  path: string;
}

/** A variant of the library. */
export interface InstalledReference {
  kind: "installed";
  variantId: string;
}

export type SubjectReference = RepositoryReference | FileReference | InstalledReference;

/** What a person chose, and the computer that it is to run on. */
export interface FitQuestion {
  plan: PlanRequest;
  /** Null: this one, with what its owner has corrected and what its loads have taught. */
  machine: MachineInput | null;
}

/** A model that was opened to be judged. */
export interface Subject {
  /** Throws what kept the model from being known. */
  fit(question: FitQuestion): Promise<FitReport>;
  /** What each gigabyte buys; empty where the model's shape is not known. */
  frontier(question: FitQuestion): Promise<FrontierStep[]>;
  /** The arithmetic behind one variant's row; null where no such variant could run. */
  explain(variantKey: string, question: FitQuestion): Promise<FitArithmetic | null>;
}

export interface RepositorySubject extends Subject {
  /** What the detail page shows: as `fit`, but a header that cannot be read is reported in `problem`, never thrown. */
  ladder(question: FitQuestion): Promise<Ladder>;
  /**
   * The engine's own estimate of each variant's plan on the devices of this machine, by variant key; nothing for another machine.
   * `basis` says what the engine could not estimate; nothing is thrown.
   */
  check(question: FitQuestion, signal?: AbortSignal): Promise<Record<string, ExactCheck>>;
}

/** An installed variant, by its own header. */
export interface InstalledSubject extends Subject {
  /** On this machine as it was just found, or as it will be. */
  fitOn(machine: HardwareProfile, plan: PlanRequest): VariantFit;
  /** As `fit`, of files of other types that could be made of it, with computed sizes; labels that none is known of are left out. */
  makeable(labels: readonly string[]): Promise<FitReport>;
  /** What its file says on how to ask it. */
  advice(): { chatTemplate: string | null; sampling: SamplingChanges | null };
  /** Names of the tensors that the engine reads out of the file for every token. */
  mappedTensors(plan: Plan): Promise<string[]>;
  /** From how many tokens on a GPU may do work of layers that are on the CPU. */
  lendFromTokens(plan: Plan): number;
  /** What a load of the plan on this machine is compared with. */
  baseline(plan: Plan, machine: HardwareProfile): UnlearnedPrediction;
}

/** What is known of a model and its variants. */
export interface SubjectContent extends Omit<FitReportInput, "facts" | "machine" | "request" | "defaults" | "whatIf"> {
  /** Null where no header could be read. */
  facts: ModelFacts | null;
}

/** What the engine would take: not what its process needs besides. */
export interface EngineFigures {
  weightsCpuBytes: number;
  weightsGpuBytes: number;
  contextCpuBytes: number;
  contextGpuBytes: number;
}

/**
 * `fallback`: the engine used a formula that is known to be wrong, and its figures are left out. `letGo`: a load wants
 * the memory, so further questions should wait.
 */
export type EngineEstimate =
  | { basis: "engine"; figures: EngineFigures }
  | { basis: "fallback"; reason: string }
  | { basis: "unavailable"; reason: string; letGo?: true };

/** The engine's own account of plans, for the exact check. */
export interface PlanEstimator {
  /** What the engine would take for a plan, on the devices of this machine. Never throws; after an abort it is `unavailable`. */
  estimate(file: string, plan: Plan, signal?: AbortSignal): Promise<EngineEstimate>;
}
