import type { PartingPlace, PredictedWord } from "../../../../src-shared/contract/index.ts";
import { type FoundParting, chunkTokens, countedInChunk, partingLimits } from "../protocol.ts";

/** A token with the probability that a model gives it. */
export interface PredictedToken {
  token: number;
  probability: number;
}

interface Place {
  /** Of the token that comes next. */
  token: number;
  klDivergence: number;
  reference: readonly PredictedToken[];
  variant: readonly PredictedToken[];
}

/** How a run of tokens is written. */
export type Spelling = (tokens: readonly number[]) => string;

const contextParts = 3;
/** What is nearer than this differs by rounding alone. */
const leastParting = 1e-3;

/** Remembers where two models part most, and how much along the text and by how much was read before. */
export class Partings {
  readonly #tokens: Int32Array;
  /** The worst first. */
  #places: Place[] = [];
  readonly #alongText: { sum: number; count: number }[];
  readonly #byContext = Array.from({ length: contextParts }, () => ({ sum: 0, count: 0 }));

  /** `tokens`: of the whole text that is read. */
  constructor(tokens: Int32Array) {
    this.#tokens = tokens;
    const parts = Math.min(partingLimits.parts, Math.max(1, tokens.length / chunkTokens));
    this.#alongText = Array.from({ length: parts }, () => ({ sum: 0, count: 0 }));
  }

  /** `words` is asked only of a place that is among the worst so far. */
  add(chunk: number, row: number, klDivergence: number, words: () => Pick<Place, "reference" | "variant">): void {
    const chunks = this.#tokens.length / chunkTokens;
    const part = this.#alongText[Math.floor((chunk * this.#alongText.length) / chunks)];
    const context = this.#byContext[Math.floor((row * contextParts) / countedInChunk)];
    for (const sums of [part, context]) {
      if (sums === undefined) continue;
      sums.sum += klDivergence;
      sums.count++;
    }
    const least = this.#places.length === partingLimits.places ? this.#places.at(-1)?.klDivergence : leastParting;
    if (klDivergence <= (least ?? leastParting)) return;
    const place = { token: chunk * chunkTokens + chunkTokens / 2 + row + 1, klDivergence, ...words() };
    const at = this.#places.findIndex((other) => other.klDivergence < klDivergence);
    this.#places.splice(at === -1 ? this.#places.length : at, 0, place);
    this.#places.length = Math.min(this.#places.length, partingLimits.places);
  }

  result(spell: Spelling): FoundParting {
    const thirdTokens = countedInChunk / contextParts;
    return {
      places: this.#places.map((place) => this.#told(place, spell)),
      alongText: this.#alongText.map(meanOf),
      byContext: this.#byContext.map((sums, part) => ({
        fromTokens: chunkTokens / 2 + Math.round(part * thirdTokens),
        toTokens: chunkTokens / 2 + Math.round((part + 1) * thirdTokens),
        mean: meanOf(sums),
      })),
    };
  }

  #told({ token, klDivergence, reference, variant }: Place, spell: Spelling): PartingPlace {
    const { beforeTokens, afterTokens } = partingLimits;
    // Of a character that begins outside, half is left.
    const before = spell([...this.#tokens.subarray(Math.max(0, token - beforeTokens), token)]).replace(/^\uFFFD+/, "");
    const after = spell([...this.#tokens.subarray(token, token + afterTokens)]).replace(/\uFFFD+$/, "");
    const words = (list: readonly PredictedToken[]): PredictedWord[] =>
      list.map((one) => ({ text: bounded(spell([one.token])), probability: one.probability }));
    return {
      token,
      klDivergence,
      before: before.slice(-partingLimits.characters),
      after: bounded(after),
      reference: words(reference),
      variant: words(variant),
    };
  }
}

const meanOf = ({ sum, count }: { sum: number; count: number }): number => (count === 0 ? 0 : sum / count);
const bounded = (text: string): string => text.slice(0, partingLimits.characters);

/** The likeliest words of a row; `lnOf` is the logarithm of each one's probability. */
export function likeliest(length: number, lnOf: (token: number) => number): PredictedToken[] {
  const best: { token: number; ln: number }[] = [];
  for (let token = 0; token < length; token++) {
    const ln = lnOf(token);
    if (best.length === partingLimits.words && ln <= (best.at(-1)?.ln ?? 0)) continue;
    const at = best.findIndex((other) => other.ln < ln);
    best.splice(at === -1 ? best.length : at, 0, { token, ln });
    best.length = Math.min(best.length, partingLimits.words);
  }
  return best.map(({ token, ln }) => ({ token, probability: Math.min(1, Math.exp(ln)) }));
}

/** The same of a row of logits. */
export function likeliestOfLogits(logits: Float32Array): PredictedToken[] {
  let most = -Infinity;
  for (const value of logits) if (value > most) most = value;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - most);
  const ln = most + Math.log(sum);
  return likeliest(logits.length, (token) => (logits[token] as number) - ln);
}
