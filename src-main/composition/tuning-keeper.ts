import type { Clock } from "../ground/core/index.ts";
import { type TuningKeeper, environmentNames } from "../answers/engine/index.ts";
import type { Hardware } from "../ground/hardware/index.ts";
import { machineFingerprint } from "../models/ledger/index.ts";
import { type Database, TuningsTable } from "../models/library/index.ts";

export interface TuningKeeperOptions {
  db: Database;
  hardware: Hardware;
  engineVersion: string;
  clock: Clock;
}

/** Keeps how the engine is run fastest with the machine and the engine's version that it was measured on. */
export function createTuningKeeper({ db, hardware, engineVersion, clock }: TuningKeeperOptions): TuningKeeper {
  const table = new TuningsTable(db);
  const machine = async (): Promise<string> => machineFingerprint(await hardware.get());
  return {
    async find(key) {
      const kept = table.find({ ...key, machine: await machine(), engineVersion });
      // A damaged row must not reach the engine, which takes no such numbers.
      const isPossible = (threads: number): boolean => threads >= 1 && threads <= key.maxThreads;
      return kept.flatMap((tuning) => {
        // A later version may have measured in an environment that this one does not know.
        const environment = environmentNames.find((name) => name === tuning.environment);
        const isSound = isPossible(tuning.decodeThreads) && isPossible(tuning.promptThreads);
        return environment !== undefined && isSound ? [{ ...tuning, environment }] : [];
      });
    },
    async keep(key, tuning) {
      table.keep({ ...key, machine: await machine(), engineVersion }, { ...tuning, measuredAt: clock.now() });
    },
  };
}
