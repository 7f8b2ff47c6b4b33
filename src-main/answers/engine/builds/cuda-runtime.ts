import { type LibrarySurroundings, cudaFolders, holds, loaderFolders } from "./library-folders.ts";

/** NVIDIA's runtime libraries, which no package of the engine's brings along. */
export interface CudaRuntime {
  /** The engine has a build for each, the second in a package of its own (`fallback/`). */
  version: 13 | 12;
  /** A folder that the system's loader does not search by itself; null where it does. */
  extraFolder: string | null;
}

/** What the engine's CUDA builds load: the newest runtime that is whole. Null without one. */
export function findCudaRuntime(surroundings: LibrarySurroundings): CudaRuntime | null {
  const known = loaderFolders(surroundings);
  const further = cudaFolders(surroundings);
  for (const version of [13, 12] as const) {
    const libraries = librariesOf(surroundings.platform, version);
    if (libraries.every((library) => known.some((folder) => holds(folder, library)))) {
      return { version, extraFolder: null };
    }
    const extraFolder = further.find((folder) => libraries.every((library) => holds(folder, library)));
    if (extraFolder !== undefined) return { version, extraFolder };
  }
  return null;
}

function librariesOf(platform: string, version: number): string[] {
  return platform === "win32"
    ? [`cudart64_${version}.dll`, `cublas64_${version}.dll`, `cublasLt64_${version}.dll`]
    : [`libcudart.so.${version}`, `libcublas.so.${version}`, `libcublasLt.so.${version}`];
}
