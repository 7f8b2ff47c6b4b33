import type { Duplex } from "node:stream";
import { appError } from "../../../ground/core/index.ts";
import { httpLimits } from "./http-limits.ts";

interface Destroyable {
  destroy(error?: Error): unknown;
}

type Done = (error: Error | null, socket?: Duplex) => void;

/**
 * Ways through a proxy that are still being opened. Node's agents know a connection only when it stands, so these are what ends
 * one that never does.
 */
export class PendingConnections {
  readonly #open = new Map<Destroyable, Done>();

  /** What to call once it stands or has failed; later calls do nothing. Its time is `connectTimeoutMs`. */
  begin(
    attempt: Destroyable,
    callback: ((error: Error | null, socket: Duplex) => void) | undefined,
    late: () => Error,
  ): Done {
    const done: Done = (error, socket) => {
      if (!this.#open.delete(attempt)) return;
      clearTimeout(timer);
      if (error !== null) attempt.destroy();
      (callback as Done | undefined)?.(error, socket);
    };
    const timer = setTimeout(() => {
      done(late());
    }, httpLimits.connectTimeoutMs);
    this.#open.set(attempt, done);
    return done;
  }

  destroy(): void {
    for (const done of [...this.#open.values()]) done(appError("cancelled", "cancelled"));
  }
}
