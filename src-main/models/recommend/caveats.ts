import type { HardwareProfile, ModelFacts, VariantFit } from "../../../src-shared/contract/index.ts";
import type { Budgets } from "./budget.ts";
import { formatContext } from "../../../src-shared/figures/index.ts";
import { isKnownArchitecture } from "../../ground/core/index.ts";
import { derivesExactly } from "./derived-tensors.ts";
import type { JudgedVariant } from "./fit-variant.ts";
import { assumedTrainedTokens } from "./plan.ts";
import { beyondTraining, fullContextSentence } from "./sentences.ts";

export interface CaveatInput {
  facts: ModelFacts;
  machine: HardwareProfile;
  budgets: Budgets;
  computedSizes: boolean;
  judged: readonly JudgedVariant[];
  contextTokens: number;
  recommended: VariantFit | null;
}

/** What the estimate does not know, in words: nothing is assumed in silence. */
export function caveatsFor(input: CaveatInput): string[] {
  const { facts, machine, budgets, computedSizes, judged, contextTokens, recommended } = input;
  const caveats: string[] = [];
  const beyond = beyondTraining(facts, contextTokens);
  if (beyond !== null) caveats.push(beyond);
  if (facts.trainedContextTokens === null) {
    const assumed = formatContext(assumedTrainedTokens);
    caveats.push(
      `The header does not tell how long a context the model was trained on. ${assumed} is assumed; answers may fall apart beyond that.`,
    );
  }
  const full = recommended?.speed && recommended.plan ? fullContextSentence(recommended.speed, recommended.plan) : null;
  if (full !== null) caveats.push(`Speeds are those of a conversation's first few thousand tokens. ${full}`);
  if (!isKnownArchitecture(facts.architecture)) {
    caveats.push(
      `Bitloft does not know the architecture "${facts.architecture}": memory is estimated from its tensors, rather too high than too low, and the engine may not be able to run it.`,
    );
  }
  if (computedSizes) {
    caveats.push(
      "Sizes are computed from the model's shape and the usual recipe for each label; the real files may differ by a few percent.",
    );
    if (!derivesExactly(facts.architecture)) {
      caveats.push("For this architecture the shape alone gives only an approximate size.");
    }
  } else if (facts.firstTensors !== undefined) {
    caveats.push(
      "Only the first part of the split file was read: the layers in the other parts are taken to be like those in it.",
    );
  } else if (facts.tensors === null) {
    caveats.push("No header was read: the weights are spread over the layers by the usual recipe.");
  } else if (judged.some(({ fit }) => fit.memory !== null && !fit.exactWeights)) {
    caveats.push(
      "The details of one file were read; those of the others follow from it by the usual recipe for their label, and from their sizes.",
    );
  }
  if (facts.slidingWindowTokens !== null && facts.slidingPattern === null) {
    caveats.push("Which layers see only a window is not known, so all are counted with the whole context.");
  }
  if (machine.cpu.instructionSets.length === 0 && machine.arch !== "arm64") {
    caveats.push("The CPU's instruction sets are not known; those of a common one are assumed.");
  }
  const unknown = budgets.gpus.filter(({ gpu, totalBytes }) => !gpu.unified && totalBytes === 0);
  for (const name of new Set(unknown.map(({ gpu }) => gpu.name)))
    caveats.push(`How much memory the ${name} has is not known, so nothing is planned for it.`);
  if (budgets.gpus.some(({ gpu, totalBytes }) => gpu.freeBytes === null && !gpu.unified && totalBytes > 0)) {
    caveats.push("How much of the GPU's memory is free is not known; nine tenths of it are assumed.");
  }
  caveats.push(...waysToGpus(machine));
  return caveats;
}

/** A card that is left out, and one that is reached by the second best way, each with the reason. */
function waysToGpus({ gpus }: HardwareProfile): string[] {
  const unexplained = new Set<string>();
  const told = new Set<string>();
  for (const { name, vendor, backend, backendReason } of gpus) {
    if (backend === null && backendReason === undefined) unexplained.add(name);
    else if (backend === null) told.add(`The ${name} is not used. ${backendReason ?? ""}`);
    else if (vendor === "nvidia" && backend === "vulkan" && backendReason !== undefined)
      told.add(`The ${name} is used through Vulkan. ${backendReason}`);
  }
  return unexplained.size === 0
    ? [...told]
    : [...told, `Not used, because the engine has no way to: ${[...unexplained].join(", ")}.`];
}
