import { describe, expect, it } from "vitest";
import { LogRing, logLimits } from "../../../../src-main/ground/processes/index.ts";

describe("the log ring", () => {
  it("keeps the last lines, put together from pieces", () => {
    const ring = new LogRing();
    ring.write("one\ntw");
    ring.write("o\r\n\nthr");
    expect(ring.lines()).toEqual(["one", "two", "thr"]);
  });

  it("stays small whatever is written", () => {
    const ring = new LogRing();
    for (let index = 0; index < 5000; index++) ring.write(`${"x".repeat(50_000)}${index}\n`);
    ring.write("y".repeat(1_000_000));
    expect(ring.lines().length).toBeLessThanOrEqual(logLimits.lines);
    expect(ring.lines().every((line) => line.length <= logLimits.characters)).toBe(true);
  });
});
