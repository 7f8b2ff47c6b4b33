export { engineAbilities } from "./abilities.ts";
export { createEngine } from "./engine.ts";
export { engineVersion } from "./engine-version.ts";
export { createEstimator, type EngineEstimate, type Estimator, type EstimatorOptions } from "./estimate/estimator.ts";
export type { EngineFigures } from "./estimate/protocol.ts";
export { environmentNames } from "./tuning/index.ts";
export type * from "./types.ts";
