import { expect, it } from "vitest";
import { idleMs, parseIdle } from "../../../src-main/engine/worker/idle-cores.ts";

it("reads idle time and time that only waits for a disk", () => {
  expect(parseIdle("cpu  100 5 50 4000 25 0 3 0 0 0\ncpu0 50 2 25 2000 12 0 1 0 0 0\n")).toBe(40_250);
  expect(parseIdle("nothing of the kind")).toBeNull();
});

it("finds it on this computer", () => {
  expect(idleMs()).toBeGreaterThan(0);
});
