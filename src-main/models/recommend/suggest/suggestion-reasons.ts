import type {
  ModelJob,
  StatementOf,
  SuggestionReasons,
  SuggestionRole,
} from "../../../../src-shared/contract/index.ts";
import { typicalSpeed } from "../../../../src-shared/figures/index.ts";
import { rankOf } from "../../capability/index.ts";
import type { Survey } from "./survey.ts";
import type { Contender, OutOfReach, SuggestableModel } from "./types.ts";

type Reason = StatementOf<SuggestionReasons>;

/** What the reasons compare a suggestion with. */
export interface Chosen {
  job: ModelJob;
  language: string | null;
  best: Contender;
  /** All that could have been suggested. */
  contenders: readonly Contender[];
  /** All that are for the job, whether they run here or not. */
  able: readonly SuggestableModel[];
  survey: Survey;
}

/** Why a model is suggested in a role, the most telling first. */
export function reasonsFor(role: SuggestionRole, one: Contender, chosen: Chosen): Reason[] {
  const own = role === "best" ? whyBest(one, chosen) : whyBeside(one, chosen.best);
  return [...own, ...aboutModel(one, chosen)];
}

function whyBest(best: Contender, chosen: Chosen): Reason[] {
  const { capability, model } = best;
  const { name } = model.card;
  const beyond = nextBeyond(best, chosen);
  const first: Reason =
    capability.band === null
      ? { key: "best-by-size", figures: { model: name } }
      : capability.basis === "placed"
        ? { key: "placed-here", figures: { model: name } }
        : {
            key: "best-rated-here",
            figures: { model: name, band: capability.band, ahead: isAhead(best, chosen.contenders) },
          };
  return beyond === null ? [first] : [first, beyond];
}

/** Whether all others that run here are in a lower band, or clearly behind in this one. */
function isAhead(best: Contender, contenders: readonly Contender[]): boolean {
  return contenders.every(
    (other) =>
      other === best || other.rank < best.rank || (other.rank === best.rank && other.points.high < best.points.low),
  );
}

/** So many stronger models are looked at for the one that is missed by least. */
const mostBeyond = 6;
/** One that needs far more than there is was never in question. */
const mostTimesBestBytes = 6;

/** The smallest of the stronger models that only writes too slowly, else that does not fit. */
function nextBeyond(best: Contender, { able, contenders, survey, job, language }: Chosen): Reason | null {
  const here = new Set(contenders.map(({ model }) => model));
  const isBeyond = ({ rank, points, why }: OutOfReach): boolean => {
    const isNear = why.key === "too-slow" || why.needBytes <= mostTimesBestBytes * best.variant.sizeBytes;
    return isNear && (rank > best.rank || (rank === best.rank && points.low > best.points.value));
  };
  const beyond = able
    .filter((model) => !here.has(model) && model.card.replacedBy === null)
    .filter((model) => rankOf(model.card.capability.band) >= best.rank && model.parameters > best.model.parameters)
    .sort((a, b) => a.parameters - b.parameters || (a.card.baseModel < b.card.baseModel ? -1 : 1))
    .slice(0, mostBeyond)
    .flatMap((model) => survey.outOfReach(model, job, language) ?? [])
    .filter(isBeyond);
  const next = beyond.find(({ why }) => why.key === "too-slow") ?? beyond[0];
  if (next === undefined) return null;
  const { name: model } = next.model.card;
  return next.why.key === "too-slow"
    ? { key: "larger-too-slow", figures: { model, tokensPerSecond: next.why.tokensPerSecond } }
    : { key: "larger-does-not-fit", figures: { model, needBytes: next.why.needBytes } };
}

/** Less nobody notices. */
const noticedTimes = 1.5;

function whyBeside(one: Contender, best: Contender): Reason[] {
  const { name } = best.model.card;
  const reasons: Reason[] = [];
  const timesSooner = one.answersPerSecond / best.answersPerSecond;
  const timesFaster = typicalSpeed(one.variant.speed) / typicalSpeed(best.variant.speed);
  const lessBytes = best.variant.sizeBytes - one.variant.sizeBytes;
  if (timesFaster >= noticedTimes) reasons.push({ key: "quicker-than-best", figures: { best: name, timesFaster } });
  // What the other writes before its answer is waited for as well.
  else if (timesSooner >= noticedTimes) reasons.push({ key: "sooner-than-best", figures: { best: name, timesSooner } });
  if (lessBytes > 0) reasons.push({ key: "smaller-than-best", figures: { best: name, lessBytes } });
  if (one.capability.band !== null && one.capability.band === best.capability.band) {
    reasons.push({ key: "same-band-as-best", figures: { best: name } });
  }
  return reasons;
}

function aboutModel({ model, variant, capability }: Contender, { job, language }: Chosen): Reason[] {
  const { card } = model;
  const reasons: Reason[] = [];
  if (job !== "small" && card.jobs.slice(0, 2).includes(job)) reasons.push({ key: "good-at-job", figures: { job } });
  if (job === "languages" && language !== null && card.languages?.includes(language) === true) {
    reasons.push({ key: "speaks-language", figures: { language } });
  }
  if (capability.basis === "none") reasons.push({ key: "not-measured", figures: {} });
  if (capability.loweredByVariant) reasons.push({ key: "variant-loses-band", figures: { variant: variant.key } });
  if (job === "images") reasons.push({ key: "images-later", figures: {} });
  return reasons;
}
