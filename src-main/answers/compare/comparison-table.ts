import type {
  ComparedDivergence,
  ComparedPair,
  ComparedRow,
  ComparedVariant,
  ComparisonTable,
} from "../../../src-shared/contract/index.ts";
import { mustBeFreeBytes, usedBytes } from "../../../src-shared/figures/index.ts";
import { lookedAtOften, usualDoubt, wilsonInterval } from "./preference.ts";
import { isHidden } from "./shown-comparison.ts";
import type { KeptComparison, KeptSide } from "./types.ts";

interface Votes {
  /** What the two are known by. */
  contents: [string, string];
  one: ComparedVariant;
  other: ComparedVariant;
  oneWins: number;
  otherWins: number;
  ties: number;
  /** Pairs that were compared with it at a time. */
  pairsAtOnce: number;
}

/** Of a variant with this content, as far as that is known. */
type DivergenceOf = (variantId: string, sha256: string | null) => ComparedDivergence | null;

/** What all comparisons come to, the newest first; nothing of those whose names are hidden. */
export function comparisonTable(comparisons: readonly KeptComparison[], divergenceOf: DivergenceOf): ComparisonTable {
  const known = comparisons.filter((one) => !isHidden(one));
  const votes = votesOf(known);
  const sides = new Map<string, KeptSide[]>();
  for (const side of known.flatMap((one) => one.sides))
    if (side.figures !== null) sides.set(contentOf(side), [...(sides.get(contentOf(side)) ?? []), side]);
  const rows = [...sides.values()].map((answers) => rowOf(answers, votes, divergenceOf));
  return {
    rows: rows.toSorted((a, b) => b.won - a.won || a.lost - b.lost || b.answers - a.answers),
    pairs: votes.map(pairOf).toSorted((a, b) => sumOf(b) - sumOf(a)),
  };
}

/** By its content: another publisher's model may have an id that was one's that is deleted. By its id where it was not hashed yet. */
const contentOf = ({ sha256, variant }: KeptSide): string => sha256 ?? variant.id;

const sumOf = ({ oneWins, otherWins, ties }: ComparedPair): number => oneWins + otherWins + ties;

/** The one that was better is so beside each of the others; of these two nothing is known. */
function votesOf(comparisons: readonly KeptComparison[]): Votes[] {
  const pairs = new Map<string, Votes>();
  for (const { vote, sides } of comparisons) {
    if (vote === null) continue;
    for (const [first, one] of sides.entries())
      for (const [second, other] of sides.entries()) {
        const isDecided = vote.better === first || vote.better === second;
        if (second <= first || contentOf(one) === contentOf(other) || (vote.better !== null && !isDecided)) continue;
        const [a, b] = contentOf(one) < contentOf(other) ? [one, other] : [other, one];
        const contents: Votes["contents"] = [contentOf(a), contentOf(b)];
        const key = contents.join("\n");
        const pair = pairs.get(key) ?? {
          ...{ contents, one: a.variant, other: b.variant, oneWins: 0, otherWins: 0, ties: 0, pairsAtOnce: 1 },
        };
        const better = vote.better === null ? null : sides[vote.better];
        if (better === a) pair.oneWins++;
        else if (better === b) pair.otherWins++;
        else pair.ties++;
        pair.pairsAtOnce = Math.max(pair.pairsAtOnce, (sides.length * (sides.length - 1)) / 2);
        pairs.set(key, pair);
      }
  }
  return [...pairs.values()];
}

/**
 * Ties say nothing about which is better, so they are counted and left out of the share. Where three are compared at a time a vote is a
 * chance for each of their pairs, and each has its part of the doubt.
 */
function pairOf({ pairsAtOnce, contents: _contents, ...votes }: Votes): ComparedPair {
  const decided = votes.oneWins + votes.otherWins;
  const interval = wilsonInterval(votes.oneWins, decided, lookedAtOften(decided, usualDoubt / pairsAtOnce));
  const verdict = interval === null ? "open" : interval.low > 1 / 2 ? "one" : interval.high < 1 / 2 ? "other" : "open";
  return { ...votes, interval, verdict };
}

function rowOf(answers: readonly KeptSide[], votes: readonly Votes[], divergenceOf: DivergenceOf): ComparedRow {
  const [latest] = answers;
  if (latest === undefined) throw new Error("a variant without an answer");
  const { variant } = latest;
  const content = contentOf(latest);
  const ofIt = votes.flatMap(({ contents: [one, other], oneWins, otherWins, ties }) =>
    one === content
      ? [{ won: oneWins, lost: otherWins, tied: ties }]
      : other === content
        ? [{ won: otherWins, lost: oneWins, tied: ties }]
        : [],
  );
  const alone = answers.flatMap(({ figures }) => (figures?.isAlone === true ? [figures.stats] : []));
  const { measured = null, predicted = null } = latest.figures ?? {};
  return {
    variant,
    answers: answers.length,
    won: sum(ofIt.map(({ won }) => won)),
    lost: sum(ofIt.map(({ lost }) => lost)),
    tied: sum(ofIt.map(({ tied }) => tied)),
    tokensPerSecond: median(alone.map(({ tokensPerSecond }) => tokensPerSecond)),
    firstTokenMs: median(alone.map(({ firstTokenMs }) => firstTokenMs)),
    measuredBytes: measured && usedBytes(measured),
    predictedBytes: predicted && mustBeFreeBytes(predicted),
    divergence: divergenceOf(variant.id, latest.sha256),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
