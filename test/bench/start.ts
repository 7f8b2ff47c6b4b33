import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findElectron, sandboxArguments } from "../../scripts/setup/electron.mjs";
import { type Benchmark, byTurns, compare } from "./harness.ts";

const silentAddress = "http://127.0.0.1:9";
/** What either prints when its window can be used. */
const mark = "interactive";
const limitMs = 60_000;
const peer = (name: string): string => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

/** From the start of the process to a window that can be used: ours offline, with nothing installed, against an empty one. */
export const benchmark: Benchmark = {
  async run(note) {
    const electron = findElectron();
    if (electron === null) throw new Error("Electron is not set up; `npm run bench` does that.");
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-start-"));
    writeFileSync(join(folder, "settings.json"), JSON.stringify({ firstRunDone: true, lastScreen: "discover" }));
    const ours = (): Promise<number> => timeToMark(electron.executable, peer("timed-app.mjs"), folder);
    const theirs = (): Promise<number> =>
      timeToMark(electron.executable, peer("empty-window.mjs"), join(folder, "empty"));
    try {
      note(`Electron ${electron.version}`);
      // Once unmeasured: the database is made, code is compiled, files come into the page cache.
      await ours();
      await theirs();
      const figures = await byTurns({ ours, theirs });
      return [
        compare(
          { name: "start", peer: "an empty Electron window", unit: "ms", ...figures },
          { at: "most", ratio: 1.5 },
        ),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

async function timeToMark(executable: string, main: string, dataFolder: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(executable, [...sandboxArguments(), main, `--user-data-dir=${dataFolder}`], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, HF_ENDPOINT: silentAddress },
    timeout: limitMs,
  });
  const ended = once(child, "exit");
  try {
    for await (const line of createInterface(child.stdout)) {
      if (line === mark) return performance.now() - begun;
    }
    throw new Error(`${main} ended before its window could be used`);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}
