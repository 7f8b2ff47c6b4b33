import type { ModelJob, Suggestion, SuggestionRole, Suggestions } from "../../../../src-shared/contract/index.ts";
import { rankOf } from "../../capability/index.ts";
import { summarize } from "../short-fit.ts";
import { considered, isDecent, isFor } from "./considered.ts";
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

/**
 * The models to take on a machine for a job, the best first and at most one for each role. Pure but for the survey, which keeps its
 * plans.
 */
export function suggest(input: SuggestInput, survey: Survey): Suggestions {
  const steps = suggestInSteps(input, survey);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, pausing after each model that was planned. */
export function* suggestInSteps(input: SuggestInput, survey: Survey): Generator<undefined, Suggestions> {
  const { models, job, languages, today, ratedOn } = input;
  const language = languages[0] ?? null;
  const able = models.filter((model) => isFor(model, job, language));
  const contenders = yield* considered(able, today, (model) => survey.contender(model, job, language));
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

function isDecentBeside(one: Contender, best: Contender): boolean {
  const [rank, bestRank] = [rankOf(one.capability.band), rankOf(best.capability.band)];
  return isDecent(rank, bestRank) && (rank >= 0 || bestRank < 0);
}

function suggestionOf(role: SuggestionRole, one: Contender, chosen: Chosen): Suggestion {
  const { model, repository, variant, capability, contextTokens } = one;
  return {
    role,
    job: chosen.job,
    model: model.card,
    repository,
    key: variant.key,
    elsewhere: model.uploadersOf(variant.key).filter((one) => one !== repository),
    capability,
    band: capability.band,
    sizeBytes: variant.sizeBytes,
    parameters: model.parameters,
    contextTokens,
    fit: summarize(variant, variant.verdict, model.open()?.facts.shapeMargin),
    reasons: reasonsFor(role, one, chosen),
  };
}
