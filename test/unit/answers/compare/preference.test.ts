import { describe, expect, it } from "vitest";
import { lookedAtOften, wilsonInterval } from "../../../../src-main/answers/compare/preference.ts";

const z95 = 1.959963984540054;

describe("Wilson's interval", () => {
  // As R's binom::binom.confint(method = "wilson") and Wikipedia's formula give them.
  it.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [5, 10, 0.2366, 0.7634],
    [60, 100, 0.502, 0.6906],
    [1, 1, 0.2065, 1],
  ])("of %i of %i", (wins, count, low, high) => {
    const interval = wilsonInterval(wins, count, z95);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it("is none without a vote", () => {
    expect(wilsonInterval(0, 0, z95)).toBeNull();
  });
});

const isVerdict = (wins: number, count: number, z: number): boolean => {
  const interval = wilsonInterval(wins, count, z);
  return interval !== null && (interval.low > 1 / 2 || interval.high < 1 / 2);
};

describe("looking after every vote", () => {
  // 2^n · w! l! / (n + 1)! is above 20 from these on, and not one vote before.
  it.each([
    [8, 8],
    [11, 12],
    [14, 16],
  ])("has a verdict with %i of %i, and not with one vote less for it", (wins, count) => {
    expect(isVerdict(wins, count, lookedAtOften(count))).toBe(true);
    expect(isVerdict(wins - 1, count - 1, lookedAtOften(count - 1))).toBe(false);
  });

  /** A generator of the same numbers every time. */
  function draws(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
      const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
      return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
    };
  }

  const most = 200;
  const looks = Array.from({ length: most + 1 }, (_, count) => (count === 0 ? 0 : lookedAtOften(count)));
  /** The share of voters who ever see a verdict when they look after each of their votes. */
  function seeOne(preference: number, widths: readonly number[], votes = most): number {
    const draw = draws(7);
    const voters = 2000;
    let seen = 0;
    for (let voter = 0; voter < voters; voter++) {
      let wins = 0;
      for (let count = 1; count <= votes; count++) {
        if (draw() < preference) wins++;
        if (!isVerdict(wins, count, widths[count] ?? 0)) continue;
        seen++;
        break;
      }
    }
    return seen / voters;
  }

  it("shows a voter without preference one in no more than 5 of 100 cases", () => {
    expect(seeOne(1 / 2, looks)).toBeLessThanOrEqual(0.05);
    // The plain interval would in many more.
    expect(
      seeOne(
        1 / 2,
        looks.map(() => z95),
      ),
    ).toBeGreaterThan(0.2);
  });

  it("finds a preference that is there", () => {
    expect(seeOne(0.8, looks, 60)).toBeGreaterThan(0.9);
  });
});
