import { Worker } from "node:worker_threads";
import { GiB, MiB } from "../../../src-shared/figures/index.ts";
import { appError } from "../core/index.ts";

/** How long every thread reads. Long enough to level out interruptions, short enough for a click. */
const READ_MS = 600;
/**
 * The clock is read once per this many bytes, about every millisecond: a pause that another program made spoils one of
 * them, not all.
 */
const STEP_BYTES = 4 * MiB;
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
 * filled first, as fresh pages are all one page of zeros. The median step counts, because the figure is kept: it is the memory's, and
 * not that of the minute in which other programs were busy. Plain JavaScript text, so that no bundler has to find a file.
 */
const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const one = Buffer.alloc(workerData.bytes, 1);
const other = Buffer.alloc(workerData.bytes, 1);
parentPort.once("message", () => {
  const { bytes, stepBytes, readMs } = workerData;
  const rates = [];
  const begun = performance.now();
  for (let at = 0; performance.now() - begun < readMs; at = at + 2 * stepBytes > bytes ? 0 : at + stepBytes) {
    const start = performance.now();
    if (one.compare(other, at, at + stepBytes, at, at + stepBytes) !== 0) throw new Error("unequal");
    rates.push((2 * stepBytes * 1000) / (performance.now() - start));
  }
  rates.sort((a, b) => a - b);
  parentPort.postMessage({ bytesPerSecond: rates[Math.floor(rates.length / 2)] });
});
parentPort.postMessage("ready");
`;

/**
 * Bytes per second that this many threads read from memory together. Takes about a second.
 * Throws `internal` when a thread fails, for want of memory perhaps.
 */
export async function measureReadBandwidth(threads: number, freeBytes: number): Promise<number> {
  const count = Math.max(1, Math.min(threads, MAX_THREADS));
  const share = Math.min(MAX_TOTAL_BYTES, freeBytes * FREE_SHARE) / count;
  const bytes = Math.floor(Math.max(MIN_THREAD_BYTES, Math.min(MAX_THREAD_BYTES, share)) / 2);
  const workers = Array.from(
    { length: count },
    () => new Worker(workerSource, { eval: true, workerData: { bytes, stepBytes: STEP_BYTES, readMs: READ_MS } }),
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
    const timer = setTimeout(() => {
      reject(appError("internal", "bandwidth-silent"));
    }, GIVE_UP_MS);
    timer.unref();
    worker.once("message", (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    worker.once("error", (error) => {
      clearTimeout(timer);
      const reason = error instanceof Error ? error.message : String(error);
      reject(appError("internal", "bandwidth-failed", { reason }));
    });
  });
}
