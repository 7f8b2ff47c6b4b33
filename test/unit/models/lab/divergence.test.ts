import { describe, expect, it } from "vitest";
import { positionDivergence } from "../../../../src-main/models/lab/worker/divergence.ts";
import {
  likeliestOfPacked,
  packRow,
  packedDivergence,
  rowBytes,
} from "../../../../src-main/models/lab/worker/log-probabilities.ts";
import { Partings, likeliestOfLogits } from "../../../../src-main/models/lab/worker/partings.ts";
import { DivergenceStatistics } from "../../../../src-main/models/lab/worker/statistics.ts";

const vocabulary = 1001;
const random = generator(7);
const rowOf = (spread: number): Float32Array => Float32Array.from({ length: vocabulary }, () => random() * spread);
const moved = (row: Float32Array, by: number): Float32Array => row.map((value) => value + (random() - 0.5) * by);

describe("the divergence at one position", () => {
  it("is that of the sums that define it", () => {
    for (const [spread, by] of [
      [20, 1],
      [60, 4],
      [0.1, 0.01],
    ] as const) {
      const p = rowOf(spread);
      const variant = moved(p, by);
      const [lnP, lnQ] = [logSoftmax(p), logSoftmax(variant)];
      const defined = lnP.reduce((sum, ln, i) => sum + Math.exp(ln) * (ln - (lnQ[i] ?? 0)), 0);
      const found = positionDivergence(p, variant, 5);
      expect(found.klDivergence).toBeCloseTo(defined, 8);
      expect(found.referenceSurprise).toBeCloseTo(-(lnP[5] ?? 0), 8);
      expect(found.variantSurprise).toBeCloseTo(-(lnQ[5] ?? 0), 8);
      expect(found.sameTopWord).toBe(p.indexOf(Math.max(...p)) === variant.indexOf(Math.max(...variant)));
    }
  });

  it("is nothing of a model from itself, and takes logits of any height", () => {
    const row = rowOf(20);
    expect(positionDivergence(row, row, 0)).toMatchObject({ sameTopWord: true });
    expect(positionDivergence(row, row, 0).klDivergence).toBeCloseTo(0, 12);
    const far = Float32Array.of(0, -5000, 3, -Infinity);
    expect(
      positionDivergence(
        far,
        far.map((value) => value + 900),
        0,
      ).klDivergence,
    ).toBeCloseTo(0, 6);
  });

  it("hardly changes when the reference was kept in 16 bits", () => {
    const p = rowOf(14);
    const variant = moved(p, 2);
    const row = new DataView(new ArrayBuffer(rowBytes(vocabulary)));
    packRow(p, row);
    const [exact, packed] = [positionDivergence(p, variant, 9), packedDivergence(row, variant, 9)];
    expect(packed.klDivergence).toBeCloseTo(exact.klDivergence, 3);
    expect(packed.referenceSurprise).toBeCloseTo(exact.referenceSurprise, 3);
    expect(packed.variantSurprise).toBeCloseTo(exact.variantSurprise, 8);
    expect(packed.sameTopWord).toBe(exact.sameTopWord);
  });
});

describe("the figures of many positions", () => {
  it("are mean with its error, percentiles between neighbours, and shares", () => {
    const statistics = new DivergenceStatistics();
    for (const [klDivergence, sameTopWord] of [
      [0.1, true],
      [0.4, false],
      [0.2, true],
      [0.3, true],
    ] as const) {
      statistics.add({ klDivergence, sameTopWord, referenceSurprise: Math.log(4), variantSurprise: Math.log(8) });
    }
    const { positions, klDivergence, sameTopWord, perplexity } = statistics.figures();
    expect(positions).toBe(4);
    expect(klDivergence.mean).toBeCloseTo(0.25, 12);
    expect(klDivergence.standardError).toBeCloseTo(Math.sqrt(0.0125 / 3), 12);
    expect(klDivergence.median).toBeCloseTo(0.25, 12);
    expect(klDivergence.p99).toBeCloseTo(0.397, 12);
    expect(klDivergence.max).toBe(0.4);
    expect(sameTopWord).toEqual({ share: 0.75, standardError: Math.sqrt((0.75 * 0.25) / 3) });
    expect(perplexity.reference).toBeCloseTo(4, 12);
    expect(perplexity.variant).toBeCloseTo(8, 12);
    expect(perplexity.lnRatio.mean).toBeCloseTo(Math.LN2, 12);
    expect(perplexity.lnRatio.standardError).toBeCloseTo(0, 7);
  });

  it("stay numbers where a model gives a word no chance at all", () => {
    const statistics = new DivergenceStatistics();
    statistics.add({ klDivergence: 1, sameTopWord: false, referenceSurprise: 2000, variantSurprise: 2000 });
    expect(statistics.figures().perplexity.variant).toBe(Number.MAX_VALUE);
  });
});

describe("where two models part", () => {
  const tokens = Int32Array.from({ length: 4 * 512 }, (_, index) => index);
  const spell = (list: readonly number[]): string => list.map((token) => `${token} `).join("");
  const words = (token: number) => ({
    reference: [{ token, probability: 0.5 }],
    variant: [{ token: token + 1, probability: 0.4 }],
  });

  it("keeps the worst places with what stands before and after them, asks no words of the others, and sums up the parts", () => {
    const partings = new Partings(tokens);
    const asked: number[] = [];
    for (let chunk = 0; chunk < 4; chunk++) {
      for (let row = 0; row < 255; row++) {
        const divergence = chunk === 2 && row < 40 ? 1 + row / 100 : 0.0001 * chunk;
        partings.add(chunk, row, divergence, () => (asked.push(row), words(row)));
      }
    }
    const { places, alongText, byContext } = partings.result(spell);
    expect(places).toHaveLength(24);
    expect(asked).toHaveLength(40);
    expect(places.map(({ klDivergence }) => klDivergence)).toEqual(
      places.map(({ klDivergence }) => klDivergence).toSorted((one, other) => other - one),
    );
    const [worst] = places;
    const next = 2 * 512 + 256 + 39 + 1;
    expect(worst).toMatchObject({ token: next, reference: [{ text: "39 ", probability: 0.5 }] });
    expect(worst?.before.endsWith(`${next - 1} `)).toBe(true);
    expect(worst?.after.startsWith(`${next} `)).toBe(true);
    expect(alongText).toHaveLength(4);
    expect(alongText[1]).toBeCloseTo(0.0001, 12);
    expect(alongText[2]).toBeGreaterThan(0.1);
    expect(byContext.map(({ fromTokens, toTokens }) => [fromTokens, toTokens])).toEqual([
      [256, 341],
      [341, 426],
      [426, 511],
    ]);
    expect(byContext[0]?.mean).toBeGreaterThan(byContext[2]?.mean ?? 1);
  });

  it("finds the likeliest words of a row, in 16 bits too", () => {
    const row = Float32Array.of(1, 5, -Infinity, 5.5, 2, 0, 4);
    const found = likeliestOfLogits(row);
    expect(found.map(({ token }) => token)).toEqual([3, 1, 6, 4, 0]);
    expect(found.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThan(1);
    const finite = row.map((value) => Math.max(-20, value));
    const packed = new DataView(new ArrayBuffer(rowBytes(finite.length)));
    packRow(finite, packed);
    const again = likeliestOfPacked(packed, finite.length);
    expect(again.map(({ token }) => token)).toEqual([3, 1, 6, 4, 0]);
    expect(again[0]?.probability).toBeCloseTo(found[0]?.probability ?? 0, 3);
  });
});

function logSoftmax(row: Float32Array): number[] {
  const most = Math.max(...row);
  const sum = row.reduce((all, value) => all + Math.exp(value - most), 0);
  return Array.from(row, (value) => value - most - Math.log(sum));
}

/** Numbers from 0 to 1, the same every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
