import type {
  EngineState,
  InstalledVariant,
  LoadRequest,
  Plan,
  PlanRequest,
  SessionCapabilities,
  SessionState,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import type { Dispose } from "../../ground/core/index.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";
import type {
  Answer,
  GenerateOptions,
  GenerateRequest,
  InspectedPage,
  InspectedPrompt,
  Session,
  Wish,
} from "../engine/index.ts";

/** What a load was asked for; without a word about steps down, the setting holds. */
export interface AskedLoad extends Wish, Pick<LoadRequest, "force"> {
  stepDown?: boolean;
  /** Beside what is loaded, where both fit; else in place of idle ones. */
  beside?: boolean;
}

/** What a caller with questions wants. */
export interface LeaseWish extends AskedLoad {
  /**
   * What follows when the session is lost in mid-answer: a smaller plan is loaded, or offered without consent; or the
   * loss is only reported.
   */
  afterLoss?: "load-smaller" | "tell";
}

/** A plan with its judgement: one that is tried, or could be. */
export interface Candidate {
  variant: InstalledVariant;
  request: PlanRequest;
  fit: VariantFit;
  plan: Plan;
  /** The layers on the GPU have been halved once; the next step takes all of them off it. */
  halved: boolean;
}

/** The use of a session, for one answer after another. While it is held, no other lease costs the session. */
export interface Lease {
  /** The session's. */
  readonly id: string;
  readonly capabilities: SessionCapabilities;
  readonly plan: Plan;
  /** With what was measured. */
  state(): SessionState;
  /**
   * As `Session.generate`. Where the session was lost and there is consent, a smaller plan is being loaded when it rejects, and the
   * error says so; else it offers that plan.
   */
  generate(request: GenerateRequest, options?: GenerateOptions): Promise<Answer>;
  /** As `Session.inspect`. */
  inspect(request: GenerateRequest, page: InspectedPage): Promise<InspectedPrompt>;
  /** Once more does nothing. */
  release(): void;
}

/** Plans a load on the memory that is free now, and loads. */
export interface Loader {
  /**
   * A person's own wish: in the place of whatever is loaded, whatever that is doing, unless it shall be beside it. Rejects as `Sessions.load` does, with what refuses
   * the plan, or with `cancelled` after an abort.
   */
  load(request: AskedLoad, signal?: AbortSignal): Promise<EngineState>;
  /**
   * A session that serves the request: one that exists or is being loaded, else a new load, which ends idle ones unless
   * they may stay. Waits for sessions in use, so a holder of a lease that wants another has to request it beside.
   * Rejects as `load` does.
   */
  lease(wish: LeaseWish, signal?: AbortSignal): Promise<Lease>;
  /** The session that a lease on this would be given, whatever it is doing; null where none is there. Nothing is loaded. */
  loaded(wish: Wish): Session | null;
  /**
   * Asks the session that a lease on this would be given, while nobody uses or wants a session; ends as stopped as soon as somebody does. It
   * keeps no session from being ended. Null where it is not asked; rejects as `Session.generate` does of what is asked aside.
   */
  aside(wish: Wish, request: GenerateRequest, signal: AbortSignal): Promise<Answer | null>;
  cancel(): Promise<void>;
  /** Ends what nobody uses, unless something is being loaded. A later lease that it would have served gets it back as it was asked for. */
  rest(): Promise<void>;
  /** Frees what is loaded, and cancels what is being loaded. */
  unload(): Promise<void>;
  /** The same for one variant, whose files are about to go; another one that is being loaded goes on. */
  release(variantId: string): Promise<void>;
  /**
   * Of tries that the engine began: not of plans that were refused before, nor of loads that were cancelled. An engine
   * that dies of want of memory later, while it answers, is reported as failed as well.
   */
  onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose;
}
