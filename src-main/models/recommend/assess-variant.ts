import type {
  FitNote,
  HardwareProfile,
  MemoryNeed,
  ModelFacts,
  Plan,
  PlanRequest,
  Quality,
  RepositoryVariant,
  Speed,
  VariantFit,
  Verdict,
} from "../../../src-shared/contract/index.ts";
import { activeBytesOf } from "./baseline.ts";
import type { Budgets } from "./budget.ts";
import { type CacheRefusal, cacheRefusal } from "./cache-refusal.ts";
import { failedBefore, speedFactors } from "./learned.ts";
import { placeOf, variantIdentity } from "./past-load.ts";
import { fitsBudgets } from "./memory.ts";
import { type PlanDefaults, choosePlan } from "./plan.ts";
import type { MeasuredLoss } from "./measured-loss.ts";
import { knownMatrix, measuredQuality, qualityOf } from "./quality.ts";
import { estimateSpeed } from "./speed.ts";
import { verdictOf } from "./verdict.ts";
import { type VariantWeights, headerWeights, variantWeights } from "./weights.ts";

export interface VariantFitInput {
  facts: ModelFacts;
  variant: RepositoryVariant;
  /** The facts' tensors are this variant's own. */
  ownHeader: boolean;
  computedSize: boolean;
  machine: HardwareProfile;
  request: PlanRequest;
  defaults: PlanDefaults;
  /** Null or left out: it was not. */
  measured?: MeasuredLoss | null;
}

/** A variant on a machine in figures: all that ranking needs. Words cost more than the figures, so only rows that are read get them. */
export interface AssessedVariant {
  key: string;
  label: string;
  modifiers: readonly string[];
  sizeBytes: number;
  weights: VariantWeights;
  plan: Plan;
  memory: MemoryNeed;
  speed: Speed;
  quality: Quality;
  measured: MeasuredLoss | null;
  failedBefore: VariantFit["failedBefore"];
  /** Why the engine would refuse the plan with any memory; such a plan does not fit. */
  refusal: CacheRefusal | null;
  fits: boolean;
  /** Of a plan that fits; one that does not fit is described by its way out. */
  verdict: Verdict | null;
}

export function weightsOf(input: VariantFitInput): VariantWeights {
  if (input.ownHeader) return headerWeights(input.facts);
  return variantWeights(
    input.facts,
    input.variant,
    input.computedSize || input.variant.sizeBytes === 0 ? null : input.variant.sizeBytes,
  );
}

/** Why a variant cannot be loaded by any computer; null where nothing is known to keep it from running. */
export function hindranceOf(variant: Pick<RepositoryVariant, "runs" | "complete" | "note">): FitNote | null {
  if (!variant.runs) return variant.note ?? { key: "engine-cannot-run", figures: {} };
  return variant.complete ? null : { key: "part-is-missing", figures: {} };
}

/** Plans one variant within budgets that were worked out before. */
export function assessVariant(input: VariantFitInput, budgets: Budgets): AssessedVariant {
  const { variant, facts, machine, request, defaults } = input;
  const weights = weightsOf(input);
  const { plan, memory } = choosePlan({ facts, weights, machine, budgets }, request, defaults);
  const learned = defaults.learned ?? null;
  const identity = learned === null ? "" : variantIdentity(variant);
  const factors =
    learned === null
      ? null
      : speedFactors(learned, identity, placeOf(plan, facts.blockCount), () =>
          activeBytesOf(facts, weights, plan, machine, budgets),
        );
  const speed = estimateSpeed({ facts, weights, machine, budgets }, plan, factors);
  const refusal = cacheRefusal(facts, plan);
  const fits = refusal === null && fitsBudgets(memory);
  return {
    key: variant.key,
    label: variant.label,
    modifiers: variant.modifiers,
    sizeBytes: variant.sizeBytes,
    weights,
    plan,
    memory,
    speed,
    quality: variantQuality(facts, variant, input.measured),
    measured: input.measured ?? null,
    failedBefore: learned === null ? null : failedBefore(learned, identity, plan, memory),
    refusal,
    fits,
    verdict: fits ? verdictOf({ memory, plan, speed, blockCount: facts.blockCount, smallerCacheFits: false }) : null,
  };
}

const qualities = new WeakMap<ModelFacts, Map<string, Quality>>();

/** What is expected is the same for every machine and plan, so it is looked up once. */
export function variantQuality(
  facts: ModelFacts,
  variant: Pick<RepositoryVariant, "key" | "label" | "modifiers">,
  measured: MeasuredLoss | null | undefined,
): Quality {
  if (measured != null) return measuredQuality(variant.label, facts.parameters, knownMatrix(facts, variant), measured);
  let known = qualities.get(facts);
  if (!known) qualities.set(facts, (known = new Map<string, Quality>()));
  let quality = known.get(variant.key);
  if (!quality) {
    quality = qualityOf(variant.label, facts.parameters, knownMatrix(facts, variant));
    known.set(variant.key, quality);
  }
  return quality;
}
