import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

/** Keeps this many cores busy, or all of them where there are fewer. */
const spin = `
const { Worker } = require("node:worker_threads");
for (let n = 1; n < Number(process.argv[1]); n++) new Worker("for (;;);", { eval: true });
setImmediate(() => { for (;;); });
`;

/** Another program that computes on this many threads while `work` is done. */
export async function besideBusyProgram<T>(threads: number, work: () => Promise<T>): Promise<T> {
  const busy = spawn(process.execPath, ["-e", spin, String(threads)], { stdio: "ignore" });
  const ended = once(busy, "exit");
  try {
    return await work();
  } finally {
    busy.kill("SIGKILL");
    await ended;
  }
}

/** A program that takes a core for so long, rests for so long, and so on, while `work` is done. */
export async function besideBursts<T>(burstMs: number, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const pause = (): Promise<unknown> => wait(burstMs, undefined, { signal: done.signal }).catch(() => undefined);
  const bursts = (async () => {
    while (!done.signal.aborted) {
      await besideBusyProgram(1, pause);
      await pause();
    }
  })();
  try {
    return await work();
  } finally {
    done.abort();
    await bursts;
  }
}
