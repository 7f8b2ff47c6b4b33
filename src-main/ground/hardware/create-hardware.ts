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
   * Probes again: free memory changes, drives and cards come and go. What it tells was never found out before the call: a
   * probe that is under way already may have seen memory that has been given back since.
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
  /** Bytes per second by so many threads; injected by tests. */
  measure?: (threads: number, freeBytes: number) => Promise<number>;
  /** A measurement kept from an earlier run; bytes per second, and when in milliseconds since 1970. */
  measuredBandwidth?: number | null;
  bandwidthMeasuredAt?: number | null;
}

export function createHardware({
  logger,
  modelsFolder,
  system = nodeProbeSystem(),
  engineBuilds = () => Promise.resolve(allBuilds),
  measure = measureReadBandwidth,
  measuredBandwidth = null,
  bandwidthMeasuredAt = null,
}: HardwareOptions): Hardware {
  const changes = new Emitter<HardwareProfile>();
  let known: HardwareProfile | null = null;
  let probing: Promise<HardwareProfile> | null = null;
  /** Begins when the one under way has ended; for all who ask until then. */
  let next: Promise<HardwareProfile> | null = null;
  let measuring: Promise<HardwareProfile> | null = null;
  let measured = measuredBandwidth;
  let measuredAt = bandwidthMeasuredAt;

  function publish(profile: HardwareProfile): HardwareProfile {
    const memory =
      measured === null
        ? profile.memory
        : {
            ...profile.memory,
            bandwidthBytesPerSecond: measured,
            bandwidthBasis: "measured" as const,
            ...(measuredAt === null ? {} : { bandwidthMeasuredAt: measuredAt }),
          };
    known = { ...profile, memory };
    changes.emit(known);
    return known;
  }

  async function probe(): Promise<HardwareProfile> {
    const start = performance.now();
    const profile = await probeMachine(system, modelsFolder(), await engineBuilds());
    logger.info("probed the machine", {
      name: profile.name,
      milliseconds: Math.round(performance.now() - start),
      problems: profile.problems.length,
    });
    return publish(profile);
  }

  function start(): Promise<HardwareProfile> {
    const started = probe().finally(() => {
      probing = null;
    });
    probing = started;
    return started;
  }

  function refresh(): Promise<HardwareProfile> {
    if (probing === null) return start();
    next ??= probing
      .catch(() => null)
      .then(() => {
        next = null;
        return start();
      });
    return next;
  }

  async function measureNow(): Promise<HardwareProfile> {
    const { cpu, memory } = await refresh();
    measured = await measure(cpu.usableCores, memory.freeBytes);
    measuredAt = Date.now();
    logger.info("measured the memory's speed", { bytesPerSecond: measured, threads: cpu.usableCores });
    return publish(known ?? (await refresh()));
  }

  return {
    get: () => (known === null ? (probing ?? start()) : Promise.resolve(known)),
    refresh,
    measureBandwidth() {
      measuring ??= measureNow().finally(() => {
        measuring = null;
      });
      return measuring;
    },
    onChange: (listener) => changes.on(listener),
  };
}
