import type { FitNote, Plan, VariantFit, WayOut } from "../../../src-shared/contract/index.ts";
import { isAboutReadingPace, typicalSpeed } from "../../../src-shared/figures/index.ts";
import {
  type AssessedVariant,
  type VariantFitInput,
  assessVariant,
  hindranceOf,
  variantQuality,
  weightsOf,
} from "./assess-variant.ts";
import { baselineOf } from "./baseline.ts";
import { type Budgets, budgetsOf } from "./budget.ts";
import type { CacheRefusal } from "./cache-refusal.ts";
import type { Baseline } from "./past-load.ts";
import { type PlannedNeed, choosePlan } from "./plan.ts";
import { smallModelParameters } from "./quality.ts";
import { type ReasonInput, headlineOf, reasonsFor } from "./fit-statements.ts";
import { verdictOf } from "./verdict.ts";
import { type Situation, wayToBetter, wayToFit } from "./way-out.ts";

/** A fit with what the ranking needs beyond it. */
export interface JudgedVariant {
  fit: VariantFit;
  fits: boolean;
}

/** What cannot be loaded at all keeps its row, with the reason. */
function unrunnable(input: VariantFitInput, note: FitNote): VariantFit {
  const { variant, facts } = input;
  return {
    ...rowOf(input),
    verdict: "does-not-fit",
    memory: null,
    gpuLayers: 0,
    plan: null,
    speed: null,
    quality: variantQuality(facts, variant, input.measured),
    reasons: [note],
    headline: note,
    wayOut: null,
    exactWeights: false,
    note,
    failedBefore: null,
  };
}

function rowOf({
  variant,
  facts,
  computedSize,
}: VariantFitInput): Pick<
  VariantFit,
  "key" | "label" | "modifiers" | "files" | "sizeBytes" | "bitsPerWeight" | "computedSize"
> {
  return {
    key: variant.key,
    label: variant.label,
    modifiers: variant.modifiers,
    files: variant.files.map((file) => file.path),
    sizeBytes: variant.sizeBytes,
    bitsPerWeight: facts.parameters > 0 ? Math.round((variant.sizeBytes * 800) / facts.parameters) / 100 : 0,
    computedSize,
  };
}

/** The row of a plan that no memory would make possible: its figures, why, and what to ask for instead. */
function refusedVariant(input: VariantFitInput, assessed: AssessedVariant, refusal: CacheRefusal): VariantFit {
  const { plan, memory, speed, quality, weights } = assessed;
  return {
    ...rowOf(input),
    verdict: "does-not-fit",
    memory,
    gpuLayers: plan.gpuLayers,
    plan,
    speed,
    quality,
    reasons: [refusal.says],
    headline: refusal.says,
    wayOut: { says: refusal.wayOut.says, request: { ...input.request, ...refusal.wayOut.request } },
    exactWeights: weights.exact,
    note: input.variant.note,
    failedBefore: null,
    refused: true,
  };
}

/** Judges one variant against budgets that were worked out before: its figures, and what is said of them. */
export function judgeVariant(input: VariantFitInput, budgets: Budgets): JudgedVariant {
  const hindrance = hindranceOf(input.variant);
  if (hindrance !== null) return { fit: unrunnable(input, hindrance), fits: false };
  const assessed = assessVariant(input, budgets);
  const fit = describeVariant(input, budgets, assessed);
  const { purpose } = input.facts;
  return purpose === undefined
    ? { fit, fits: assessed.fits }
    : { fit: withoutChat(fit, { key: "cannot-chat", figures: { purpose } }), fits: false };
}

/** What it would take is still shown; that it does not chat comes first, and nothing is offered instead. */
function withoutChat(fit: VariantFit, note: FitNote): VariantFit {
  return { ...fit, headline: note, reasons: [note, ...fit.reasons], wayOut: null, note };
}

/** The row of a variant, from figures that were worked out before. */
export function describeVariant(input: VariantFitInput, budgets: Budgets, assessed: AssessedVariant): VariantFit {
  const { variant, facts, machine, request, defaults } = input;
  const { weights, plan, memory, speed, quality, fits, refusal } = assessed;
  if (refusal !== null) return refusedVariant(input, assessed, refusal);
  const situation: Situation = { facts, weights, machine, budgets, request, defaults };
  const now: PlannedNeed = { plan, memory };
  const way = fits ? { wayOut: null, smallerCacheFits: false } : wayToFit(situation, now);
  const verdict =
    assessed.verdict ??
    verdictOf({ memory, plan, speed, blockCount: facts.blockCount, smallerCacheFits: way.smallerCacheFits });
  const told: ReasonInput = {
    facts,
    label: variant.label,
    verdict,
    memory,
    plan,
    speed,
    quality,
    budgets,
    smallModel: facts.parameters < smallModelParameters,
    fixedSplit: request.gpuLayers !== undefined,
  };
  const reasons = reasonsFor(told);
  return {
    ...rowOf(input),
    verdict,
    memory,
    gpuLayers: plan.gpuLayers,
    plan,
    speed,
    quality,
    reasons: assessed.failedBefore === null ? reasons : [...reasons, assessed.failedBefore],
    headline: headlineOf(told),
    wayOut: fits ? worthwhile(input, budgets, assessed, wayToBetter(situation, now, verdict)) : way.wayOut,
    exactWeights: weights.exact,
    note: variant.note,
    failedBefore: assessed.failedBefore,
  };
}

/** Slower computers gain little by having all of it on a GPU that shares their memory. */
const worthwhileSpeedup = 1.25;

/** A way to have all of it on the GPU, where the plan that it leads to does so and is better for it; any other way as it is. */
function worthwhile(input: VariantFitInput, budgets: Budgets, now: AssessedVariant, way: WayOut | null): WayOut | null {
  if (!way?.request || now.verdict !== "partly-on-gpu") return way;
  const then = assessVariant({ ...input, request: way.request }, budgets);
  if (!then.fits || then.plan.gpuLayers <= input.facts.blockCount) return null;
  const faster = typicalSpeed(then.speed) >= typicalSpeed(now.speed) * worthwhileSpeedup;
  if (then.verdict === "runs-well" && !isAboutReadingPace(then.speed.tokensPerSecond)) return way;
  return (then.verdict === "runs-well" || then.verdict === "runs-slowly") && faster ? way : null;
}

/** The fit of one variant on a machine, for a file whose own header was read or one that is carried over from another's. */
export function fitVariant(input: VariantFitInput): VariantFit {
  return judgeVariant(input, budgetsOf(input.machine, input.defaults.memoryReserveBytes)).fit;
}

/** The plan that the engine gets for a variant, every choice made. */
export function planVariant(input: VariantFitInput): PlannedNeed {
  const { facts, machine, request, defaults } = input;
  const budgets = budgetsOf(machine, defaults.memoryReserveBytes);
  return choosePlan({ facts, weights: weightsOf(input), machine, budgets }, request, defaults);
}

/** What the ledger holds a load against: the same plan, judged without anything learned. */
export function variantBaseline(input: VariantFitInput, plan: Plan): Baseline {
  const { facts, machine } = input;
  const budgets = budgetsOf(machine, input.defaults.memoryReserveBytes);
  return baselineOf(facts, weightsOf(input), plan, machine, budgets);
}
