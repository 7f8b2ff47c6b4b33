import { describe, expect, it } from "vitest";
import { qualityBands, type QualityBand, type Verdict, verdicts } from "../../../src-shared/contract/index.ts";
import { standingOf } from "../../../src-shared/figures/index.ts";
import { toneOf } from "../../../src-renderer/words/tone-of.ts";

const ranges: readonly (readonly [number, number])[] = [
  [2, 4.9],
  [3.8, 5.1],
  [5, 7.5],
  [8, 16],
];
const quality = (band: QualityBand) => ({ band });

describe("the tone of a fit", () => {
  it("is the same in the list, in the ladder and in the frontier", () => {
    for (const verdict of verdicts)
      for (const band of qualityBands)
        for (const tokensPerSecond of ranges)
          for (const recommended of [false, true]) {
            const inLadder = { verdict, speed: { tokensPerSecond }, quality: quality(band) };
            const inList = { verdict, tokensPerSecond, band };
            const inFrontier = { verdict, speed: { tokensPerSecond }, band };
            const tones = [inLadder, inList, inFrontier].map((fit) => toneOf(fit, recommended));
            expect([verdict, band, tokensPerSecond, new Set(tones).size]).toEqual([verdict, band, tokensPerSecond, 1]);
            expect(new Set([inLadder, inList, inFrontier].map(standingOf)).size).toBe(1);
          }
  });

  it.each([
    ["runs-well", [8, 16], false, "good"],
    ["runs-well", [3.8, 5.1], false, "neutral"],
    ["runs-well", [3.8, 5.1], true, "good"],
    ["runs-slowly", [2, 4.9], true, "tight"],
    ["partly-on-gpu", [14, 38], false, "neutral"],
    ["partly-on-gpu", [14, 38], true, "good"],
    ["partly-on-gpu", [2, 4.9], true, "tight"],
    ["tight", [8, 16], true, "tight"],
    ["shorten-context", [8, 16], true, "bad"],
    ["does-not-fit", [8, 16], false, "bad"],
  ] as const)("of one that %s at %j, recommended %s, is %s", (verdict, tokensPerSecond, recommended, tone) => {
    expect(toneOf({ verdict: verdict satisfies Verdict, tokensPerSecond, band: "good" }, recommended)).toBe(tone);
  });

  it("stays amber for a recommendation that gives up too much of the model", () => {
    for (const band of ["poor", "broken"] as const) {
      const fit = { verdict: "runs-well", tokensPerSecond: [8, 16], band } as const;
      expect([standingOf(fit), toneOf(fit, true)]).toEqual(["loses-much", "tight"]);
    }
  });
});
