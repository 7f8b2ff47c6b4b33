import type {
  ExactCheck,
  ExplainRequest,
  FitArithmetic,
  FitReport,
  FrontierStep,
  HardwareProfile,
  Ladder,
  LadderRequest,
  MachineInput,
  Plan,
  PlanRequest,
  RepositorySummary,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import type { Baseline } from "../recommend/index.ts";

/** Puts machine, catalogue and recommendation together. */
export interface Advisor {
  /** What the detail page shows. A header that cannot be read is told in `problem`, never thrown. */
  ladder(request: LadderRequest, signal?: AbortSignal): Promise<Ladder>;
  /**
   * The engine's own estimate of each variant's plan on the devices of this machine, by variant key; nothing for another machine.
   * What the engine cannot tell is said in `basis`, never thrown.
   */
  check(request: LadderRequest, signal?: AbortSignal): Promise<Record<string, ExactCheck>>;
  /** As `ladder`, but a problem is thrown: for the command line. */
  fitRepository(
    repository: string,
    request: PlanRequest,
    machine: MachineInput | null,
    signal?: AbortSignal,
  ): Promise<FitReport>;
  /** A GGUF file on this disk. */
  fitFile(path: string, request: PlanRequest, machine: MachineInput | null): Promise<FitReport>;
  /** What each gigabyte buys, for a repository's model; empty where its shape is not known. */
  frontier(request: LadderRequest, signal?: AbortSignal): Promise<FrontierStep[]>;
  /** The same for a GGUF file on this disk. */
  frontierOfFile(path: string, request: PlanRequest, machine: MachineInput | null): Promise<FrontierStep[]>;
  /** What the list of results shows: for those repositories whose shapes are known without asking the Hub. */
  fits(repositories: string[], machine?: MachineInput | null): Promise<Record<string, RepositorySummary["fit"]>>;
  /** The arithmetic behind one row of a ladder. */
  explain(request: ExplainRequest, signal?: AbortSignal): Promise<FitArithmetic | null>;
  /** What installed variants would cost now, by id. */
  installedFits(request: PlanRequest): Promise<Record<string, VariantFit>>;
  /** One installed variant, on this machine as it is now. */
  fitInstalled(id: string, request: PlanRequest, machine: HardwareProfile): Promise<VariantFit>;
  /** Names of the tensors that the engine reads out of an installed variant's file for every token. */
  mappedTensors(id: string, plan: Plan): Promise<string[]>;
  /** What an installed variant's plan is held against: the prediction without anything learned, and who it is in the ledger. */
  baseline(id: string, plan: Plan, machine: HardwareProfile): Promise<{ identity: string; baseline: Baseline }>;
}

/** What the engine would take: not what its process needs besides. */
export interface EngineFigures {
  weightsCpuBytes: number;
  weightsGpuBytes: number;
  contextCpuBytes: number;
  contextGpuBytes: number;
}

/**
 * `fallback`: the engine used a formula that is known to be wrong, and its figures are not told. `letGo`: a load wants the memory, so
 * that whoever has more questions should not ask them now.
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
