import { AppError, appError, withResolvers } from "../core/index.ts";
import { OwnedProcess, childEnvironment } from "../processes/index.ts";
import type { CopyCheck } from "../storage/index.ts";
import { type DatabaseOrder, type DatabaseReport, databaseReportSchema } from "./database-protocol.ts";
import type { DatabaseWork } from "./types.ts";

export interface ChildDatabaseWorkOptions {
  /** A real Node, and the entry: the bundled `database-worker.js`, or `composition/database-worker.ts` in development. */
  nodePath: string;
  workerPath: string;
}

/** In a process of its own, with its own connection: seconds for a large database, in which nobody here waits. A stop ends the process. */
export class ChildDatabaseWork implements DatabaseWork {
  readonly #options: ChildDatabaseWorkOptions;

  constructor(options: ChildDatabaseWorkOptions) {
    this.#options = options;
  }

  copy(from: string, to: string, signal: AbortSignal): Promise<CopyCheck> {
    return this.#ask({ type: "copy", from, to }, signal);
  }

  check(path: string, signal: AbortSignal): Promise<CopyCheck> {
    return this.#ask({ type: "check", path }, signal);
  }

  async #ask(order: DatabaseOrder, signal: AbortSignal): Promise<CopyCheck> {
    if (signal.aborted) throw appError("cancelled", "cancelled");
    const { nodePath, workerPath: modulePath } = this.#options;
    const worker = new OwnedProcess({ modulePath, args: [], nodePath, env: childEnvironment({}) });
    const answer = withResolvers<DatabaseReport | "stopped" | "ended">();
    const stop = (): void => answer.resolve("stopped");
    const stopListening = worker.onMessage((raw) => answer.resolve(databaseReportSchema.parse(raw)));
    signal.addEventListener("abort", stop, { once: true });
    void worker.exited.then(() => answer.resolve("ended"));
    worker.send(order);
    try {
      const told = await answer.promise;
      if (told === "stopped") throw appError("cancelled", "cancelled");
      if (told === "ended")
        throw appError("database-failed", "unusable", { code: "", reason: worker.lastWords().at(-1) ?? "" });
      if ("error" in told) throw new AppError(told.error);
      return told.check;
    } finally {
      signal.removeEventListener("abort", stop);
      stopListening();
      // It has no file open when this is done.
      await worker.kill();
    }
  }
}
