import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withLock } from "../../../scripts/setup/lock.mjs";
import { cacheRoot } from "../../../scripts/setup/paths.mjs";
import { playwrightCounts, readReport, vitestCounts } from "../../../scripts/setup/test-report.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
  vi.stubEnv("BITLOFT_DEV_CACHE", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("the cache folder", () => {
  it("is the one that is named, else lies in the cache of the desktop, else at home", () => {
    expect(cacheRoot({ BITLOFT_DEV_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
    expect(cacheRoot({ XDG_CACHE_HOME: "/b" })).toBe(join("/b", "bitloft-dev"));
    expect(cacheRoot({})).toMatch(/[\\/]\.cache[\\/]bitloft-dev$/);
  });
});

describe("a lock", () => {
  const lockFile = () => join(folder, "locks", "thing.lock");

  it("lets one in at a time", async () => {
    let inside = 0;
    const work = async (): Promise<number> => {
      const present = ++inside;
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      return present;
    };
    expect(await Promise.all([1, 2, 3].map(() => withLock("thing", work)))).toEqual([1, 1, 1]);
  });

  it("is opened again after a failure", async () => {
    await expect(withLock("thing", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(readdirSync(join(folder, "locks"))).toEqual([]);
  });

  it.each([
    ["a process that is gone", "2147483646", 0],
    ["a process of long ago", String(process.pid), 3600],
  ])("of %s is taken over", async (_, content, ageSeconds) => {
    mkdirSync(join(folder, "locks"));
    writeFileSync(lockFile(), content);
    const then = Date.now() / 1000 - ageSeconds;
    utimesSync(lockFile(), then, then);
    expect(await withLock("thing", () => "in")).toBe("in");
  });
});

describe("a test runner's report", () => {
  const report = (content: unknown) => {
    const path = join(folder, "report.json");
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };

  it("is counted", () => {
    expect(readReport(report(vitest), 0, vitestCounts)).toEqual({ passed: 3, failed: 0, skipped: 2 });
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(readReport(report({ stats }), 1, playwrightCounts)).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it("that praises a run which failed is not believed", () => {
    expect(readReport(report(vitest), 1, vitestCounts).failed).toBe(1);
  });

  it("that is missing or empty is a failure", () => {
    expect(readReport(join(folder, "none.json"), 0, vitestCounts).failed).toBe(1);
    expect(readReport(report({ ...vitest, numPassedTests: 0 }), 0, vitestCounts).failed).toBe(1);
  });
});
