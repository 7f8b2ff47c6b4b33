import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

/** Tests that hang with a fault in have noticed it; all of them without one take a while. */
const limits = { fewMs: 240_000, allMs: 1_800_000 } as const;

export type Outcome = "passed" | "failed" | "did not run";

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string }[];
}

/**
 * Runs vitest files in a folder, each given from it, up to the first failure. `did not run` where no test did, for one because
 * the source cannot be parsed: that shows nothing.
 */
export async function runTests(folder: string, tests: readonly string[]): Promise<Outcome> {
  const { report, hung, code } = await run(folder, [...tests, "--bail=1", "--maxWorkers=1"], limits.fewMs);
  if (hung) return "failed";
  if (report === null || report.numPassedTests + report.numFailedTests === 0) return "did not run";
  // Of tests that run at one time the report may lack the one whose failure ended the others.
  return report.numFailedTests > 0 || code !== 0 ? "failed" : "passed";
}

/** Of these vitest files, those that do not pass. */
export async function failingTests(folder: string, tests: readonly string[]): Promise<string[]> {
  const { report } = await run(folder, tests, limits.allMs);
  return tests.filter(
    (test) => report?.testResults.some(({ name, status }) => name.endsWith(test) && status === "passed") !== true,
  );
}

async function run(
  folder: string,
  options: readonly string[],
  limitMs: number,
): Promise<{ report: Report | null; hung: boolean; code: number | null }> {
  const path = join(folder, "mutants-report.json");
  rmSync(path, { force: true });
  const args = [vitest, "run", ...options, "--reporter=json", `--outputFile=${path}`];
  const ended = await new Promise<{ hung: boolean; code: number | null }>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
    let overdue = false;
    const limit = setTimeout(() => {
      overdue = true;
      child.kill("SIGKILL");
    }, limitMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ hung: overdue, code });
    });
  });
  return { report: readReport(path), ...ended };
}

function readReport(path: string): Report | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return null;
  }
}
