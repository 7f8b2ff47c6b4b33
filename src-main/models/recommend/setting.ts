import type { HardwareProfile, ModelFacts } from "../../../src-shared/contract/index.ts";
import type { Budgets } from "./budget.ts";
import type { VariantWeights } from "./weights.ts";

/** A variant and the machine that it is to run on: what a plan is judged by. */
export interface Setting {
  facts: ModelFacts;
  weights: VariantWeights;
  machine: HardwareProfile;
  budgets: Budgets;
}
