export { engineAbilities } from "./abilities.ts";
export { BackendChecks } from "./backends/backend-checks.ts";
export type * from "./backends/types.ts";
export {
  type BuildPlace,
  type EngineBuildsFinder,
  type EngineBuildsView,
  createEngineBuilds,
} from "./builds/engine-builds.ts";
export type { CudaCard } from "./builds/cuda-runtime.ts";
export { LastBuilds } from "./builds/last-builds.ts";
export { enginePackageVersion, engineVersion } from "./engine-version.ts";
export { createEstimator } from "./estimate/estimator.ts";
export type * from "./estimate/types.ts";
export { backendRefusal } from "./failure.ts";
export { meets } from "./meets.ts";
export { SessionPool } from "./session-pool.ts";
export { PartedAnswer, type PartedText, partText } from "./thinking/index.ts";
export { KeptTunings } from "./tuning/index.ts";
export type * from "./types.ts";
