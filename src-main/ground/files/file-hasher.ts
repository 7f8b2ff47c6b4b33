import { Worker } from "node:worker_threads";
import { appError } from "../core/index.ts";
import { hashThread } from "./hash-thread.ts";
import { ThreadHashJob } from "./thread-hash-job.ts";
import type { HashJob, Hasher } from "./types.ts";

type Answer = { id: number; hashed: number } | { id: number; digest: string } | { id: number; failure: string };

/**
 * SHA-256 in a separate thread: at 1.5 GB/s it would block the window for most of a fast download. It reads the file
 * rather than the network's buffers: what was just written comes from the page cache, what a restart left is read the
 * same way, and what is hashed is what is in the file.
 */
export class FileHasher implements Hasher {
  readonly #waiting = new Map<number, ThreadHashJob>();
  #thread: Worker | null = null;
  #lastId = 0;

  open(path: string, onProgress: (hashedBytes: number) => void = () => undefined): HashJob {
    const id = ++this.#lastId;
    const thread = (this.#thread ??= this.#start());
    const job = new ThreadHashJob({ id, path, thread, onProgress, onClose: () => this.#take(id, thread) });
    this.#waiting.set(id, job);
    return job;
  }

  async dispose(): Promise<void> {
    this.#failAll(appError("cancelled", "cancelled"));
    await this.#thread?.terminate();
    this.#thread = null;
  }

  #start(): Worker {
    const thread = new Worker(hashThread, { eval: true, name: "sha256" });
    // It must not keep a finished command line alive; code that awaits a digest has the file's handle open anyway.
    thread.unref();
    thread.on("message", (answer: Answer) => {
      if ("hashed" in answer) {
        this.#waiting.get(answer.id)?.onHashed(answer.hashed);
        return;
      }
      const job = this.#take(answer.id, thread);
      if ("digest" in answer) job?.resolve(answer.digest);
      else job?.reject(appError("disk-failed", "not-read-for-check", { reason: answer.failure }));
    });
    thread.on("error", (error: Error) => {
      this.#thread = null;
      this.#failAll(appError("internal", "check-failed", { reason: error.message }, { cause: error }));
    });
    return thread;
  }

  /** Forgets the job; later answers of the thread about it are dropped. */
  #take(id: number, thread: Worker): ThreadHashJob | undefined {
    const job = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) thread.unref();
    return job;
  }

  #failAll(error: Error): void {
    for (const job of this.#waiting.values()) job.reject(error);
    this.#waiting.clear();
  }
}
