/** What fits, how fast and how well: pure functions from a model's facts and a machine to verdicts with their reasons. */
export { explainFit } from "./arithmetic.ts";
export { type Budgets, type GpuBudget, budgetsOf } from "./budget.ts";
export type { VariantFitInput } from "./assess-variant.ts";
export { fitVariant, planVariant, variantBaseline } from "./fit-variant.ts";
export { deviceLimits } from "./device-limits.ts";
export { frontier } from "./frontier.ts";
export { kvBytes, paddedContext } from "./kv-cache.ts";
export {
  type Baseline,
  type Learned,
  type PastLoad,
  type Place,
  type SpeedFactors,
  failedBefore,
  gpuBytesOf,
  learnFrom,
  placeOf,
  speedFactors,
  variantIdentity,
} from "./learned.ts";
export { applyOverrides } from "./machine-overrides.ts";
export { estimateMemory, fitsBudgets, totalNeed } from "./memory.ts";
export { type EngineAbilities, type PlanDefaults, type PlannedNeed, choosePlan, defaultBatchTokens } from "./plan.ts";
export { type ProjectorNeed, estimateProjector } from "./projector.ts";
export { recipeFor, recipeTypes } from "./recipe.ts";
export { type FitReportInput, fitReport } from "./report.ts";
export { shortFit } from "./short-fit.ts";
export { activeParameters, typicalSpeed } from "./speed.ts";
export { tensorSlots } from "./tensor-slots.ts";
export { type VariantWeights, computedVariantSize, headerWeights, variantWeights } from "./weights.ts";
