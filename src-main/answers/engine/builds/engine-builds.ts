import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import { enginePackageVersion, findPackage, packageVersion } from "../engine-version.ts";
import { type CudaCard, type CudaSearch, findCudaRuntime } from "./cuda-runtime.ts";
import { holds, loaderFolders } from "./library-folders.ts";
import type { BuildPlace, BuildsOptions, EngineBuildsFinder, EngineBuildsView } from "./types.ts";

/** The variable that passes the folder of downloaded builds to the engine's process. */
export const buildsVariable = "BITLOFT_ENGINE_BUILDS";

/** Searches the disk for builds at every look. */
export class EngineBuilds implements EngineBuildsFinder {
  readonly #options: BuildsOptions;
  readonly #version: string | null;
  readonly #home: string;
  #cards: readonly CudaCard[] = [];

  constructor(options: BuildsOptions) {
    this.#options = options;
    this.#version = enginePackageVersion(options.workerPath);
    this.#home = join(options.folder, this.#version ?? "unknown");
  }

  look(cards = this.#cards): EngineBuildsView {
    this.#cards = cards;
    const cudaPlace = this.#placeOf("cuda");
    const search = findCudaRuntime(this.#options, cards);
    return {
      cuda: this.#cudaProblem(cudaPlace, search),
      vulkan: this.#vulkanProblem(),
      cudaPlace,
      cudaRuntime: search.runtime,
      runtimeProblem: search.problem,
      cudaServes: search.serves,
    };
  }

  environment(backend: Plan["backend"]): Record<string, string> {
    if (backend !== "cuda") return {};
    const { platform, env } = this.#options;
    const extraFolder = findCudaRuntime(this.#options, this.#cards).runtime?.extraFolder ?? null;
    const variable = platform === "win32" ? "PATH" : "LD_LIBRARY_PATH";
    const before = env[variable];
    return {
      [buildsVariable]: this.#home,
      ...(extraFolder === null ? {} : { [variable]: [extraFolder, before].filter(Boolean).join(delimiter) }),
    };
  }

  #placeOf(build: string): BuildPlace {
    const { platform, arch, workerPath } = this.#options;
    const name = `@node-llama-cpp/${systemNames[platform] ?? platform}-${arch}-${build}`;
    const bundled = findPackage(dirname(workerPath), name);
    if (bundled !== null && packageVersion(bundled) === this.#version) return "bundled";
    const downloaded = join(this.#home, "node_modules", name);
    return this.#version !== null &&
      packageVersion(downloaded) === this.#version &&
      existsSync(join(downloaded, "bins"))
      ? "downloaded"
      : "absent";
  }

  #cudaProblem(place: BuildPlace, { serves, runtime, problem }: CudaSearch): EngineBuildsView["cuda"] {
    if (place === "absent" && serves) return [{ key: "cuda-part-missing", figures: {} }];
    if (problem !== null) return problem;
    if (runtime?.version === 12 && this.#placeOf("cuda-ext") === "absent")
      return [{ key: "older-cuda-part-missing", figures: {} }];
    return null;
  }

  #vulkanProblem(): EngineBuildsView["vulkan"] {
    const { platform } = this.#options;
    if (this.#placeOf("vulkan") === "absent") return [{ key: "vulkan-part-missing", figures: {} }];
    const library = platform === "win32" ? "vulkan-1.dll" : "libvulkan.so.1";
    if (loaderFolders(this.#options).some((path) => holds(path, library))) return null;
    const figures = { library, package: platform === "linux" ? "libvulkan1" : null };
    return [{ key: "vulkan-loader-missing", figures }];
  }
}

/** What node-llama-cpp calls the systems. */
const systemNames: Readonly<Record<string, string>> = { linux: "linux", win32: "win", darwin: "mac" };
