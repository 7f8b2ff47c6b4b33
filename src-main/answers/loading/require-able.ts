import type { Plan } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import { engineAbilities } from "../engine/index.ts";

type Abilities = Record<keyof typeof engineAbilities, boolean>;

/** Refuses a plan that was asked for and that this version's engine cannot carry out, rather than loading another one. */
export function requireAble(plan: Plan, abilities: Abilities = engineAbilities): Plan {
  if (plan.cpuExpertLayers > 0 && !abilities.expertsOnCpu) {
    throw appError("invalid-input", "experts-stay", { cpuExpertLayers: plan.cpuExpertLayers });
  }
  if (!plan.repack && !abilities.repackOff) {
    throw appError("invalid-input", "weights-in-layout");
  }
  return plan;
}
