export { type EngineTuning, type TuningStore, type TuningKey, chooseEnvironment } from "./engine-tuning.ts";
export { type EnvironmentName, environmentNames, environments, usualEnvironment } from "./environments.ts";
export { hasRoomForCopies } from "./room-for-copies.ts";
export { KeptTunings } from "./kept-tunings.ts";
export { filesBytes, sizeClassOf } from "./size-class.ts";
export type { PaceKind } from "./tune.ts";
export { type RunningCopy, Tuner, type TunerOptions } from "./tuner.ts";
