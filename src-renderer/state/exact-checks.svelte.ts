import type { ExactCheck, LadderRequest } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { LatestCall } from "./latest-call.ts";

/** The engine takes a good part of a second a model: it is asked once the controls rest. */
const restMs = 500;

/** What the engine itself says of a ladder's plans. It comes after the ladder, and without it the ladder is whole. */
export class ExactChecks {
  readonly #bridge: Bridge;
  #found = $state.raw<Readonly<Record<string, ExactCheck>>>({});
  /** What is to be asked, or was and has no answer. */
  #open: LadderRequest | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #asked = new LatestCall();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Null until it is known, and for a plan that has changed since. */
  of(variantKey: string): ExactCheck | null {
    return this.#found[variantKey] ?? null;
  }

  /** The plans have changed: what was said is about others. */
  forget(): void {
    this.pause();
    this.#open = null;
    if (Object.keys(this.#found).length > 0) this.#found = {};
  }

  ask(request: LadderRequest): void {
    this.forget();
    this.#open = request;
    this.resume();
  }

  /** The ladder is not on screen: its requests are repeated when it is shown again. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#asked.cancel();
  }

  resume(): void {
    const request = this.#open;
    if (request === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#askNow(request, this.#asked.next()), restMs);
  }

  async #askNow(request: LadderRequest, signal: AbortSignal): Promise<void> {
    try {
      const found = await this.#bridge.catalog.check(request, signal);
      if (signal.aborted) return;
      this.#found = found;
    } catch {
      // The engine is not needed for a ladder, and main has logged why it did not answer.
      if (signal.aborted) return;
    }
    this.#open = null;
  }
}
