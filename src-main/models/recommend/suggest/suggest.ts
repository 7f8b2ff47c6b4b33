import type { ModelJob, Suggestion, SuggestionRole, Suggestions } from "../../../../src-shared/contract/index.ts";
import { typicalSpeed } from "../../../../src-shared/figures/index.ts";
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
const smallerThanQuickerShare = 0.6;
/** So much more speed makes up for a larger download and a lower band. */
const noticedTimes = 1.25;
/** Where one that is made for something else is no alternative, and one far behind is none either. */
const exacting: ReadonlySet<ModelJob> = new Set(["code", "reasoning", "long-documents"]);

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
  const able = models.filter((model) => isFor(model, job));
  const contenders = yield* considered(able, { job, language, today }, (model) =>
    survey.contender(model, job, language),
  );
  const best = firstOf(contenders);
  if (best === null) return { job, suggestions: [], ratedOn };
  const decent = contenders.filter((one) => one !== best && isDecentBeside(one, best, job));
  const others = decent.filter((one) => !decent.some((other) => isBeaten(one, other)));
  const quicker = firstOf(others.filter((one) => isQuicker(one, best)));
  const smaller = firstOf(
    others
      .filter((one) => one !== quicker)
      .map((one) => survey.compact(one, job, language))
      .filter(
        ({ variant }) =>
          variant.sizeBytes <= smallerShare * best.variant.sizeBytes &&
          variant.sizeBytes <= smallerThanQuickerShare * (quicker?.variant.sizeBytes ?? Infinity),
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

function isDecentBeside({ rank, model }: Contender, best: Contender, job: ModelJob): boolean {
  if (exacting.has(job) && !(model.card.jobs.includes(job) && rank >= best.rank - 1)) return false;
  return isDecent(rank, best.rank) && (rank >= 0 || best.rank < 0);
}

/** In what is waited for, and visibly so while it writes. */
function isQuicker(one: Contender, best: Contender): boolean {
  return (
    one.answersPerSecond >= quickerTimes * best.answersPerSecond &&
    typicalSpeed(one.variant.speed) >= noticedTimes * typicalSpeed(best.variant.speed)
  );
}

/** Whether another is no weaker, no larger and no slower, or stronger and hardly slower: nobody would take this one beside it. */
function isBeaten(one: Contender, other: Contender): boolean {
  if (other === one || other.variant.sizeBytes > one.variant.sizeBytes) return false;
  if (other.rank > one.rank) return other.answersPerSecond * noticedTimes >= one.answersPerSecond;
  const isAsStrong = other.rank === one.rank && other.points.value >= one.points.value;
  return isAsStrong && other.variant.sizeBytes < one.variant.sizeBytes && other.answersPerSecond > one.answersPerSecond;
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
