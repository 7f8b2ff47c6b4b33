import type { GpuReason, Plan } from "../../../../src-shared/contract/index.ts";
import type { CudaCard, CudaRuntime } from "./cuda-runtime.ts";
import type { LibrarySurroundings } from "./library-folders.ts";

/** Where to look for builds of the engine, and for which system. */
export interface BuildsOptions extends LibrarySurroundings {
  arch: string;
  workerPath: string;
  /** Downloaded builds: `VERSION/node_modules/@node-llama-cpp/...` in it. */
  folder: string;
}

export type BuildPlace = "bundled" | "downloaded" | "absent";

/** What of the engine can be used on this computer now. */
export interface EngineBuildsView {
  /** Null: it can be used; else why not. */
  cuda: readonly GpuReason[] | null;
  vulkan: readonly GpuReason[] | null;
  cudaPlace: BuildPlace;
  /** What the CUDA builds would load; null where there is nothing, and `runtimeProblem` says why. */
  cudaRuntime: CudaRuntime | null;
  runtimeProblem: readonly GpuReason[] | null;
  /** Whether NVIDIA's driver and cards can use CUDA, whatever is installed of it. */
  cudaServes: boolean;
}

export interface EngineBuildsFinder {
  /** Looks at the disk again: a build may have come or gone. For these cards of NVIDIA's; those of the last look when left out. */
  look(cards?: readonly CudaCard[]): EngineBuildsView;
  /** What an engine's process must know, to find them, of the surroundings that `own` is added to. */
  environment(backend: Plan["backend"]): Record<string, string>;
}
