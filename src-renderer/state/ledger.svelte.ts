import type { LedgerView } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

/** Predicted against measured. Made by the one screen that shows it, so that a start of the window need not read it. */
export class LedgerState {
  readonly #mirror: Mirror<"ledger">;

  constructor(bridge: Bridge) {
    this.#mirror = new Mirror(bridge, "ledger", () => bridge.ledger.list());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** Null until main has answered. */
  get view(): LedgerView | null {
    return this.#mirror.value;
  }

  get error(): BridgeError | null {
    return this.#mirror.error;
  }

  async reload(): Promise<void> {
    await this.#mirror.load();
  }
}
