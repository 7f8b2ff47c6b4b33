import type { ModelJob } from "../../../../src-shared/contract/index.ts";
import { rankOf } from "../../capability/index.ts";
import type { Contender, SuggestableModel } from "./types.ts";

/** Models of less know and understand little. Those that are called "1B" may have some less. */
const leastParameters = 0.95e9;
/** Older than this, a model is suggested only where it is ahead of all that is newer. */
const freshDays = 548;
const dayMs = 86_400_000;

/** Whether a model is meant for a job at all: listed for it, or one for all purposes. */
export function isFor({ card }: SuggestableModel, job: ModelJob, language: string | null): boolean {
  if (job === "languages" && language !== null && card.languages?.includes(language) === false) return false;
  if (job === "images") return card.sees === true && (card.jobs.includes("images") || card.jobs.includes("chat"));
  return card.jobs.includes("chat") || card.jobs.includes(job);
}

/** Of all that run well those that may be suggested. `today`: "2026-11-27". */
export function considered(contenders: readonly Contender[], today: string): Contender[] {
  const current = withoutReplaced(contenders);
  const large = current.filter(({ model }) => model.facts.parameters >= leastParameters);
  return withoutOld(large.length > 0 ? large : current, today);
}

/** What its maker has replaced goes where the successor runs well too and is not rated lower. */
function withoutReplaced(contenders: readonly Contender[]): Contender[] {
  const byName = new Map(contenders.map((one) => [one.model.card.baseModel, one]));
  return contenders.filter((one) => {
    const names = new Set([one.model.card.baseModel]);
    for (let next = one.model.card.replacedBy; next !== null && !names.has(next);) {
      const successor = byName.get(next);
      if (successor && rankOf(successor.capability.band) >= rankOf(one.capability.band)) return false;
      names.add(next);
      next = successor?.model.card.replacedBy ?? null;
    }
    return true;
  });
}

function withoutOld(contenders: readonly Contender[], today: string): Contender[] {
  const isFresh = ({ model }: Contender): boolean => {
    const { released } = model.card;
    return released !== null && Date.parse(today) - Date.parse(released) <= freshDays * dayMs;
  };
  const best = Math.max(...contenders.filter(isFresh).map(({ capability }) => rankOf(capability.band)));
  return contenders.filter((one) => isFresh(one) || rankOf(one.capability.band) > best);
}
