import { Worker } from "node:worker_threads";
import { MiB } from "../../../src-shared/figures/index.ts";
import { appError } from "../core/index.ts";
import { hashThread } from "./hash-thread.ts";
import type { HashJob, Hasher } from "./types.ts";

type Answer = { id: number; hashed: number } | { id: number; digest: string } | { id: number; failure: string };

const leastAdvanceBytes = 4 * MiB;

interface Waiting {
  onHashed: (hashedBytes: number) => void;
  resolve: (digest: string) => void;
  reject: (error: Error) => void;
}

/**
 * SHA-256 in a thread of its own: at 1.5 GB/s it would stop the window for most of a fast download. It reads the file rather
 * than the network's buffers: what was just written comes from the page cache, what a restart left is read the same way, and
 * what is hashed is what is in the file.
 */
export class FileHasher implements Hasher {
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #lastId = 0;

  open(path: string, onProgress: (hashedBytes: number) => void = () => undefined): HashJob {
    const id = ++this.#lastId;
    const thread = (this.#thread ??= this.#start());
    let hashedBytes = 0;
    let toldEnd = 0;
    const done = new Promise<string>((resolve, reject) => {
      const onHashed = (hashed: number): void => {
        hashedBytes = hashed;
        onProgress(hashed);
      };
      this.#waiting.set(id, { onHashed, resolve, reject });
    });
    // A job that is closed before its digest is asked for must not count as an unhandled rejection.
    done.catch(() => undefined);
    thread.postMessage({ kind: "open", id, path });
    return {
      get hashedBytes() {
        return hashedBytes;
      },
      advance(end) {
        // Waking the other thread costs more than hashing a little.
        if (end < toldEnd + leastAdvanceBytes) return;
        toldEnd = end;
        thread.postMessage({ kind: "advance", id, end });
      },
      digest(end) {
        thread.ref();
        thread.postMessage({ kind: "digest", id, end });
        return done;
      },
      close: () => {
        this.#take(id, thread)?.reject(appError("cancelled", "cancelled"));
        thread.postMessage({ kind: "close", id });
      },
    };
  }

  async dispose(): Promise<void> {
    this.#failAll(appError("cancelled", "cancelled"));
    await this.#thread?.terminate();
    this.#thread = null;
  }

  #start(): Worker {
    const thread = new Worker(hashThread, { eval: true, name: "sha256" });
    // It must not keep a finished command line alive; whoever awaits a digest has the file's handle open anyway.
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

  /** Nobody waits for this job any more. */
  #take(id: number, thread: Worker): Waiting | undefined {
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
