import type { HardwareProfile } from "../../../src-shared/contract/index.ts";
import { type Dispose, Emitter, type Logger } from "../core/index.ts";
import { type EngineBuilds, allBuilds } from "./gpu/gpu-backend.ts";
import { measureReadBandwidth } from "./measure-bandwidth.ts";
import { nodeProbeSystem } from "./node-probe-system.ts";
import { probeMachine } from "./probe-machine.ts";
import type { ProbeSystem } from "./probe-system.ts";

export interface Hardware {
  /** What the last probe found; probes on the first call. Calls at the same time share one probe. */
  get(): Promise<HardwareProfile>;
  /**
   * Probes again: free memory changes, drives and cards come and go. The result is never older than the call: a probe
   * already under way may have seen memory that has since been freed.
   */
  refresh(): Promise<HardwareProfile>;
  /** Measures how fast the processor reads memory, about a second; the figure stays until the program ends. */
  measureBandwidth(): Promise<HardwareProfile>;
  /** After every probe and measurement. */
  onChange(listener: (profile: HardwareProfile) => void): Dispose & (() => void);
}

export interface HardwareOptions {
  logger: Logger;
  /** Where models are kept, for the drive's free space. */
  modelsFolder: () => string;
  /** This computer when left out. */
  system?: ProbeSystem;
  /** What of the engine is here now, asked at every probe: a part can come and go. All of it when left out. */
  engineBuilds?: () => Promise<EngineBuilds>;
  /** Bytes per second by this many threads; injected by tests. */
  measure?: (threads: number, freeBytes: number) => Promise<number>;
  /** A measurement kept from an earlier run; bytes per second, and when in milliseconds since 1970. */
  measuredBandwidth?: number | null;
  bandwidthMeasuredAt?: number | null;
}

/** The machine as its system reports it, and as it was measured. */
export class ProbedHardware implements Hardware {
  readonly #logger: Logger;
  readonly #modelsFolder: () => string;
  readonly #system: ProbeSystem;
  readonly #engineBuilds: () => Promise<EngineBuilds>;
  readonly #measure: (threads: number, freeBytes: number) => Promise<number>;
  readonly #changes = new Emitter<HardwareProfile>();
  #known: HardwareProfile | null = null;
  #probing: Promise<HardwareProfile> | null = null;
  /** Begins when the one under way has ended; for all who ask until then. */
  #next: Promise<HardwareProfile> | null = null;
  #measuring: Promise<HardwareProfile> | null = null;
  #bandwidth: number | null;
  #measuredAt: number | null;

  constructor(options: HardwareOptions) {
    this.#logger = options.logger;
    this.#modelsFolder = options.modelsFolder;
    this.#system = options.system ?? nodeProbeSystem();
    this.#engineBuilds = options.engineBuilds ?? (() => Promise.resolve(allBuilds));
    this.#measure = options.measure ?? measureReadBandwidth;
    this.#bandwidth = options.measuredBandwidth ?? null;
    this.#measuredAt = options.bandwidthMeasuredAt ?? null;
  }

  get(): Promise<HardwareProfile> {
    return this.#known === null ? (this.#probing ?? this.#start()) : Promise.resolve(this.#known);
  }

  refresh(): Promise<HardwareProfile> {
    if (this.#probing === null) return this.#start();
    this.#next ??= this.#probing
      .catch(() => null)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  measureBandwidth(): Promise<HardwareProfile> {
    this.#measuring ??= this.#measureNow().finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }

  onChange(listener: (profile: HardwareProfile) => void): Dispose & (() => void) {
    return this.#changes.on(listener);
  }

  #start(): Promise<HardwareProfile> {
    const started = this.#probe().finally(() => {
      this.#probing = null;
    });
    this.#probing = started;
    return started;
  }

  async #probe(): Promise<HardwareProfile> {
    const start = performance.now();
    const profile = await probeMachine(this.#system, this.#modelsFolder(), await this.#engineBuilds());
    this.#logger.info("probed the machine", {
      name: profile.name,
      milliseconds: Math.round(performance.now() - start),
      problems: profile.problems.length,
    });
    return this.#publish(profile);
  }

  async #measureNow(): Promise<HardwareProfile> {
    const { cpu, memory } = await this.refresh();
    const bytesPerSecond = await this.#measure(cpu.usableCores, memory.freeBytes);
    this.#bandwidth = bytesPerSecond;
    this.#measuredAt = Date.now();
    this.#logger.info("measured the memory's speed", { bytesPerSecond, threads: cpu.usableCores });
    return this.#publish(this.#known ?? (await this.refresh()));
  }

  #publish(profile: HardwareProfile): HardwareProfile {
    this.#known = { ...profile, memory: this.#measuredMemory(profile) };
    this.#changes.emit(this.#known);
    return this.#known;
  }

  #measuredMemory({ memory }: HardwareProfile): HardwareProfile["memory"] {
    if (this.#bandwidth === null) return memory;
    return {
      ...memory,
      bandwidthBytesPerSecond: this.#bandwidth,
      bandwidthBasis: "measured",
      ...(this.#measuredAt === null ? {} : { bandwidthMeasuredAt: this.#measuredAt }),
    };
  }
}
