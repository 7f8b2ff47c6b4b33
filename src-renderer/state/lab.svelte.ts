import { createContext } from "svelte";
import type { MadeHere, MeasuredHere } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";

/** What was measured on this computer. Read when a screen first asks for it, and again when a measurement has ended. */
export class LabState {
  readonly #bridge: Bridge;
  #measured = $state.raw<readonly MeasuredHere[] | null>(null);
  #made = $state.raw<readonly MadeHere[]>([]);
  #error = $state.raw<BridgeError | null>(null);
  #isAsked = false;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  connect(): () => void {
    return this.#bridge.on("jobs", ({ put }) => {
      const isNews = put.some(({ kind, state }) => (kind === "measure" || kind === "quantise") && state === "done");
      if (this.#isAsked && isNews) void this.load();
    });
  }

  /** The latest first; null until main has answered. */
  get measured(): readonly MeasuredHere[] | null {
    return this.#measured;
  }

  get error(): BridgeError | null {
    return this.#error;
  }

  /** Reads what there is, unless that was done. */
  ask(): void {
    if (!this.#isAsked) void this.load();
  }

  async load(): Promise<void> {
    this.#isAsked = true;
    try {
      [this.#measured, this.#made] = await Promise.all([this.#bridge.lab.list(), this.#bridge.lab.made()]);
      this.#error = null;
    } catch (thrown) {
      this.#error = toBridgeError(thrown);
    }
  }

  byId(id: string | null): MeasuredHere | null {
    return this.#measured?.find((one) => one.id === id) ?? null;
  }

  /** Where a variant came from that was made here; null for any other. */
  madeOf(variantId: string): MadeHere | null {
    return this.#made.find((one) => one.variantId === variantId) ?? null;
  }

  /** The latest measurement that says how much of the full model a variant keeps; null where there is none. */
  of(variantId: string): MeasuredHere | null {
    return this.#measured?.find((one) => one.variantId === variantId && isWhole(one.reference.label)) ?? null;
  }
}

/** As published, or so near to it that what is lost beside it counts. */
const isWhole = (label: string): boolean => /^(F32|F16|BF16|Q8_0)$/.test(label);

export const [getLab, setLab] = createContext<LabState>();
