import type { ExactCheck, LadderRequest } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

/** The engine takes a good part of a second a model: it is asked when the controls have come to rest. */
const restMs = 500;

/** What the engine itself says of a ladder's plans. It comes after the ladder, and without it the ladder is whole. */
export class ExactChecks {
  readonly #bridge: Bridge;
  #found = $state.raw<Readonly<Record<string, ExactCheck>>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Null until it is known, and for a plan that has changed since. */
  of(variantKey: string): ExactCheck | null {
    return this.#found[variantKey] ?? null;
  }

  /** The plans have changed: what was said is about others. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#question++;
    if (Object.keys(this.#found).length > 0) this.#found = {};
  }

  ask(request: LadderRequest): void {
    this.forget();
    const question = this.#question;
    this.#timer = setTimeout(() => void this.#askNow(request, question), restMs);
  }

  async #askNow(request: LadderRequest, question: number): Promise<void> {
    try {
      const found = await this.#bridge.catalog.check(request);
      if (question === this.#question) this.#found = found;
    } catch {
      // The engine is not needed for a ladder, and main has logged why it did not answer.
    }
  }
}
