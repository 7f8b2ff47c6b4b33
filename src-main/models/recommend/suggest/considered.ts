import type { ModelJob } from "../../../../src-shared/contract/index.ts";
import { rankOf } from "../../capability/index.ts";
import { speaks } from "./speaks.ts";
import type { Contender, SuggestableModel } from "./types.ts";

/** Models of less know and understand little. Those that are called "1B" may have some less. */
export const leastParameters = 0.95e9;
/** Older than this, a model is suggested only where it is ahead of all that is newer. */
const freshDays = 548;
const dayMs = 86_400_000;
/** Of this band and up a model serves most people, whatever stronger ones run beside it. */
const decentRank = rankOf("solid");

/** Whether a model is meant for a job at all: listed for it, or one for all purposes. */
export function isFor({ card }: SuggestableModel, job: ModelJob): boolean {
  if (job === "images") return card.sees === true && card.jobs.includes("chat");
  return card.jobs.includes("chat") || card.jobs.includes(job);
}

/** Whether a model is no more than a band below the best, or serves most people. */
export function isDecent(rank: number, bestRank: number): boolean {
  return rank >= bestRank - 1 || rank >= decentRank;
}

/** What models are considered for. `language` is the reader's: "de". */
export interface Wish {
  job: ModelJob;
  language: string | null;
  /** "2026-11-27". */
  today: string;
}

/**
 * The models that may be suggested, of those that run well. Newer ones are looked at first and of them the most capable, so that
 * what cannot be suggested any more is not planned. Yields after each model.
 */
export function* considered(
  models: readonly SuggestableModel[],
  { job, language, today }: Wish,
  contenderOf: (model: SuggestableModel) => Contender | null,
): Generator<undefined, Contender[]> {
  const found = new Map<string, Contender>();
  const bestRank = (): number => Math.max(-1, ...[...found.values()].map(({ rank }) => rank));
  const mostRank = (model: SuggestableModel): number =>
    rankOf(mostBand(model)) - (speaks(model.card, job, language) ? 0 : 1);
  /** The large before the small, the fresh before the old, and the most capable first. */
  const turnOf = (model: SuggestableModel): number =>
    (model.parameters < leastParameters ? 20 : 0) + (isFresh(model, today) ? 0 : 10) - mostRank(model);
  const turns = [...models].sort((a, b) => turnOf(a) - turnOf(b) || byName(a, b));
  const successors = successorsOf(models);
  let hasLarge = false;
  let freshRank = -1;
  for (const model of turns) {
    // The full model's: a variant's is never higher.
    const most = mostRank(model);
    const isOld = !isFresh(model, today);
    const small = model.parameters < leastParameters;
    const behind = !isDecent(most, bestRank()) || (isOld && freshRank >= most && found.size > 0) || (small && hasLarge);
    if (behind) continue;
    const contender = contenderOf(model);
    yield undefined;
    if (contender === null) continue;
    const { rank } = contender;
    if (isOld && freshRank >= rank && found.size > 0) continue;
    found.set(model.card.baseModel, contender);
    if (!isOld) freshRank = Math.max(freshRank, rank);
    hasLarge ||= !small;
  }
  return [...found.values()].filter((one) => {
    const after = successors.get(one.model.card.baseModel) ?? [];
    return !after.some((name) => {
      const successor = found.get(name);
      return successor !== undefined && successor.rank >= one.rank;
    });
  });
}

/** The highest band that a model can get, for any job. */
function mostBand({ card, measured }: SuggestableModel) {
  const { placed } = measured;
  const { band } = card.capability;
  return placed !== null && rankOf(placed.band) > rankOf(band) ? placed.band : band;
}

function byName(a: SuggestableModel, b: SuggestableModel): number {
  return a.card.baseModel < b.card.baseModel ? -1 : 1;
}

function isFresh({ card: { released } }: SuggestableModel, today: string): boolean {
  return released !== null && Date.parse(today) - Date.parse(released) <= freshDays * dayMs;
}

/** All that came after a model, through every generation. */
function successorsOf(models: readonly SuggestableModel[]): Map<string, string[]> {
  const next = new Map(models.map(({ card }) => [card.baseModel, card.replacedBy]));
  return new Map(
    models.map(({ card }) => {
      const after: string[] = [];
      for (let name = card.replacedBy; name !== null && !after.includes(name); name = next.get(name) ?? null) {
        after.push(name);
      }
      return [card.baseModel, after];
    }),
  );
}
