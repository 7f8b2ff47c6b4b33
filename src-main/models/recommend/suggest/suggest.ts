import type { ModelJob, Suggestion, SuggestionRole, Suggestions } from "../../../../src-shared/contract/index.ts";
import { rankOf } from "../../capability/index.ts";
import { summarize } from "../short-fit.ts";
import { considered, isFor } from "./considered.ts";
import { firstOf } from "./order.ts";
import { type Chosen, reasonsFor } from "./suggestion-reasons.ts";
import type { Survey } from "./survey.ts";
import type { Contender, SuggestableModel } from "./types.ts";

export interface SuggestInput {
  models: readonly SuggestableModel[];
  job: ModelJob;
  /** The reader's first: "de". */
  languages: readonly string[];
  /** "2026-11-27". */
  today: string;
  ratedOn: string | null;
}

/** What an alternative must be: visibly different, and still decent. */
const quickerTimes = 1.5;
const smallerShare = 0.6;
const smallerThanQuickerShare = 0.85;
const decentBand = "solid";

/**
 * The models to take on a machine for a job, the best first and at most one for each role. Pure but for the survey, which keeps its
 * plans.
 */
export function suggest({ models, job, languages, today, ratedOn }: SuggestInput, survey: Survey): Suggestions {
  const language = languages[0] ?? null;
  const able = models.filter((model) => isFor(model, job, language));
  const running = able.flatMap((model) => survey.contender(model, job, language) ?? []);
  const contenders = considered(running, today);
  const best = firstOf(contenders);
  if (best === null) return { job, suggestions: [], ratedOn };
  const others = contenders.filter((one) => one !== best && isDecentBeside(one, best));
  const quicker = firstOf(others.filter((one) => one.answersPerSecond >= quickerTimes * best.answersPerSecond));
  const smaller = firstOf(
    others.filter(
      (one) =>
        one !== quicker &&
        one.variant.sizeBytes <= smallerShare * best.variant.sizeBytes &&
        one.variant.sizeBytes <= smallerThanQuickerShare * (quicker?.variant.sizeBytes ?? Infinity),
    ),
  );
  const chosen: Chosen = { job, language, best, contenders, able, survey };
  const asSuggestion = (role: SuggestionRole, one: Contender | null): Suggestion[] =>
    one === null ? [] : [suggestionOf(role, one, chosen)];
  return {
    job,
    suggestions: [
      ...asSuggestion("best", best),
      ...asSuggestion("quicker", quicker),
      ...asSuggestion("smaller", smaller),
    ],
    ratedOn,
  };
}

/** No more than a band below the best, or of a band that most people are served by. */
function isDecentBeside(one: Contender, best: Contender): boolean {
  const rank = rankOf(one.capability.band);
  return rank >= rankOf(best.capability.band) - 1 || rank >= rankOf(decentBand);
}

function suggestionOf(role: SuggestionRole, one: Contender, chosen: Chosen): Suggestion {
  const { model, variant, capability, contextTokens } = one;
  return {
    role,
    job: chosen.job,
    model: model.card,
    repository: model.detail.repository,
    key: variant.key,
    capability,
    band: capability.band,
    sizeBytes: variant.sizeBytes,
    contextTokens,
    fit: summarize(variant, variant.verdict),
    reasons: reasonsFor(role, one, chosen),
  };
}
