import { describe, expect, it } from "vitest";
import { Patience } from "../../../../src-main/answers/engine/worker/patience.ts";

describe("patience", () => {
  const limits = { firstMs: 100, longestMs: 1000, lossShare: 0.02 };

  /** How long it waits after each of this many failures in a row. */
  function waits(patience: Patience, failures: number, lostMs: number): number[] {
    let now = 0;
    return Array.from({ length: failures }, () => {
      patience.fail(now, lostMs);
      const begun = now;
      while (!patience.isOver(now)) now += 10;
      return now - begun;
    });
  }

  it("doubles with each try that fails, up to a longest wait", () => {
    expect(waits(new Patience(limits), 6, 0)).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it("lasts until what the try cost is a small share of the time", () => {
    expect(waits(new Patience(limits), 2, 50)).toEqual([2500, 2500]);
  });

  it("is over before anything has failed, and begins anew when told", () => {
    const patience = new Patience(limits);
    expect(patience.isOver(0)).toBe(true);
    waits(patience, 4, 0);
    patience.renew(10_000);
    expect([patience.isOver(10_099), patience.isOver(10_100)]).toEqual([false, true]);
    expect(waits(patience, 1, 0)).toEqual([100]);
    patience.fail(20_000, 500);
    patience.reset();
    expect(patience.isOver(20_000)).toBe(true);
  });
});
