import type {
  AnswerStats,
  EngineState,
  HardwareProfile,
  LedgerView,
  MeasuredMemory,
  Plan,
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
  /** Of the model that is loaded. */
  engine: {
    onChange(listener: (state: EngineState) => void): Dispose;
    onAnswer(listener: (answer: AnswerStats) => void): Dispose;
  };
  logger: Logger;
}

/** How many loads an event carries. */
const toldLoads = 50;

/** The load that is in the engine now. */
interface Current {
  id: number;
  measured: MeasuredMemory | null;
  answers: number;
}

/** Writes loads and answers into the ledger, one after the other in the order in which they came. */
export class LoadRecorder implements LoadHistory {
  readonly #options: LoadRecorderOptions;
  readonly #changes = new Emitter<LedgerView>();
  readonly #store = new DisposableStore();
  #current: Current | null = null;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: LoadRecorderOptions) {
    this.#options = options;
    const { loads, engine } = options;
    this.#store.add(
      loads.onLoadOutcome((outcome) => {
        this.#enqueue(() => this.#record(outcome));
      }),
    );
    this.#store.add(
      engine.onChange((state) => {
        if (state.status === "ready" && state.contextUsedTokens !== 0) this.#enqueue(() => this.#remeasure(state));
      }),
    );
    this.#store.add(
      engine.onAnswer((stats) => {
        this.#enqueue(() => this.#addAnswer(stats));
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

  async #record(outcome: LoadOutcome): Promise<boolean> {
    const { variant, plan, predicted, measured, error } = outcome;
    // Until it is kept, what comes next belongs to no load: least of all to the one before.
    this.#current = null;
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
    if (outcome.outcome === "loaded" && id !== null) this.#current = { id, measured, answers: 0 };
    return true;
  }

  /** The first answer touches what the load left alone, so its figures take the place of the load's. */
  #remeasure({ measured }: EngineState): boolean {
    const current = this.#current;
    if (current === null || measured === null || isSame(measured, current.measured)) return false;
    current.measured = measured;
    this.#options.ledger.remeasure(current.id, measured);
    return true;
  }

  #addAnswer(stats: AnswerStats): boolean {
    const current = this.#current;
    if (current === null || stats.tokens === 0) return false;
    this.#options.ledger.addAnswer(current.id, isWarmUp(stats, current) ? withoutSpeed(stats) : stats);
    current.answers++;
    return true;
  }
}

/**
 * In the first answer of a load a card's driver makes the programs for the model's shapes: on an H200 through Vulkan a prompt took 20 s,
 * and 0.3 s from then on. That says nothing about the answers that follow.
 */
function isWarmUp({ threads }: AnswerStats, { answers }: Current): boolean {
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
