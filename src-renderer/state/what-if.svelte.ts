import { createContext } from "svelte";
import type { CommonMachine, MachineInput } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

/** The computer that fits are shown for, wherever one is shown: null is this one. */
export class WhatIfState {
  readonly #bridge: Bridge;
  #machine = $state.raw<MachineInput | null>(null);
  #common = $state.raw<readonly CommonMachine[] | null>(null);
  #listeners: readonly (() => void)[] = [];

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get machine(): MachineInput | null {
    return this.#machine;
  }

  /** Null until they were asked for. */
  get common(): readonly CommonMachine[] | null {
    return this.#common;
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => void (this.#listeners = this.#listeners.filter((one) => one !== listener));
  }

  choose(machine: MachineInput | null): void {
    this.#machine = machine;
    for (const listener of this.#listeners) listener();
  }

  /** Computers to choose from; without an answer figures can still be typed. */
  async loadCommon(): Promise<void> {
    if (this.#common !== null && this.#common.length > 0) return;
    this.#common = await this.#bridge.machine.common().catch(() => []);
  }
}

export const [getWhatIf, setWhatIf] = createContext<WhatIfState>();
