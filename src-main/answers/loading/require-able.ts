import type { Plan } from "../../../src-shared/contract/index.ts";
import { AppError } from "../../ground/core/index.ts";
import { engineAbilities } from "../engine/index.ts";

type Abilities = Record<keyof typeof engineAbilities, boolean>;

/** Refuses a plan that was asked for and that this version's engine cannot carry out, rather than loading another one. */
export function requireAble(plan: Plan, abilities: Abilities = engineAbilities): Plan {
  if (plan.cpuExpertLayers > 0 && !abilities.expertsOnCpu) {
    throw new AppError("invalid-input", "The engine of this version cannot keep experts on the CPU.", {
      cpuExpertLayers: plan.cpuExpertLayers,
    });
  }
  if (!plan.repack && !abilities.repackOff) {
    throw new AppError("invalid-input", "The engine of this version cannot leave the weights in the file's layout.");
  }
  return plan;
}
