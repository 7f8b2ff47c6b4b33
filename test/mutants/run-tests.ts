import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

/** Tests that hang with a fault in have noticed it. */
const limitMs = 240_000;

export type Outcome = "passed" | "failed" | "did not run";

interface Report {
  numPassedTests: number;
  numFailedTests: number;
}

/**
 * Runs vitest files in a folder, each given from it, up to the first failure. `did not run` where no test did, for one because
 * the source cannot be parsed: that shows nothing.
 */
export async function runTests(folder: string, tests: readonly string[]): Promise<Outcome> {
  const report = join(folder, "mutants-report.json");
  rmSync(report, { force: true });
  const args = [vitest, "run", ...tests, "--bail=1", "--maxWorkers=1", "--reporter=json", `--outputFile=${report}`];
  const hung = await new Promise<boolean>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
    let overdue = false;
    const limit = setTimeout(() => {
      overdue = true;
      child.kill("SIGKILL");
    }, limitMs);
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(limit);
      resolve(overdue);
    });
  });
  if (hung) return "failed";
  const counts = readReport(report);
  if (counts === null || counts.numPassedTests + counts.numFailedTests === 0) return "did not run";
  return counts.numFailedTests > 0 ? "failed" : "passed";
}

function readReport(path: string): Report | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return null;
  }
}
