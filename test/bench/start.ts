import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findElectron, sandboxArguments } from "../../scripts/setup/electron.mjs";
import { root } from "../../scripts/setup/paths.mjs";
import { type Benchmark, byTurns, compare } from "./harness.ts";

const emptyWindow = fileURLToPath(new URL("peers/empty-window", import.meta.url));
const rounds = 7;
const limitMs = 60_000;

export const benchmark: Benchmark = {
  async run(note) {
    const electron = findElectron();
    if (electron === null) throw new Error("Electron is not set up; `npm run bench` does that.");
    note("start");
    const folder = mkdtempSync(join(tmpdir(), "bitloft-start-"));
    try {
      const sides = {
        ours: () => startTime(electron.executable, root, join(folder, "ours")),
        theirs: () => startTime(electron.executable, emptyWindow, join(folder, "theirs")),
      };
      // Once unmeasured: the runtime comes into the page cache, and each side makes its data folder.
      await sides.theirs();
      await sides.ours();
      const figures = await byTurns(sides, rounds);
      return [
        compare(
          { name: "start to an interactive window", peer: "empty Electron window", unit: "ms", ...figures },
          { at: "most", ratio: 1.5 },
        ),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Milliseconds from the start of the process until its window says that it can be used. */
async function startTime(executable: string, app: string, dataFolder: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(executable, [...sandboxArguments(), app, `--user-data-dir=${dataFolder}`], {
    // Where nobody answers: the Hub's speed is not what is measured.
    env: { ...process.env, BITLOFT_ANNOUNCE_READY: "1", HF_ENDPOINT: "http://127.0.0.1:9" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  try {
    await readyLine(child);
    return performance.now() - begun;
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

async function readyLine(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error("the window's output is not to be had");
  const lines = createInterface({ input: stdout });
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  try {
    for await (const line of lines) if (line === "ready") return;
    throw new Error("the window ended before it could be used");
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}
