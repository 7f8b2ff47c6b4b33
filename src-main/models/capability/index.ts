/** How capable a model is, for a job, as a variant: pure functions from what was measured of the full model. */
export { type VariantLoss, capabilityOf, fullModel, rankOf, spokenJobs } from "./capability-of.ts";
export { type ArenaColumn, type Measured, type Rating, type RatingSource, nothingMeasured } from "./measured.ts";
export { type Standing, standingOf } from "./standing-of.ts";
