import { describe, expect, it } from "vitest";
import type { FitHeadline, FitReason, Statement } from "../../../../src-shared/contract/index.ts";
import { say, sayAll, says } from "../../../../src-shared/words/index.ts";

const need = { needBytes: 6.1e9, freeBytes: 11.4e9, gpus: [] };
const headline: FitHeadline = { key: "headline-runs-well", figures: { ...need, pace: "faster" } };

describe("a statement that says another", () => {
  it("begins or ends with the same words, with the same figures", () => {
    const reason: FitReason = { key: "needs", figures: need };
    expect(says(headline, reason)).toBe(true);
    expect(say(headline).startsWith(say(reason).slice(0, -1))).toBe(true);
    const full = { tokensPerSecond: 2.1, contextTokens: 131_072 };
    const early: Statement = { key: "speeds-are-early", figures: full };
    expect(says(early, { key: "full-context-speed", figures: full })).toBe(true);
    expect(say(early).endsWith(say({ key: "full-context-speed", figures: full }))).toBe(true);
    const over = { ...need, gpu: "RTX 4060", more: null };
    const tooLong: Statement = {
      key: "headline-context-too-long",
      figures: { ...over, contextTokens: 8192, kvBytes: 1e9 },
    };
    expect(says(tooLong, { key: "needs-too-much", figures: over })).toBe(true);
  });

  it("is itself, and none with other figures or of another kind", () => {
    expect(says(headline, headline)).toBe(true);
    expect(says(headline, { key: "needs", figures: { ...need, needBytes: 6.2e9 } })).toBe(false);
    expect(says(headline, { key: "needs", figures: { ...need, gpus: ["RTX 4060"] } })).toBe(false);
    expect(says(headline, { key: "little-is-left", figures: {} })).toBe(false);
    expect(says({ key: "needs", figures: need }, headline)).toBe(false);
  });
});

it("says statements as running text", () => {
  expect(sayAll([])).toBe("");
  expect(
    sayAll([
      { key: "smaller-loses-more", figures: {} },
      { key: "unmeasured", figures: {} },
    ]),
  ).toBe("This model is smaller, and smaller ones lose more. Nobody has published measurements for this label.");
});
