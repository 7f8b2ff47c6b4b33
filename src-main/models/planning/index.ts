/** What a model would cost on a machine and what it would give, asked of whatever holds one: a repository, a file, an installed variant. */
export { type AdvisorOptions, createAdvisor } from "./advisor.ts";
export type { Advisor, EngineEstimate, EngineFigures, PlanEstimator } from "./types.ts";
