import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import { enginePackageVersion, findPackage, packageVersion } from "../engine-version.ts";
import { type CudaCard, type CudaRuntime, type CudaSearch, findCudaRuntime } from "./cuda-runtime.ts";
import { type LibrarySurroundings, holds, loaderFolders } from "./library-folders.ts";

/** Where builds of the engine may lie, and for what system. */
export interface BuildsOptions extends LibrarySurroundings {
  arch: string;
  workerPath: string;
  /** Downloaded builds: `VERSION/node_modules/@node-llama-cpp/...` in it. */
  folder: string;
}

export type BuildPlace = "bundled" | "downloaded" | "absent";

/** What of the engine can be used on this computer now. */
export interface EngineBuildsView {
  /** Null: it can be used; else why not, in a sentence. */
  cuda: string | null;
  vulkan: string | null;
  cudaPlace: BuildPlace;
  /** What the CUDA builds would load; null where there is nothing, and `runtimeProblem` says why. */
  cudaRuntime: CudaRuntime | null;
  runtimeProblem: string | null;
  /** Whether NVIDIA's driver and cards can use CUDA, whatever is installed of it. */
  cudaServes: boolean;
}

export interface EngineBuildsFinder {
  /** Looks at the disk again: a build may have come or gone. For these cards of NVIDIA's; those of the last look when left out. */
  look(cards?: readonly CudaCard[]): EngineBuildsView;
  /** What an engine's process must know, to find them, of the surroundings that `own` is added to. */
  environment(backend: Plan["backend"]): Record<string, string>;
}

/** The variable that tells the engine's process where downloaded builds lie. */
export const buildsVariable = "BITLOFT_ENGINE_BUILDS";

export function createEngineBuilds(options: BuildsOptions): EngineBuildsFinder {
  const { platform, arch, workerPath, folder, env } = options;
  const version = enginePackageVersion(workerPath);
  const home = join(folder, version ?? "unknown");
  let known: readonly CudaCard[] = [];

  function placeOf(build: string): BuildPlace {
    const name = `@node-llama-cpp/${systemNames[platform] ?? platform}-${arch}-${build}`;
    const bundled = findPackage(dirname(workerPath), name);
    if (bundled !== null && packageVersion(bundled) === version) return "bundled";
    const downloaded = join(home, "node_modules", name);
    return version !== null && packageVersion(downloaded) === version && existsSync(join(downloaded, "bins"))
      ? "downloaded"
      : "absent";
  }

  function cudaProblem(place: BuildPlace, { serves, runtime, problem }: CudaSearch): string | null {
    if (place === "absent" && serves) return "CUDA would be faster; the engine's part for it is not installed.";
    if (problem !== null) return problem;
    if (runtime?.version === 12 && placeOf("cuda-ext") === "absent")
      return "CUDA 12 is installed, and the engine's part for it is not. Download it again.";
    return null;
  }

  function vulkanProblem(): string | null {
    if (placeOf("vulkan") === "absent") return "The engine's part for Vulkan is not installed.";
    const library = platform === "win32" ? "vulkan-1.dll" : "libvulkan.so.1";
    return loaderFolders(options).some((path) => holds(path, library))
      ? null
      : `Vulkan's loader (${library}) is not installed.${platform === "linux" ? " Debian and Ubuntu: libvulkan1." : ""}`;
  }

  function look(cards = known): EngineBuildsView {
    known = cards;
    const cudaPlace = placeOf("cuda");
    const search = findCudaRuntime(options, known);
    return {
      cuda: cudaProblem(cudaPlace, search),
      vulkan: vulkanProblem(),
      cudaPlace,
      cudaRuntime: search.runtime,
      runtimeProblem: search.problem,
      cudaServes: search.serves,
    };
  }

  return {
    look,
    environment(backend) {
      if (backend !== "cuda") return {};
      const extraFolder = findCudaRuntime(options, known).runtime?.extraFolder ?? null;
      const variable = platform === "win32" ? "PATH" : "LD_LIBRARY_PATH";
      const before = env[variable];
      return {
        [buildsVariable]: home,
        ...(extraFolder === null ? {} : { [variable]: [extraFolder, before].filter(Boolean).join(delimiter) }),
      };
    },
  };
}

/** What node-llama-cpp calls the systems. */
const systemNames: Readonly<Record<string, string>> = { linux: "linux", win32: "win", darwin: "mac" };
