import type {
  EngineState,
  InstalledVariant,
  LoadRequest,
  Plan,
  PlanRequest,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import type { AppError, Dispose } from "../../ground/core/index.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";

/** What a load was asked for; without a word about steps down, the setting holds. */
export type AskedLoad = Pick<LoadRequest, "variantId" | "plan" | "force"> & { stepDown?: boolean };

/** A plan with its judgement: one that is tried, or could be. */
export interface Candidate {
  variant: InstalledVariant;
  request: PlanRequest;
  fit: VariantFit;
  plan: Plan;
  /** The layers on the GPU have been halved once; the next step takes all of them off it. */
  halved: boolean;
}

/** Plans a load on the memory that is free now, and loads. */
export interface Loader {
  /** Rejects as `Engine.load` does, with what refuses the plan, or with `cancelled` after an abort. */
  load(request: AskedLoad, signal?: AbortSignal): Promise<EngineState>;
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
