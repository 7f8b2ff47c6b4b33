import type { ErrorDto, HardwareProfile, Plan } from "../../../../src-shared/contract/index.ts";
import type { Dispose, Logger } from "../../../ground/core/index.ts";
import type { Hardware } from "../../../ground/hardware/index.ts";
import type { Estimator } from "../estimate/types.ts";

/** Through what the engine can really use the GPUs that probes found. */
export interface Backends {
  /**
   * The machine with only the backends that the engine can use, for planning: after some seconds, the machine as far as
   * it is known. `profile` is what was just found, so that the machine is not probed twice.
   */
  settle(profile?: HardwareProfile): Promise<HardwareProfile>;
  /** Looks at the computer again, and asks again about what was refused: a driver may have come. The answers come as news. */
  lookAgain(): Promise<HardwareProfile>;
}

export interface BackendChecksOptions {
  hardware: Pick<Hardware, "get" | "refresh">;
  estimator: Pick<Estimator, "openBackend">;
  /** While a model is on a GPU none is opened besides: there may be no room for it, which would be taken for a refusal. */
  isGpuInUse: () => boolean;
  /** Of NVIDIA's runtime that CUDA would load, as the last look at the disk found it. */
  cudaVersion: () => number | null;
  platform: string;
  engineVersion: string;
  /** Where answers are kept. */
  file: string;
  logger: Logger;
  /** How long planning waits for answers; shorter in tests. */
  patienceMs?: number;
}

/** The loader, as far as it matters here. */
export interface TellsOutcomes {
  onLoadOutcome(listener: (outcome: { plan: Plan; error: ErrorDto | null }) => void): Dispose;
}
