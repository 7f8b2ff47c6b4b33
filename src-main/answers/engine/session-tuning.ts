import { availableMemory } from "node:process";
import type { Plan } from "../../../src-shared/contract/index.ts";
import type { EngineChild } from "./engine-child.ts";
import type { Threads } from "./protocol.ts";
import { startCopy } from "./start-copy.ts";
import {
  type EngineTuning,
  type EnvironmentName,
  Tuner,
  type TuningKey,
  chooseEnvironment,
  environmentNames,
  filesBytes,
  hasRoomForCopies,
  sizeClassOf,
} from "./tuning/index.ts";
import type { EngineOptions, LoadOptions } from "./types.ts";

/** What is known of how a load runs fastest, and what finds out the rest while the session has nothing to do. */
export class SessionTuning {
  readonly environment: EnvironmentName;
  readonly #options: EngineOptions;
  readonly #load: LoadOptions;
  readonly #key: TuningKey | null;
  /** Of the environment; null when it was not measured. */
  readonly #known: EngineTuning | null;
  /** The other environments that were not measured. */
  readonly #unknown: readonly EnvironmentName[];
  readonly #sizeBytes: number;
  #tuner: Tuner | null = null;

  private constructor(
    options: EngineOptions,
    load: LoadOptions,
    { key, sizeBytes, measured }: { key: TuningKey | null; sizeBytes: number; measured: readonly EngineTuning[] },
  ) {
    this.#options = options;
    this.#load = load;
    this.#key = key;
    this.#sizeBytes = sizeBytes;
    const { environment, tuning } = chooseEnvironment(measured, this.#hasRoom(2));
    this.environment = environment;
    this.#known = tuning;
    this.#unknown = environmentNames.filter(
      (name) => name !== environment && !measured.some((one) => one.environment === name),
    );
  }

  static async find(options: EngineOptions, load: LoadOptions): Promise<SessionTuning> {
    const { plan, files } = load;
    const sizeBytes = onGpu(plan) ? null : filesBytes(files);
    const key = sizeBytes === null ? null : { sizeClass: sizeClassOf(sizeBytes), maxThreads: plan.threads };
    const measured = key === null ? [] : await findMeasured(options, key);
    return new SessionTuning(options, load, { key, sizeBytes: sizeBytes ?? Infinity, measured });
  }

  get threads(): Threads {
    return threadsOf(this.#load.plan, this.#known);
  }

  /** From now on the process is measured whenever it rests, until nothing is left to be found out. */
  begin(child: EngineChild): void {
    const { tunings, logger } = this.#options;
    const key = this.#key;
    if (tunings === undefined || key === null || (this.#known !== null && this.#unknown.length === 0)) return;
    const { plan } = this.#load;
    const keep = (tuning: EngineTuning): void => {
      logger.info("engine tuned", { ...key, ...tuning });
      tunings.keep(key, tuning).catch((thrown: unknown) => {
        logger.warn("engine: what was measured could not be kept", { error: String(thrown) });
      });
    };
    this.#tuner = new Tuner({
      process: child,
      environment: this.environment,
      maxThreads: plan.threads,
      known: this.#known,
      unknown: this.#unknown,
      onBegin: () => {
        child.send({ type: "stopReadingAhead" });
      },
      startCopy: (name, wanted) =>
        this.#hasRoom(1) ? startCopy(this.#options, this.#load, name, wanted) : Promise.resolve(null),
      onTuned: (tuning) => {
        child.send({ type: "useThreads", threads: threadsOf(plan, tuning) });
        keep(tuning);
      },
      onCompared: (compared) => {
        for (const tuning of compared) keep(tuning);
      },
      logger,
    });
  }

  /** The session has nothing to do. */
  rest(): void {
    this.#tuner?.rest();
  }

  /** The session is wanted, or ends. */
  stop(): void {
    this.#tuner?.stop();
  }

  #hasRoom(copies: number): boolean {
    const anonymousBytes = this.#load.predicted?.anonymousBytes ?? null;
    return hasRoomForCopies(copies, { sizeBytes: this.#sizeBytes, anonymousBytes }, availableMemory());
  }
}

async function findMeasured({ tunings, logger }: EngineOptions, key: TuningKey): Promise<EngineTuning[]> {
  try {
    return (await tunings?.find(key)) ?? [];
  } catch (thrown) {
    logger.warn("engine: what was measured before could not be read", { error: String(thrown) });
    return [];
  }
}

const onGpu = (plan: Plan): boolean => plan.backend !== null && plan.gpuLayers > 0;

function threadsOf(plan: Plan, tuning: EngineTuning | null): Threads {
  return { prompt: tuning?.promptThreads ?? plan.threads, decode: tuning?.decodeThreads ?? plan.threads };
}
