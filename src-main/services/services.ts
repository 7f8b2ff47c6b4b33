import type { Catalog } from "../catalog/index.ts";
import type { Chat } from "../chat/index.ts";
import type {
  DatabaseNotice,
  Download,
  DownloadRequest,
  EngineState,
  ExplainRequest,
  FitArithmetic,
  ErrorDto,
  ExactCheck,
  FitReport,
  FrontierStep,
  HardwareProfile,
  InstalledVariant,
  Ladder,
  LadderRequest,
  LedgerView,
  LoadRequest,
  MachineInput,
  MeasuredMemory,
  MemoryNeed,
  Plan,
  PlanRequest,
  RepositorySummary,
  VariantFit,
} from "../contract/index.ts";
import type { AppError, Dispose } from "../core/index.ts";
import type { Components } from "../components/index.ts";
import type { Downloads } from "../download/index.ts";
import type { Engine } from "../engine/index.ts";
import type { Hardware } from "../hardware/index.ts";
import type { Library } from "../library/index.ts";
import type { Baseline } from "../recommend/index.ts";
import type { SettingsService } from "../settings/index.ts";

export interface ServicePaths {
  /** A real Node for the engine. */
  node: string;
  engineWorker: string;
  estimateWorker: string;
  resources: string;
}

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

/** Through what the engine can really use the GPUs that probes found. */
export interface Backends {
  /**
   * The machine by the ways that the engine can use, for whoever plans: after some seconds, the machine as far as it is known. `profile`
   * is what was just found, so that nobody looks twice.
   */
  settle(profile?: HardwareProfile): Promise<HardwareProfile>;
  /** Looks at the computer again, and asks again about what was refused: a driver may have come. The answers come as news. */
  lookAgain(): Promise<HardwareProfile>;
}

/** One try of the engine to load a plan, and how it ended; a load that goes down the ladder has several. */
export interface LoadOutcome {
  variant: InstalledVariant;
  plan: Plan;
  predicted: MemoryNeed | null;
  predictedTokensPerSecond: [number, number] | null;
  outcome: "loaded" | "failed";
  /** After the load; null when it failed. */
  measured: MeasuredMemory | null;
  /** The real reason; null when it is loaded. */
  error: ErrorDto | null;
}

/** Plans a load on the memory that is free now, and loads. */
export interface Loader {
  load(request: Omit<LoadRequest, "stepDown"> & { stepDown?: boolean }, signal?: AbortSignal): Promise<EngineState>;
  cancel(): Promise<void>;
  /** Frees what is loaded, and cancels what is being loaded. */
  unload(): Promise<void>;
  /** The same for one variant, whose files are about to go; another one that is being loaded goes on. */
  release(variantId: string): Promise<void>;
  /** Whether the engine holds what a load of this came to, which after steps down is another plan than the one asked for. */
  isMet(variantId: string, request: PlanRequest): boolean;
  /** Tells a plan as failed whose engine was lost in mid-answer; for whoever goes on no further. */
  recordLoss(error: AppError): void;
  /**
   * What to tell when the engine was lost in mid-answer. With consent a smaller plan is being loaded when it resolves, and the
   * error says so; else it offers that plan.
   */
  afterLoss(error: AppError): Promise<AppError>;
  /**
   * Of tries that the engine began: not of plans that were refused before, nor of loads that were cancelled. An engine that
   * dies of want of memory later, while it answers, is told as failed as well.
   */
  onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose;
}

/** The downloads with the catalogue before them: a repository and a variant's name are enough to start. */
export interface DownloadDesk extends Pick<
  Downloads,
  "list" | "pause" | "resume" | "cancel" | "clear" | "settled" | "onChange"
> {
  start(request: DownloadRequest): Promise<Download>;
}

/** Predicted against measured, on this machine. */
export interface LedgerDesk {
  /** The latest loads first. */
  view(limit: number): Promise<LedgerView>;
  /** After each load and each answer. */
  onChange(listener: (view: LedgerView) => void): Dispose;
}

/** Everything that the window and the command line stand on. */
export interface Services {
  settings: SettingsService;
  hardware: Hardware;
  catalog: Catalog;
  advisor: Advisor;
  backends: Backends;
  components: Components;
  downloads: DownloadDesk;
  library: Library;
  engine: Engine;
  loader: Loader;
  chat: Chat;
  ledger: LedgerDesk;
  /** Null when all was well. */
  databaseNotice: DatabaseNotice | null;
  /** Goes on with what the last run left unfinished: downloads, and answers that were being written. Once, by the window's process. */
  restore(): Promise<void>;
  dispose(): Promise<void>;
}
