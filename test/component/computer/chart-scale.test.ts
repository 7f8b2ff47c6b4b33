import { formatWait } from "../../../src-shared/figures/index.ts";
import { describe, expect, it } from "vitest";
import { logScale } from "../../../src-renderer/features/computer/chart-scale.ts";
import { windowWords } from "../../../src-shared/words/index.ts";

describe("a logarithmic axis", () => {
  it("holds every value and marks a few round ones between", () => {
    const scale = logScale([0.39e9, 5.2e9, 12.9e9]);
    expect(scale.at(0.39e9)).toBeGreaterThan(0);
    expect(scale.at(12.9e9)).toBeLessThan(1);
    expect(scale.ticks).toEqual([0.5e9, 1e9, 2e9, 5e9, 1e10]);
    // The same ratio is the same distance.
    expect(scale.at(2e9) - scale.at(1e9)).toBeCloseTo(scale.at(8e9) - scale.at(4e9));
  });

  it("marks memory at powers of two", () => {
    const GiB = 1024 ** 3;
    expect(logScale([0.39 * GiB, 5.2 * GiB], 2).ticks.map((tick) => tick / GiB)).toEqual([0.5, 1, 2, 4]);
    expect(logScale([GiB / 1024, 512 * GiB], 2).ticks.length).toBeLessThanOrEqual(6);
  });

  it("has few marks however far apart the values are, and some for one value alone", () => {
    expect(logScale([1, 1e6]).ticks.length).toBeLessThanOrEqual(7);
    expect(logScale([1, 1e6]).ticks.length).toBeGreaterThan(2);
    expect(logScale([7]).ticks.length).toBeGreaterThan(0);
    expect(Number.isFinite(logScale([]).at(3))).toBe(true);
    expect(Number.isFinite(logScale([0, NaN, 5]).at(5))).toBe(true);
  });
});

it("writes differences and waits as people read them", () => {
  expect([0.0131, -0.021, 0.0001, 0.4567, -1].map(windowWords.en.computer.ledger.signed)).toEqual([
    "+1.3 %",
    "−2.1 %",
    "0 %",
    "+46 %",
    "−100 %",
  ]);
  expect([42.4, 994, 995, 12_345].map((wait) => formatWait(wait))).toEqual(["42 ms", "994 ms", "1.0 s", "12.3 s"]);
});
