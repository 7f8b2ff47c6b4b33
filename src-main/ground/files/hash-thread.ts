/**
 * What `FileHasher` runs in its thread. Plain JavaScript in a string, because a worker's file would have to be found again in sources,
 * bundle and package alike. It reads one slice of every job in turn, so that a large file does not hold up a small one.
 */
export const hashThread = `
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
