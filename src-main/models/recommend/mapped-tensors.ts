import type { HardwareProfile, ModelFacts, Plan } from "../../../src-shared/contract/index.ts";
import { budgetsOf } from "./budget.ts";
import { splitLayers } from "./layer-split.ts";
import { plannedGpus, repacks } from "./memory.ts";
import { repackRules } from "./repack.ts";
import { type TensorSlot, isTied, tensorSlots } from "./tensor-slots.ts";
import { copiedShare, isExpertTensor, isTiedOutput } from "./weight-sums.ts";

/**
 * Names of the tensors that the CPU reads out of the mapped file for every token: what is on it and was not copied into its own
 * layout. Embeddings are left out unless they are the output too, since a token reads one row of them. `facts` are the file's own.
 */
export function mappedTensors(facts: ModelFacts, plan: Plan, machine: HardwareProfile): string[] {
  if (!plan.mmap) return [];
  const gpus = plannedGpus(plan, budgetsOf(machine, null));
  const { cpu, cpuExperts } = splitLayers(facts.blockCount, plan.gpuLayers, gpus, plan.cpuExpertLayers);
  const rules = repacks(plan) ? repackRules(machine.cpu.instructionSets, machine.arch) : null;
  const slots = tensorSlots(facts);
  const tied = isTied(slots);
  const isOnCpu = (slot: TensorSlot): boolean => {
    const { place, layer } = slot;
    if (place === "output" || isTiedOutput(slot, tied)) return cpu.output;
    if (place !== "layer") return false;
    return layer < cpu.to || (isExpertTensor(slot) && layer >= cpuExperts.from && layer < cpuExperts.to);
  };
  const isCopied = (slot: TensorSlot): boolean =>
    rules !== null && copiedShare(slot, slot.headerType, tied, rules) !== null;
  return slots.filter((slot) => isOnCpu(slot) && !isCopied(slot)).map(({ name }) => name);
}
