export type { EngineTuning, TuningKeeper, TuningKey } from "./engine-tuning.ts";
export { type EnvironmentName, environmentNames, environments, usualEnvironment } from "./environments.ts";
export { filesBytes, sizeClassOf } from "./size-class.ts";
export type { PaceKind } from "./tune.ts";
export { type Rival, Tuner } from "./tuner.ts";
