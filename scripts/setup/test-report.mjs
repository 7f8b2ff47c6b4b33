import { readFileSync, rmSync } from "node:fs";

/** How many checks passed, failed and were skipped. A linter as a whole is one check, a test is one. */
export const zero = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function describeCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function oneCheck(succeeded) {
  return succeeded ? { ...zero, passed: 1 } : { ...zero, failed: 1 };
}

/** Counts out of a report that a runner wrote, which must agree with its exit code: a crash is a failure, and so is nothing. */
export function readReport(path, exitCode, read) {
  let counts = zero;
  try {
    counts = read(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // No report: the exit code or the missing results say so.
  }
  rmSync(path, { force: true });
  const ran = counts.passed + counts.failed > 0;
  return counts.failed === 0 && (exitCode !== 0 || !ran) ? addCounts(counts, oneCheck(false)) : counts;
}

export const vitestCounts = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
});

/** What passed only when it was tried again did not pass. */
export const playwrightCounts = ({ stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
  skipped: stats.skipped,
});
