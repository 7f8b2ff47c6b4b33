import { describe, expect, it } from "vitest";
import {
  type Measured,
  capabilityOf,
  fullModel,
  nothingMeasured,
  standingOf,
} from "../../../../src-main/models/capability/index.ts";

const source = { url: "https://example.org/ratings", asOf: "2026-08-19" };
const rated = (columns: Record<string, number>): Measured => ({
  ...nothingMeasured,
  arena: {
    ...source,
    columns: new Map(
      Object.entries(columns).map(([name, value]) => [name, { value, low: value - 5, high: value + 5, votes: 1000 }]),
    ),
  },
});
const tested = (scores: Record<string, number>): Measured => ({
  ...nothingMeasured,
  euroeval: { ...source, scores: new Map(Object.entries(scores)) },
});
const placed: Measured["placed"] = { band: "strong", url: "https://example.org/why", jobs: ["code"], ahead: [] };
const bandOf = (measured: Measured): unknown => capabilityOf(measured, null, null, fullModel).band;

describe("the band", () => {
  it.each([
    [1149, "basic"],
    [1150, "simple"],
    [1249, "simple"],
    [1250, "solid"],
    [1325, "strong"],
    [1399, "strong"],
    [1400, "very-strong"],
  ])("of a rating of %d is %s", (rating, band) => {
    expect(bandOf(rated({ overall: rating }))).toBe(band);
  });

  it("comes from EuroEval where nobody has voted, as far as its scores say anything", () => {
    // 1510 - 350 ln(1.76) = 1312
    expect(capabilityOf(tested({ en: 1.76 }), null, null, fullModel)).toMatchObject({
      band: "solid",
      basis: "euroeval",
      rating: null,
      asOf: "2026-08-19",
    });
    expect(bandOf(tested({ en: 1.2 }))).toBe("very-strong");
    expect(bandOf(tested({ en: 3.7 }))).toBe("basic");
    for (const en of [1.1, 3.8]) expect(capabilityOf(tested({ en }), null, null, fullModel).basis).toBe("none");
    expect(bandOf({ ...tested({ en: 3 }), arena: rated({ overall: 1450 }).arena })).toBe("very-strong");
  });

  it("that was placed by hand goes before EuroEval for the jobs it was placed for, and never before votes", () => {
    const both = { ...tested({ en: 2.4 }), placed };
    expect(capabilityOf(both, "code", null, fullModel)).toMatchObject({ band: "strong", basis: "placed", asOf: null });
    expect(capabilityOf(both, "chat", null, fullModel)).toMatchObject({ band: "simple", basis: "euroeval" });
    expect(capabilityOf({ ...rated({ overall: 1200 }), placed }, "code", null, fullModel).band).toBe("simple");
  });

  it("is that of all jobs, and the rating the job's own", () => {
    const measured = rated({ overall: 1330, coding: 1240, de: 1410, notEnglish: 1300 });
    expect(capabilityOf(measured, "code", null, fullModel)).toMatchObject({ band: "strong", rating: { value: 1240 } });
    expect(capabilityOf(measured, "languages", "de", fullModel).rating?.value).toBe(1410);
    expect(capabilityOf(measured, "languages", "fi", fullModel).rating?.value).toBe(1300);
  });

  it("is none where nothing is known", () => {
    expect(capabilityOf(nothingMeasured, "chat", null, fullModel)).toEqual({
      band: null,
      basis: "none",
      rating: null,
      asOf: null,
      url: null,
      loweredByVariant: false,
    });
  });
});

describe("a variant", () => {
  const measured = rated({ overall: 1410 });

  it("keeps the band from four bits up, may lose it at three, and has none below", () => {
    const four = capabilityOf(measured, null, null, { bits: "four-and-more", divergence: 0.07 });
    expect(four).toMatchObject({ band: "very-strong", loweredByVariant: false });
    const three = (divergence: number | null) => capabilityOf(measured, null, null, { bits: "three", divergence });
    expect(three(0.01)).toMatchObject({ band: "very-strong", loweredByVariant: false });
    expect(three(0.1)).toMatchObject({ band: "strong", loweredByVariant: true });
    expect(three(null)).toMatchObject({ band: "strong", loweredByVariant: true });
    const fewer = capabilityOf(measured, null, null, { bits: "fewer", divergence: 0.1 });
    expect(fewer).toMatchObject({ band: null, rating: null, loweredByVariant: true });
  });
});

describe("the standing within a band", () => {
  const as = { jobs: ["chat", "code"] as const, loss: fullModel };

  it("takes off what a column lies above the overall rating for all", () => {
    const voted = standingOf(rated({ overall: 1400, coding: 1422 }), "code", null, as);
    expect(voted?.value).toBe(1400);
    expect(standingOf(rated({ overall: 1400 }), "code", null, as)?.value).toBe(1400);
  });

  it("is never told finer than anybody notices", () => {
    const standing = standingOf(rated({ overall: 1400 }), "small", null, as);
    expect(standing).toEqual({ value: 1400, low: 1388, high: 1412 });
  });

  it("is lower for a model that is weaker in a language than its English lets one expect", () => {
    const value = (de: number): number => standingOf(tested({ en: 1.6, de }), "languages", "de", as)?.value ?? 0;
    expect(value(1.6)).toBeGreaterThan(value(2.2));
  });

  it("prefers what a model is listed for first", () => {
    const value = (jobs: ("chat" | "code")[]): number =>
      standingOf({ ...nothingMeasured, placed }, "code", null, { jobs, loss: fullModel })?.value ?? 0;
    expect(value(["code", "chat"])).toBeGreaterThan(value(["chat", "code"]));
    expect(value(["chat", "code"])).toBeGreaterThan(value(["chat"]));
  });
});
