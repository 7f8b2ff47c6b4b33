import type { Dispose, Logger } from "../core/index.ts";
import type { Database } from "./types.ts";

export interface WatchOptions {
  db: Pick<Database, "outsideVersion">;
  /** After another process has written to the database. */
  onChange: () => void;
  logger: Logger;
}

/** Soon enough for who has just imported a model in a terminal; asking costs some microseconds. */
const everyMs = 1000;
/** A download by another process writes all the time: looking what changed takes at most this share of ours. */
const restShare = 20;

/**
 * Calls back when another process (the command line beside the window) has changed the database. Returns the function
 * that stops watching.
 */
export function watchOutsideChanges({ db, onChange, logger }: WatchOptions): Dispose {
  let version = db.outsideVersion();
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const began = performance.now();
    try {
      const now = db.outsideVersion();
      if (now !== version) {
        onChange();
        version = now;
      }
    } catch (error) {
      logger.warn("another process's changes could not be read", { error: String(error) });
    }
    wait(Math.max(everyMs, (performance.now() - began) * restShare));
  };
  const wait = (ms: number): void => {
    timer = setTimeout(look, ms);
    timer.unref();
  };
  wait(everyMs);
  return () => {
    clearTimeout(timer);
  };
}
