import { expect, it } from "vitest";
import { parseProcStat, readSystemTime } from "../../../../src-main/answers/engine/worker/system-time.ts";

it("reads idle time, time that only waits for a disk, and what a hypervisor took", () => {
  const text = "cpu  100 5 50 4000 25 0 3 70 0 0\ncpu0 50 2 25 2000 12 0 1 35 0 0\n";
  expect(parseProcStat(text)).toEqual({ idleMs: 40_250, stolenMs: 700 });
});

it("makes nothing of what it does not know", () => {
  expect(parseProcStat("cpu  100 5 50 4000 25\n")).toEqual({ idleMs: 40_250, stolenMs: 0 });
  expect(parseProcStat("nothing of the kind")).toBeNull();
});

it("finds it on this computer", () => {
  expect(readSystemTime()?.idleMs).toBeGreaterThanOrEqual(0);
});
