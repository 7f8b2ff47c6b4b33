import type {
  AnswerStats,
  EngineState,
  HardwareProfile,
  LedgerView,
  MeasuredMemory,
  Plan,
  SessionState,
} from "../../../src-shared/contract/index.ts";
import { gpuNeedBytes, variantKey } from "../../../src-shared/figures/index.ts";
import { type Dispose, DisposableStore, Emitter, type Logger, toAppError } from "../../ground/core/index.ts";
import type { Ledger } from "./ledger.ts";
import type { LoadHistory, LoadOutcome, UnlearnedPrediction } from "./types.ts";

export interface LoadRecorderOptions {
  ledger: Pick<Ledger, "record" | "remeasure" | "addAnswer" | "view">;
  machine(): Promise<HardwareProfile>;
  baseline(variantId: string, plan: Plan, machine: HardwareProfile): Promise<UnlearnedPrediction>;
  loads: { onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose };
  sessions: {
    onChange(listener: (state: Pick<EngineState, "sessions">) => void): Dispose;
    onAnswer(listener: (given: GivenAnswer) => void): Dispose;
  };
  logger: Logger;
}

interface GivenAnswer {
  sessionId: string;
  answer: AnswerStats;
  /** Others that are written at the same time slow it down. */
  isAlone: boolean;
}

/** How many loads an event carries. */
const toldLoads = 50;

/** The load that a session came from. */
interface KeptLoad {
  id: number;
  measured: MeasuredMemory | null;
  answers: number;
}

/** Writes loads and answers into the ledger, one after the other in the order in which they came. */
export class LoadRecorder implements LoadHistory {
  readonly #options: LoadRecorderOptions;
  readonly #changes = new Emitter<LedgerView>();
  readonly #store = new DisposableStore();
  /** By their sessions. */
  readonly #loads = new Map<string, KeptLoad>();
  /** The sessions that there are. */
  #living: ReadonlySet<string> = new Set();
  #queue: Promise<void> = Promise.resolve();

  constructor(options: LoadRecorderOptions) {
    this.#options = options;
    const { loads, sessions } = options;
    this.#store.add(
      loads.onLoadOutcome((outcome) => {
        this.#enqueue(() => this.#record(outcome));
      }),
    );
    this.#store.add(
      sessions.onChange((state) => {
        this.#forget(state.sessions);
        for (const session of state.sessions)
          if (session.status === "ready" && session.contextUsedTokens !== 0)
            this.#enqueue(() => this.#remeasure(session));
      }),
    );
    this.#store.add(
      sessions.onAnswer((given) => {
        this.#enqueue(() => this.#addAnswer(given));
      }),
    );
  }

  async view(limit: number): Promise<LedgerView> {
    return this.#options.ledger.view(await this.#options.machine(), limit);
  }

  onChange(listener: (view: LedgerView) => void): Dispose {
    return this.#changes.on(listener);
  }

  /** Resolves when all that came so far is written. */
  settled(): Promise<void> {
    return this.#queue;
  }

  async dispose(): Promise<void> {
    await this.#store.dispose();
    await this.#queue;
  }

  /** A ledger that fails costs its advice, never the load or the answer that it was to keep. */
  #enqueue(job: () => Promise<boolean> | boolean): void {
    this.#queue = this.#queue
      .then(async () => {
        if (await job()) this.#changes.emit(await this.view(toldLoads));
      })
      .catch((thrown: unknown) => {
        this.#options.logger.warn("the ledger could not be kept", { message: toAppError(thrown).message });
      });
  }

  /** Those that have ended, once all that came of them before is written. */
  #forget(sessions: readonly SessionState[]): void {
    const living = new Set(sessions.map(({ id }) => id));
    const ended = [...this.#living].filter((id) => !living.has(id));
    this.#living = living;
    if (ended.length === 0) return;
    this.#enqueue(() => {
      for (const id of ended) this.#loads.delete(id);
      return false;
    });
  }

  async #record(outcome: LoadOutcome): Promise<boolean> {
    const { sessionId, variant, plan, predicted, measured, error } = outcome;
    const machine = await this.#options.machine();
    const { identity, baseline } = await this.#options.baseline(variant.id, plan, machine);
    const id = this.#options.ledger.record(
      {
        variant: identity,
        name: variant.name,
        label: variantKey(variant.modifiers, variant.label),
        outcome: outcome.outcome,
        plan,
        predicted: predicted && {
          anonymousBytes: predicted.anonymousBytes,
          fileBackedBytes: predicted.fileBackedBytes,
          gpuBytes: gpuNeedBytes(predicted),
        },
        predictedTokensPerSecond: outcome.predictedTokensPerSecond,
        baseline,
        measured,
        loadMs: measured?.loadMs ?? null,
        failure: error,
      },
      machine,
    );
    if (outcome.outcome === "loaded" && sessionId !== null && id !== null)
      this.#loads.set(sessionId, { id, measured, answers: 0 });
    return true;
  }

  /** The first answer touches what the load left alone, so its figures take the place of the load's. */
  #remeasure({ id, measured }: SessionState): boolean {
    const load = this.#loads.get(id);
    if (load === undefined || measured === null || isSame(measured, load.measured)) return false;
    load.measured = measured;
    this.#options.ledger.remeasure(load.id, measured);
    return true;
  }

  #addAnswer({ sessionId, answer, isAlone }: GivenAnswer): boolean {
    const load = this.#loads.get(sessionId);
    if (load === undefined || answer.tokens === 0) return false;
    const tellsSpeed = isAlone && !isWarmUp(answer, load);
    this.#options.ledger.addAnswer(load.id, tellsSpeed ? answer : withoutSpeed(answer));
    load.answers++;
    return true;
  }
}

/**
 * In the first answer of a load a card's driver makes the programs for the model's shapes: on an H200 through Vulkan a prompt took 20 s,
 * and 0.3 s from then on. That says nothing about the answers that follow.
 */
function isWarmUp({ threads }: AnswerStats, { answers }: KeptLoad): boolean {
  const isOnGpu = threads === null;
  return isOnGpu && answers === 0;
}

function withoutSpeed(stats: AnswerStats): AnswerStats {
  return { ...stats, tokensPerSecond: null, promptTokensPerSecond: null };
}

function isSame(a: MeasuredMemory, b: MeasuredMemory | null): boolean {
  return (
    b !== null &&
    a.anonymousBytes === b.anonymousBytes &&
    a.fileBackedBytes === b.fileBackedBytes &&
    a.gpuBytes === b.gpuBytes
  );
}
