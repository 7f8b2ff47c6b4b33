import { createContext } from "svelte";
import type { HardwareProfile } from "../../src-main/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

export class MachineState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"machine">;
  #busy = $state<"refresh" | "bandwidth" | null>(null);
  #failure = $state.raw<BridgeError | null>(null);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "machine", () => bridge.machine.get());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** Null until the probes have answered. */
  get profile(): HardwareProfile | null {
    return this.#mirror.value;
  }

  get error(): BridgeError | null {
    return this.#failure ?? this.#mirror.error;
  }

  get busy(): "refresh" | "bandwidth" | null {
    return this.#busy;
  }

  async refresh(): Promise<void> {
    await this.#run("refresh", () => this.#bridge.machine.refresh());
  }

  /** Reads memory for a second or two; other programs slow it down. */
  async measureBandwidth(): Promise<void> {
    await this.#run("bandwidth", () => this.#bridge.machine.measureBandwidth());
  }

  async #run(what: "refresh" | "bandwidth", ask: () => Promise<HardwareProfile>): Promise<void> {
    if (this.#busy) return;
    this.#busy = what;
    this.#failure = null;
    try {
      this.#mirror.set(await ask());
    } catch (thrown) {
      this.#failure = toBridgeError(thrown);
    } finally {
      this.#busy = null;
    }
  }
}

export const [getMachine, setMachine] = createContext<MachineState>();
