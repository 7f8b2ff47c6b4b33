import type { VariantFit } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { isKnownArchitecture } from "./architectures.ts";
import { derivesExactly } from "./derived-tensors.ts";
import type { JudgedVariant } from "./fit-variant.ts";
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
  if (budgets.gpus.some(({ gpu }) => gpu.freeBytes === null && !gpu.unified)) {
    caveats.push("How much of the GPU's memory is free is not known; nine tenths of it are assumed.");
  }
  const unusable = machine.gpus.filter((gpu) => gpu.backend === null);
  if (unusable.length > 0)
    caveats.push(`Not used, because the engine has no way to: ${unusable.map((gpu) => gpu.name).join(", ")}.`);
  return caveats;
}
