import type { Plan } from "../../contract/index.ts";
import type { Logger } from "../../core/index.ts";
import { EstimateChild } from "./estimate-child.ts";
import type { EngineFigures } from "./protocol.ts";

export interface EstimatorOptions {
  /** A real Node, as for the engine. */
  nodePath: string;
  /** The worker's entry: the bundled `estimate-worker.js`, or `engine/worker/estimate-main.ts` in development. */
  workerPath: string;
  codeCacheFolder?: string;
  /** What the worker must know to find the build for a backend. */
  buildsEnvironment?: (backend: Plan["backend"]) => Record<string, string>;
  /** Added to the worker's small environment, and wins over it. */
  env?: Record<string, string>;
  logger: Logger;
  /** How long the process waits for another question; a slider asks many times over. */
  idleMs?: number;
  /** How long one question may take, the start of the process included. */
  limitMs?: number;
}

/**
 * `fallback`: the engine used a formula that is known to be wrong, and its figures are not told. `letGo`: a load wants the memory, so
 * that whoever has more questions should not ask them now.
 */
export type EngineEstimate =
  | { basis: "engine"; figures: EngineFigures }
  | { basis: "fallback"; reason: string }
  | { basis: "unavailable"; reason: string; letGo?: true };

/** Whether the engine can use a backend: through which devices, or why not. `unknown`: it did not answer in time, or a load wanted the memory. */
export type BackendAnswer =
  { usable: true; devices: string[] } | { usable: false; reason: string } | { usable: "unknown"; reason: string };

/** The engine's own account of plans, from a process of its own that lives for some seconds. */
export interface Estimator {
  /** What the engine would take for a plan, on the devices of this machine. Never throws; after an abort it is `unavailable`. */
  estimate(file: string, plan: Plan, signal?: AbortSignal): Promise<EngineEstimate>;
  /**
   * Opens a backend to see what it finds, and lets go of it at once. Never throws. A process that crashes over it is an answer, and one
   * that hangs is none.
   */
  openBackend(backend: NonNullable<Plan["backend"]>): Promise<BackendAnswer>;
  /** Ends the process now, if there is one: a load is about to need what a GPU's driver holds for it. */
  letGo(): Promise<void>;
  dispose(): Promise<void>;
}

/** The start takes 1 to 3 s on a slow disk, a large header 0.6 s. */
const limitMs = 20_000;
/** The driver of a server sets up every card first, where nothing keeps it loaded. */
const openLimitMs = 30_000;
const idleMs = 5000;
/** A process that has a GPU open pins some hundred MiB there. */
const idleOnGpuMs = 1000;

export function createEstimator(options: EstimatorOptions): Estimator {
  return new ChildEstimator(options);
}

const letGo = { basis: "unavailable", reason: "The estimate was given up for a load.", letGo: true } as const;
const cancelledReason = "Nobody waits for it any more.";

class ChildEstimator implements Estimator {
  readonly #options: EstimatorOptions;
  #child: EstimateChild | null = null;
  /** Settles when every process that was ended is gone. */
  #ended: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  /** Questions wait for one another: the library simulates one model at a time. */
  #last: Promise<unknown> = Promise.resolve();
  /** Counts the times that it was let go; questions from before are not begun. */
  #turn = 0;
  #disposed = false;

  constructor(options: EstimatorOptions) {
    this.#options = options;
  }

  estimate(file: string, plan: Plan, signal?: AbortSignal): Promise<EngineEstimate> {
    const turn = this.#turn;
    return this.#afterTheLast(async () => {
      if (signal?.aborted === true) return { basis: "unavailable", reason: cancelledReason };
      return this.#ask(file, plan, turn);
    });
  }

  openBackend(backend: NonNullable<Plan["backend"]>): Promise<BackendAnswer> {
    const turn = this.#turn;
    return this.#afterTheLast(() => this.#open(backend, turn));
  }

  #afterTheLast<T>(ask: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(ask);
    this.#last = answer;
    return answer;
  }

  async letGo(): Promise<void> {
    this.#turn++;
    clearTimeout(this.#idle);
    await this.#end();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.letGo();
  }

  /** Null where it was let go before, or while the process for another backend ended. */
  async #childFor(backend: Plan["backend"], turn: number): Promise<EstimateChild | null> {
    clearTimeout(this.#idle);
    if (this.#child !== null && (this.#child.backend !== backend || this.#child.gone)) await this.#end();
    if (turn !== this.#turn || this.#disposed) return null;
    return (this.#child ??= new EstimateChild(this.#options, backend));
  }

  async #open(backend: NonNullable<Plan["backend"]>, turn: number): Promise<BackendAnswer> {
    const child = await this.#childFor(backend, turn);
    if (child === null) return { usable: "unknown", reason: letGo.reason };
    const answer = await child.ask({ type: "devices" }, this.#options.limitMs ?? openLimitMs);
    // Read before it is killed, which would be no end of its own.
    const end = child.ownEnd();
    if (this.#child === child) await this.#end();
    if (answer?.type === "devices" && answer.names.length > 0) return { usable: true, devices: answer.names };
    if (answer?.type === "devices") return { usable: false, reason: "It finds no device." };
    if (answer?.type === "failed") return { usable: false, reason: answer.reason };
    if (turn !== this.#turn) return { usable: "unknown", reason: letGo.reason };
    return end === null ? { usable: "unknown", reason: "The engine did not answer." } : { usable: false, ...end };
  }

  async #ask(file: string, plan: Plan, turn: number): Promise<EngineEstimate> {
    const child = await this.#childFor(plan.backend, turn);
    if (child === null) return letGo;
    const answer = await child.ask({ type: "estimate", file, plan }, this.#options.limitMs ?? limitMs);
    if (answer === null) {
      // It died or hung, and would again at the same question; the next one gets a new process.
      if (this.#child === child) await this.#end();
      if (turn !== this.#turn) return letGo;
      return { basis: "unavailable", reason: child.lastWords() ?? "The engine did not answer." };
    }
    if (this.#child === child) {
      this.#idle = setTimeout(
        () => void this.#end(),
        this.#options.idleMs ?? (plan.backend === null ? idleMs : idleOnGpuMs),
      );
      this.#idle.unref();
    }
    switch (answer.type) {
      case "figures":
        return { basis: "engine", figures: answer.figures };
      case "fallback":
        return { basis: "fallback", reason: answer.reason };
      case "failed":
        return { basis: "unavailable", reason: answer.reason };
      case "devices":
        return { basis: "unavailable", reason: "The engine answered another question." };
    }
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child !== null) this.#ended = Promise.all([this.#ended, child.kill()]);
    await this.#ended;
  }
}
