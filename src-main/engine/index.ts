export { engineAbilities } from "./abilities.ts";
export {
  type BuildPlace,
  type EngineBuildsFinder,
  type EngineBuildsView,
  createEngineBuilds,
} from "./builds/engine-builds.ts";
export type { CudaCard } from "./builds/cuda-runtime.ts";
export { createEngine } from "./engine.ts";
export { enginePackageVersion, engineVersion } from "./engine-version.ts";
export {
  type BackendAnswer,
  createEstimator,
  type EngineEstimate,
  type Estimator,
  type EstimatorOptions,
} from "./estimate/estimator.ts";
export { type EngineFigures, deviceNamesSchema } from "./estimate/protocol.ts";
export { type BackendRefusal, backendRefusal, backendRefusals } from "./failure.ts";
export { PartedAnswer, type PartedText, joinParts, partText } from "./thinking/index.ts";
export { environmentNames } from "./tuning/index.ts";
export type * from "./types.ts";
