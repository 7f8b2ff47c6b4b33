import type { EventName, Events } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";

/**
 * Main's state as the window sees it: a snapshot at the start, then events. An answer that is overtaken by an event
 * is older than the event and is dropped.
 */
export class Mirror<E extends EventName> {
  readonly #bridge: Bridge;
  readonly #event: E;
  readonly #fetch: () => Promise<Events[E]>;
  #value = $state.raw<Events[E] | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #version = 0;

  constructor(bridge: Bridge, event: E, fetch: () => Promise<Events[E]>) {
    this.#bridge = bridge;
    this.#event = event;
    this.#fetch = fetch;
  }

  /** Null until the first answer. */
  get value(): Events[E] | null {
    return this.#value;
  }

  get error(): BridgeError | null {
    return this.#error;
  }

  /** Returns the function that ends it. */
  connect(): () => void {
    const end = this.#bridge.on(this.#event, (payload) => this.set(payload));
    void this.load();
    return end;
  }

  set(value: Events[E]): void {
    this.#version++;
    this.#value = value;
    this.#error = null;
  }

  async load(): Promise<void> {
    const version = this.#version;
    try {
      const value = await this.#fetch();
      if (version === this.#version) this.set(value);
    } catch (thrown) {
      if (version === this.#version) this.#error = toBridgeError(thrown);
    }
  }
}
