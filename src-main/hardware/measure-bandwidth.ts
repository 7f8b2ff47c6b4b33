import { Worker } from "node:worker_threads";
import { AppError, GiB, MiB } from "../core/index.ts";

/** How long every thread reads. Long enough to level out interruptions, short enough for a click. */
const READ_MS = 600;
/** Two buffers a thread, together well beyond a cache. */
const MAX_THREAD_BYTES = 128 * MiB;
const MIN_THREAD_BYTES = 16 * MiB;
const MAX_TOTAL_BYTES = GiB;
const MAX_THREADS = 16;
/** Of the free memory: a measurement must not push anything out. */
const FREE_SHARE = 1 / 8;
const GIVE_UP_MS = 10_000;

/**
 * Compares two equal buffers over and over: `memcmp` reads both to the end, as fast as the processor can. They are
 * filled first, as fresh pages are all one page of zeros. Plain JavaScript text, so that no bundler has to find a file.
 */
const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const one = Buffer.alloc(workerData.bytes, 1);
const other = Buffer.alloc(workerData.bytes, 1);
parentPort.once("message", () => {
  let read = 0;
  const start = performance.now();
  let elapsed = 0;
  do {
    if (!one.equals(other)) throw new Error("unequal");
    read += 2 * workerData.bytes;
    elapsed = performance.now() - start;
  } while (elapsed < workerData.readMs);
  parentPort.postMessage({ bytesPerSecond: (read * 1000) / elapsed });
});
parentPort.postMessage("ready");
`;

/**
 * Bytes per second that so many threads read from memory together. Takes about a second.
 * Throws `internal` when a thread fails, for want of memory perhaps.
 */
export async function measureReadBandwidth(threads: number, freeBytes: number): Promise<number> {
  const count = Math.max(1, Math.min(threads, MAX_THREADS));
  const share = Math.min(MAX_TOTAL_BYTES, freeBytes * FREE_SHARE) / count;
  const bytes = Math.floor(Math.max(MIN_THREAD_BYTES, Math.min(MAX_THREAD_BYTES, share)) / 2);
  const workers = Array.from(
    { length: count },
    () => new Worker(workerSource, { eval: true, workerData: { bytes, readMs: READ_MS } }),
  );
  try {
    await Promise.all(workers.map((worker) => nextMessage(worker)));
    const answers = workers.map((worker) => nextMessage(worker));
    for (const worker of workers) worker.postMessage("go");
    const rates = (await Promise.all(answers)) as { bytesPerSecond: number }[];
    return Math.round(rates.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      reject(new AppError("internal", `The memory's speed could not be measured: ${why}.`));
    };
    const timer = setTimeout(() => {
      fail("a thread did not answer");
    }, GIVE_UP_MS);
    timer.unref();
    worker.once("message", (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    worker.once("error", (error) => {
      clearTimeout(timer);
      fail(error instanceof Error ? error.message : String(error));
    });
  });
}
