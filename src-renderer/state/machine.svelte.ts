import { createContext } from "svelte";
import type { DeviceLimit, HardwareProfile } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

export class MachineState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"machine">;
  #busy = $state<"refresh" | "bandwidth" | null>(null);
  #limits = $state.raw<DeviceLimit[]>([]);
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

  /** What plans may use of each device; empty until they were asked for. */
  get limits(): DeviceLimit[] {
    return this.#limits;
  }

  /** They depend on the machine as it is now and on the settings: to be called by the screen that shows them. */
  async loadLimits(): Promise<void> {
    try {
      this.#limits = await this.#bridge.machine.limits();
    } catch (thrown) {
      this.#failure = toBridgeError(thrown);
    }
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
