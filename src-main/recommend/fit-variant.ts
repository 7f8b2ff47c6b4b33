import type { RepositoryVariant } from "../contract/catalog.ts";
import type { Plan, PlanRequest, VariantFit, Verdict, WayOut } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import { type Budgets, budgetsOf } from "./budget.ts";
import { activeBytesOf, baselineOf } from "./baseline.ts";
import { allLayers } from "./layer-split.ts";
import { type Baseline, failedBefore, placeOf, speedFactors, variantIdentity } from "./learned.ts";
import { fitsBudgets } from "./memory.ts";
import { type PlanDefaults, type PlannedNeed, choosePlan } from "./plan.ts";
import { qualityOf } from "./quality.ts";
import { reasonsFor } from "./sentences.ts";
import { estimateSpeed } from "./speed.ts";
import { isPartlyOnGpu, verdictOf } from "./verdict.ts";
import { type Situation, smallerCache, wayToFit } from "./way-out.ts";
import { type VariantWeights, hasImportanceMatrix, headerWeights, variantWeights } from "./weights.ts";

/** Models smaller than this do not survive fewer than three bits. */
export const smallModelParameters = 13e9;
/** What a tight plan must come below, so that the way out leads somewhere. */
const comfortableShare = 0.9;

export interface VariantFitInput {
  facts: ModelFacts;
  variant: RepositoryVariant;
  /** The facts' tensors are this variant's own. */
  ownHeader: boolean;
  computedSize: boolean;
  machine: HardwareProfile;
  request: PlanRequest;
  defaults: PlanDefaults;
}

/** A fit with what the ranking needs beyond it. */
export interface JudgedVariant {
  fit: VariantFit;
  fits: boolean;
}

export function weightsOf(input: VariantFitInput): VariantWeights {
  if (input.ownHeader) return headerWeights(input.facts);
  return variantWeights(
    input.facts,
    input.variant,
    input.computedSize || input.variant.sizeBytes === 0 ? null : input.variant.sizeBytes,
  );
}

/** What cannot be loaded at all keeps its row, with the reason in words. */
function unrunnable(input: VariantFitInput, note: string): VariantFit {
  const { variant, facts } = input;
  return {
    ...rowOf(input),
    verdict: "does-not-fit",
    memory: null,
    gpuLayers: 0,
    plan: null,
    speed: null,
    quality: qualityOf(variant.label, facts.parameters, hasImportanceMatrix(facts, variant)),
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
  "label" | "modifiers" | "files" | "sizeBytes" | "bitsPerWeight" | "computedSize"
> {
  return {
    label: variant.label,
    modifiers: variant.modifiers,
    files: variant.files.map((file) => file.path),
    sizeBytes: variant.sizeBytes,
    bitsPerWeight: facts.parameters > 0 ? Math.round((variant.sizeBytes * 800) / facts.parameters) / 100 : 0,
    computedSize,
  };
}

/** Judges one variant against budgets that were worked out before. */
export function judgeVariant(input: VariantFitInput, budgets: Budgets): JudgedVariant {
  const { variant, facts, machine, request, defaults } = input;
  if (!variant.runs)
    return { fit: unrunnable(input, variant.note ?? "The engine cannot run this variant."), fits: false };
  if (!variant.complete) {
    return {
      fit: unrunnable(input, "A part of this variant is missing on the Hub, so it cannot be loaded."),
      fits: false,
    };
  }
  const weights = weightsOf(input);
  const situation: Situation = { facts, weights, machine, budgets, request, defaults };
  const now: PlannedNeed = choosePlan(facts, weights, machine, budgets, request, defaults);
  const { plan, memory } = now;
  const learned = defaults.learned ?? null;
  const identity = learned === null ? "" : variantIdentity(variant);
  const factors = speedFactors(learned, identity, placeOf(plan, facts.blockCount), () =>
    activeBytesOf(facts, weights, plan, machine, budgets),
  );
  const speed = estimateSpeed(facts, weights, plan, machine, budgets, factors);
  const failed = failedBefore(learned, identity, plan, memory);
  const quality = qualityOf(variant.label, facts.parameters, hasImportanceMatrix(facts, variant));
  const fits = fitsBudgets(memory);
  const way = fits ? { wayOut: null, smallerCacheFits: false } : wayToFit(situation, now);
  const verdict = verdictOf({
    memory,
    plan,
    speed,
    blockCount: facts.blockCount,
    smallerCacheFits: way.smallerCacheFits,
  });
  const wayOut = fits ? wayToBetter(situation, now, verdict) : way.wayOut;
  const smallModel = facts.parameters < smallModelParameters;
  const reasons = reasonsFor({
    facts,
    label: variant.label,
    verdict,
    memory,
    plan,
    speed,
    quality,
    budgets,
    smallModel,
  });
  return {
    fits,
    fit: {
      ...rowOf(input),
      verdict,
      memory,
      gpuLayers: plan.gpuLayers,
      plan,
      speed,
      quality,
      reasons: failed === null ? reasons : [...reasons, failed],
      headline: reasons[0] ?? "",
      wayOut,
      exactWeights: weights.exact,
      note: variant.note,
      failedBefore: failed,
    },
  };
}

/** What would make a plan that fits a comfortable one, or bring it onto the GPU whole. */
function wayToBetter(situation: Situation, now: PlannedNeed, verdict: Verdict): WayOut | null {
  if (verdict === "tight") return smallerCache(situation, now, (tried) => cpuShare(tried) < comfortableShare);
  const { blockCount } = situation.facts;
  if (!isPartlyOnGpu(now.plan, blockCount) || situation.request.gpuLayers !== undefined) return null;
  return smallerCache(situation, now, (tried) => fitsBudgets(tried.memory), { gpuLayers: allLayers(blockCount) });
}

function cpuShare(planned: PlannedNeed): number {
  const cpu = planned.memory.devices[0];
  return cpu ? cpu.needBytes / Math.max(1, cpu.budgetBytes) : 1;
}

/** The fit of one variant on a machine, for a file whose own header was read or one that is carried over from another's. */
export function fitVariant(input: VariantFitInput): VariantFit {
  return judgeVariant(input, budgetsOf(input.machine, input.defaults.memoryReserveBytes)).fit;
}

/** The plan that the engine is told for a variant, every choice made. */
export function planVariant(input: VariantFitInput): PlannedNeed {
  const budgets = budgetsOf(input.machine, input.defaults.memoryReserveBytes);
  return choosePlan(input.facts, weightsOf(input), input.machine, budgets, input.request, input.defaults);
}

/** What the ledger holds a load against: the same plan, judged without anything learned. */
export function variantBaseline(input: VariantFitInput, plan: Plan): Baseline {
  const { facts, machine } = input;
  const budgets = budgetsOf(machine, input.defaults.memoryReserveBytes);
  return baselineOf(facts, weightsOf(input), plan, machine, budgets);
}
