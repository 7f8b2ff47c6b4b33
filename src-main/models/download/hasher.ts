import { Worker } from "node:worker_threads";
import { AppError, MiB } from "../../ground/core/index.ts";

/** One file being hashed from its first byte on. */
export interface HashJob {
  readonly hashedBytes: number;
  /** The file is right up to here; hashing may go on so far. Never goes back. */
  advance(end: number): void;
  /** Waits until everything up to `end` has been read and resolves with the SHA-256 in lower-case hex. Called once. */
  digest(end: number): Promise<string>;
  close(): void;
}

export interface Hasher {
  open(path: string, onProgress?: (hashedBytes: number) => void): HashJob;
  /** Ends the thread; jobs that are not done fail with `cancelled`. */
  dispose(): Promise<void>;
}

type Answer = { id: number; hashed: number } | { id: number; digest: string } | { id: number; failure: string };

const leastAdvanceBytes = 4 * MiB;

interface Waiting {
  onProgress: (hashedBytes: number) => void;
  resolve: (digest: string) => void;
  reject: (error: Error) => void;
}

/**
 * SHA-256 in a thread of its own: at 1.5 GB/s it would stop the window for most of a fast download. It reads the file rather
 * than the network's buffers: what was just written comes from the page cache, what a restart left is read the same way, and
 * what is hashed is what is in the file.
 */
export function createHasher(): Hasher {
  const jobs = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 1;

  const endAll = (error: Error): void => {
    for (const job of jobs.values()) job.reject(error);
    jobs.clear();
  };

  const start = (): Worker => {
    const started = new Worker(workerSource, { eval: true, name: "sha256" });
    // It must not keep a finished command line alive; whoever awaits a digest has the file's handle open anyway.
    started.unref();
    started.on("message", (answer: Answer) => {
      const job = jobs.get(answer.id);
      if (job === undefined) return;
      if ("hashed" in answer) {
        job.onProgress(answer.hashed);
        return;
      }
      jobs.delete(answer.id);
      if (jobs.size === 0) started.unref();
      if ("digest" in answer) job.resolve(answer.digest);
      else job.reject(new AppError("disk-failed", `The file could not be read to check it: ${answer.failure}`));
    });
    started.on("error", (error: Error) => {
      worker = null;
      endAll(new AppError("internal", `Checking the file failed: ${error.message}`, {}, { cause: error }));
    });
    return started;
  };

  return {
    open(path, onProgress = () => undefined) {
      const id = nextId++;
      const thread = (worker ??= start());
      let hashedBytes = 0;
      let told = 0;
      const done = new Promise<string>((resolve, reject) => {
        const report = (hashed: number): void => {
          hashedBytes = hashed;
          onProgress(hashed);
        };
        jobs.set(id, { onProgress: report, resolve, reject });
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
          if (end < told + leastAdvanceBytes) return;
          told = end;
          thread.postMessage({ kind: "advance", id, end });
        },
        digest(end) {
          thread.ref();
          thread.postMessage({ kind: "digest", id, end });
          return done;
        },
        close() {
          jobs.get(id)?.reject(new AppError("cancelled", "Cancelled."));
          jobs.delete(id);
          if (jobs.size === 0) thread.unref();
          thread.postMessage({ kind: "close", id });
        },
      };
    },

    async dispose() {
      endAll(new AppError("cancelled", "Cancelled."));
      await worker?.terminate();
      worker = null;
    },
  };
}

/** Plain JavaScript in a string, because a worker's file would have to be found again in sources, bundle and package alike. */
const workerSource = `
const { parentPort } = require("node:worker_threads");
const { closeSync, openSync, readSync } = require("node:fs");
const { createHash } = require("node:crypto");

const slice = Buffer.allocUnsafe(1024 * 1024);
const reportEvery = 4 * slice.length;
const jobs = new Map();
let scheduled = false;

function schedule() {
  if (scheduled) return;
  scheduled = true;
  setImmediate(turn);
}

// One slice of every job in turn, so that a large file does not hold up a small one.
function turn() {
  scheduled = false;
  for (const job of [...jobs.values()]) {
    try {
      step(job);
    } catch (error) {
      end(job);
      parentPort.postMessage({ id: job.id, failure: error.message });
    }
  }
  for (const job of jobs.values()) if (job.position < job.end || job.finish) return schedule();
}

function step(job) {
  if (job.position < job.end) {
    job.file ??= openSync(job.path, "r");
    const read = readSync(job.file, slice, 0, Math.min(slice.length, job.end - job.position), job.position);
    if (read === 0) throw new Error("it is shorter than expected");
    job.hash.update(slice.subarray(0, read));
    job.position += read;
    if (job.position >= job.reported + reportEvery || job.position === job.end) {
      job.reported = job.position;
      parentPort.postMessage({ id: job.id, hashed: job.position });
    }
  }
  if (job.finish && job.position >= job.end) {
    end(job);
    parentPort.postMessage({ id: job.id, digest: job.hash.digest("hex") });
  }
}

function end(job) {
  jobs.delete(job.id);
  if (job.file !== null) closeSync(job.file);
  job.file = null;
}

parentPort.on("message", ({ kind, id, path, end: limit }) => {
  if (kind === "open") {
    jobs.set(id, { id, path, file: null, hash: createHash("sha256"), position: 0, end: 0, reported: 0, finish: false });
    return;
  }
  const job = jobs.get(id);
  if (job === undefined) return;
  if (kind === "close") return end(job);
  job.end = Math.max(job.end, limit);
  if (kind === "digest") job.finish = true;
  schedule();
});
`;
