import type { Plan } from "../../../../src-shared/contract/index.ts";
import { EstimateChild } from "./estimate-child.ts";
import type { EngineEstimate } from "../../../models/planning/index.ts";
import type { BackendAnswer, Estimator, EstimatorOptions } from "./types.ts";

/** The start takes 1 to 3 s on a slow disk, a large header 0.6 s. */
const limitMs = 20_000;
/** The driver of a server sets up every card first, where nothing keeps it loaded. */
const openLimitMs = 30_000;
const idleMs = 5000;
/** A process that has a GPU open pins some hundred MiB there. */
const idleOnGpuMs = 1000;

const letGo = { basis: "unavailable", reason: "given-up-for-load", letGo: true } as const;
const cancelledReason = "given-up";

export class ChildEstimator implements Estimator {
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
    return this.#afterTheLast(
      async () => {
        if (signal?.aborted === true) return { basis: "unavailable", reason: cancelledReason };
        return this.#ask(file, plan, turn, signal);
      },
      (reason) => ({ basis: "unavailable", reason }),
    );
  }

  openBackend(backend: NonNullable<Plan["backend"]>): Promise<BackendAnswer> {
    const turn = this.#turn;
    return this.#afterTheLast(
      () => this.#open(backend, turn),
      (reason) => ({ usable: "unknown", reason }),
    );
  }

  /** `otherwise`: the answer where the system refuses to start a process, as it may when memory is short; the next is asked all the same. */
  #afterTheLast<T>(ask: () => Promise<T>, otherwise: (reason: string) => T): Promise<T> {
    const answer = this.#last.then(ask).catch((thrown: unknown) => otherwise(String(thrown)));
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
    // Read before it is killed, which would hide how it ended by itself.
    const end = child.ownEnd();
    if (this.#child === child) await this.#end();
    if (answer?.type === "devices" && answer.names.length > 0) return { usable: true, devices: answer.names };
    if (answer?.type === "devices") return { usable: false, reason: "no-device" };
    if (answer?.type === "failed") return { usable: false, reason: answer.reason };
    if (turn !== this.#turn) return { usable: "unknown", reason: letGo.reason };
    return end === null ? { usable: "unknown", reason: "no-answer" } : { usable: false, ...end };
  }

  async #ask(file: string, plan: Plan, turn: number, signal: AbortSignal | undefined): Promise<EngineEstimate> {
    const child = await this.#childFor(plan.backend, turn);
    if (child === null) return letGo;
    const answer = await child.ask({ type: "estimate", file, plan }, this.#options.limitMs ?? limitMs, signal);
    if (answer === null) {
      // It died or hung, and would again at the same question; the next one gets a new process.
      if (this.#child === child) await this.#end();
      if (turn !== this.#turn) return letGo;
      if (signal?.aborted === true) return { basis: "unavailable", reason: cancelledReason };
      return { basis: "unavailable", reason: child.lastWords() ?? "no-answer" };
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
        return { basis: "unavailable", reason: "other-answer" };
    }
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child !== null) this.#ended = Promise.all([this.#ended, child.kill()]);
    await this.#ended;
  }
}
