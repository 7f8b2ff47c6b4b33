import type { AnswerStats, EngineState, LedgerView, MeasuredMemory } from "../../src-shared/contract/index.ts";
import { gpuNeedBytes, variantKey } from "../../src-shared/figures/index.ts";
import { type Dispose, DisposableStore, Emitter, type Logger, toAppError } from "../ground/core/index.ts";
import type { Engine } from "../answers/engine/index.ts";
import type { Hardware } from "../ground/hardware/index.ts";
import type { Ledger } from "../models/ledger/index.ts";
import type { Advisor, LedgerDesk, LoadOutcome, Loader } from "./services.ts";

export interface LedgerKeeperOptions {
  ledger: Pick<Ledger, "record" | "remeasure" | "addAnswer" | "view">;
  hardware: Hardware;
  advisor: Advisor;
  loader: Pick<Loader, "onLoadOutcome">;
  engine: Pick<Engine, "onChange" | "state">;
  logger: Logger;
}

/** How many loads an event carries. */
const toldLoads = 50;

export interface LedgerKeeper extends LedgerDesk {
  /** The loaded model has answered. */
  answered(stats: AnswerStats): void;
  /** Resolves when all that came so far is written. */
  settled(): Promise<void>;
  dispose: Dispose;
}

/** The load that is in the engine now. */
interface Current {
  id: number;
  measured: MeasuredMemory | null;
  answers: number;
}

/** Writes loads and answers into the ledger, one after the other in the order in which they came. */
export function createLedgerKeeper(options: LedgerKeeperOptions): LedgerKeeper {
  const { ledger, hardware, advisor, loader, engine, logger } = options;
  const changes = new Emitter<LedgerView>();
  const store = new DisposableStore();
  let current: Current | null = null;
  let queue: Promise<void> = Promise.resolve();

  /** A ledger that fails costs its advice, never the load or the answer that it was to keep. */
  function enqueue(job: () => Promise<boolean> | boolean): void {
    queue = queue
      .then(async () => {
        if (await job()) changes.emit(await view(toldLoads));
      })
      .catch((thrown: unknown) => {
        logger.warn("the ledger could not be kept", { message: toAppError(thrown).message });
      });
  }

  const view: LedgerDesk["view"] = async (limit) => ledger.view(await hardware.get(), limit);

  async function record(outcome: LoadOutcome): Promise<boolean> {
    const { variant, plan, predicted, measured, error } = outcome;
    // Until it is kept, what comes next belongs to no load: least of all to the one before.
    current = null;
    const machine = await hardware.get();
    const { identity, baseline } = await advisor.baseline(variant.id, plan, machine);
    const id = ledger.record(
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
    if (outcome.outcome === "loaded" && id !== null) current = { id, measured, answers: 0 };
    return true;
  }

  /** The first answer touches what the load left alone, so its figures take the place of the load's. */
  function remeasure({ measured }: EngineState): boolean {
    if (current === null || measured === null || isSame(measured, current.measured)) return false;
    current.measured = measured;
    ledger.remeasure(current.id, measured);
    return true;
  }

  store.add(
    loader.onLoadOutcome((outcome) => {
      enqueue(() => record(outcome));
    }),
  );
  store.add(
    engine.onChange((state) => {
      if (state.status === "ready" && state.contextUsedTokens !== 0) enqueue(() => remeasure(state));
    }),
  );

  return {
    view,
    onChange: (listener) => changes.on(listener),
    answered(stats) {
      enqueue(() => {
        if (current === null || stats.tokens === 0) return false;
        ledger.addAnswer(current.id, isWarmUp(stats, current) ? withoutSpeed(stats) : stats);
        current.answers++;
        return true;
      });
    },
    settled: () => queue,
    async dispose() {
      await store.dispose();
      await queue;
    },
  };
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
