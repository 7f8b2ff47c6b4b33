import type { Worker } from "node:worker_threads";
import { MiB } from "../../../src-shared/figures/index.ts";
import { appError, withResolvers } from "../core/index.ts";
import type { HashJob } from "./types.ts";

/** Waking the other thread costs more than hashing less than this. */
const leastAdvanceBytes = 4 * MiB;

export interface ThreadHashJobOptions {
  id: number;
  path: string;
  thread: Worker;
  onProgress: (hashedBytes: number) => void;
  /** The thread's answers are not wanted any more. */
  onClose: () => void;
}

/** One file in the hashing thread: what is asked of the thread, and what it has answered. */
export class ThreadHashJob implements HashJob {
  readonly #options: ThreadHashJobOptions;
  readonly #done = withResolvers<string>();
  #hashedBytes = 0;
  #announcedEnd = 0;

  constructor(options: ThreadHashJobOptions) {
    this.#options = options;
    // A job that is closed before its digest is asked for must not count as an unhandled rejection.
    this.#done.promise.catch(() => undefined);
    options.thread.postMessage({ kind: "open", id: options.id, path: options.path });
  }

  get hashedBytes(): number {
    return this.#hashedBytes;
  }

  advance(end: number): void {
    if (end < this.#announcedEnd + leastAdvanceBytes) return;
    this.#announcedEnd = end;
    this.#options.thread.postMessage({ kind: "advance", id: this.#options.id, end });
  }

  digest(end: number): Promise<string> {
    this.#options.thread.ref();
    this.#options.thread.postMessage({ kind: "digest", id: this.#options.id, end });
    return this.#done.promise;
  }

  close(): void {
    this.#options.onClose();
    this.reject(appError("cancelled", "cancelled"));
    this.#options.thread.postMessage({ kind: "close", id: this.#options.id });
  }

  /** From the thread. */
  onHashed(hashedBytes: number): void {
    this.#hashedBytes = hashedBytes;
    this.#options.onProgress(hashedBytes);
  }

  /** From the thread. */
  resolve(digest: string): void {
    this.#done.resolve(digest);
  }

  reject(error: Error): void {
    this.#done.reject(error);
  }
}
