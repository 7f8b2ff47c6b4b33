import type { FitCaveat, HardwareProfile, ModelFacts, VariantFit } from "../../../src-shared/contract/index.ts";
import type { Budgets } from "./budget.ts";
import { isKnownArchitecture } from "../../ground/core/index.ts";
import type { JudgedVariant } from "./fit-variant.ts";
import { assumedTrainedTokens } from "./plan.ts";
import { beyondTraining, fullSpeedFigures } from "./fit-statements.ts";

export interface CaveatInput {
  facts: ModelFacts;
  machine: HardwareProfile;
  budgets: Budgets;
  computedSizes: boolean;
  judged: readonly JudgedVariant[];
  contextTokens: number;
  recommended: VariantFit | null;
}

/** What the estimate does not know: nothing is assumed in silence. */
export function caveatsFor(input: CaveatInput): FitCaveat[] {
  const { facts, machine, budgets, computedSizes, judged, contextTokens, recommended } = input;
  const caveats: FitCaveat[] = [];
  const beyond = beyondTraining(facts, contextTokens);
  if (beyond !== null) caveats.push({ key: "beyond-training", figures: beyond });
  if (facts.trainedContextTokens === null) {
    caveats.push({ key: "trained-context-unknown", figures: { assumedTokens: assumedTrainedTokens } });
  }
  const full = recommended?.speed && recommended.plan ? fullSpeedFigures(recommended.speed, recommended.plan) : null;
  if (full !== null) caveats.push({ key: "speeds-are-early", figures: full });
  if (!isKnownArchitecture(facts.architecture)) {
    caveats.push({ key: "architecture-unknown", figures: { architecture: facts.architecture } });
  }
  if (computedSizes) {
    caveats.push({ key: "sizes-are-computed", figures: {} });
    if (facts.shapeMargin !== undefined)
      caveats.push({ key: "shape-uncertain", figures: { share: facts.shapeMargin } });
  } else if (facts.firstTensors !== undefined) {
    caveats.push({ key: "first-part-read", figures: {} });
  } else if (facts.tensors === null) {
    caveats.push({ key: "no-header-read", figures: {} });
  } else if (judged.some(({ fit }) => fit.memory !== null && !fit.exactWeights)) {
    caveats.push({ key: "one-header-read", figures: {} });
  }
  if (facts.slidingWindowTokens !== null && facts.slidingPattern === null) {
    caveats.push({ key: "window-layers-unknown", figures: {} });
  }
  if (machine.cpu.instructionSets.length === 0 && machine.arch !== "arm64") {
    caveats.push({ key: "instruction-sets-unknown", figures: {} });
  }
  const unknown = budgets.gpus.filter(({ gpu, totalBytes }) => !gpu.unified && totalBytes === 0);
  for (const name of new Set(unknown.map(({ gpu }) => gpu.name)))
    caveats.push({ key: "gpu-memory-unknown", figures: { gpu: name } });
  if (budgets.gpus.some(({ gpu, totalBytes }) => gpu.freeBytes === null && !gpu.unified && totalBytes > 0)) {
    caveats.push({ key: "gpu-free-unknown", figures: {} });
  }
  caveats.push(...waysToGpus(machine));
  return caveats;
}

/**
 * A card that is left out, and one that is reached by the second best way, each with the reason. Cards of one name are
 * mentioned once.
 */
function waysToGpus({ gpus }: HardwareProfile): FitCaveat[] {
  const unexplained = new Set<string>();
  const told = new Map<string, FitCaveat>();
  for (const { name: gpu, vendor, backend, backendReasons: reasons } of gpus) {
    const which = JSON.stringify([gpu, reasons]);
    if (backend === null && reasons === undefined) unexplained.add(gpu);
    else if (backend === null) told.set(which, { key: "gpu-unused", figures: { gpu, reasons: reasons ?? [] } });
    else if (vendor === "nvidia" && backend === "vulkan" && reasons !== undefined)
      told.set(which, { key: "gpu-by-vulkan", figures: { gpu, reasons } });
  }
  const explained = [...told.values()];
  return unexplained.size === 0
    ? explained
    : [...explained, { key: "gpus-without-way", figures: { gpus: [...unexplained] } }];
}
