import type { Gpu, GpuReason } from "../../../../src-shared/contract/index.ts";
import { type LibrarySurroundings, cudaFolders, holds, loaderFolders } from "./library-folders.ts";

/** NVIDIA's runtime libraries, which no package of the engine's brings along. */
export interface CudaRuntime {
  /** The engine has a build for each, the second in a separate package (`fallback/`). */
  version: CudaVersion;
  /** A folder that the system's loader does not search by itself; null where it does. */
  extraFolder: string | null;
}

type CudaVersion = 13 | 12;

/** What is known of an NVIDIA card; unknown figures rule nothing out. */
export type CudaCard = Pick<Gpu, "driver" | "computeCapability">;

export interface CudaSearch {
  /** Whether driver and cards can use CUDA, whatever is installed of it. */
  serves: boolean;
  /** What the engine is to load. */
  runtime: CudaRuntime | null;
  /** Why there is none; null where there is one. */
  problem: readonly GpuReason[] | null;
}

/** The newest first. */
const versions: readonly CudaVersion[] = [13, 12];

export interface CudaNeeds {
  /** The oldest driver and the oldest cards that the runtime works with: "CUDA Compatibility" in NVIDIA's documentation. */
  driver: number;
  capability: string;
  /** Compute capabilities for which the engine's build holds machine code. */
  finished: readonly string[];
  /**
   * For all other cards it holds PTX, which the driver compiles. One that is older than this cannot read it: the engine loads and is
   * aborted by its first token ("compiled with an unsupported toolchain", seen on an H200 with driver 580).
   */
  compilingDriver: number;
}

export const cudaNeeds: Readonly<Record<CudaVersion, CudaNeeds>> = {
  // PTX 9.1, of CUDA 13.1.
  13: { driver: 580, capability: "7.5", finished: ["8.6", "8.9", "12.0", "12.1"], compilingDriver: 590 },
  // PTX 8.4, of CUDA 12.4. What is made for 8.6 runs on 8.9 as well.
  12: { driver: 525, capability: "5.0", finished: ["8.6", "8.9"], compilingDriver: 550 },
};

/** What the engine's CUDA builds load: the newest runtime that is whole, and that driver and cards can use. */
export function findCudaRuntime(surroundings: LibrarySurroundings, cards: readonly CudaCard[]): CudaSearch {
  const found = installedRuntimes(surroundings);
  const fitting = versions.filter((version) => misfit(version, cards) === null);
  if (fitting.length === 0) {
    const oldest = misfit(12, cards);
    return { serves: false, runtime: null, problem: oldest && [oldest.why] };
  }
  return { serves: true, ...choose(found, fitting, cards) };
}

function choose(
  found: readonly CudaRuntime[],
  fitting: readonly CudaVersion[],
  cards: readonly CudaCard[],
): Omit<CudaSearch, "serves"> {
  const runtime = found.find(({ version }) => fitting.includes(version)) ?? null;
  const [newest] = found;
  if (newest === undefined) {
    return { runtime: null, problem: [{ key: "cuda-not-installed", figures: { versions: fitting.toSorted() } }] };
  }
  const misfitting = misfit(newest.version, cards);
  if (misfitting === null) return { runtime, problem: null };
  const { of, why } = misfitting;
  if (runtime === null)
    return { runtime, problem: [why, { key: "other-cuda-would-do", figures: { versions: [...fitting] } }] };
  // The engine tries its build for the newest first. That one passes over a driver that is too old, and not over a card.
  if (of === "card" && newest.extraFolder === null) {
    const figures = { version: runtime.version, first: newest.version };
    return { runtime: null, problem: [why, { key: "other-cuda-comes-first", figures }] };
  }
  return { runtime, problem: null };
}

function installedRuntimes(surroundings: LibrarySurroundings): CudaRuntime[] {
  const known = loaderFolders(surroundings);
  const further = cudaFolders(surroundings);
  return versions.flatMap((version): CudaRuntime[] => {
    const libraries = librariesOf(surroundings.platform, version);
    if (libraries.every((library) => known.some((folder) => holds(folder, library)))) {
      return [{ version, extraFolder: null }];
    }
    const extraFolder = further.find((folder) => libraries.every((library) => holds(folder, library)));
    return extraFolder === undefined ? [] : [{ version, extraFolder }];
  });
}

/**
 * What keeps a runtime from driver and cards; null where nothing that is known does. The engine finds out by itself that a driver is
 * too old for the runtime, and passes on to its next build; of a card it finds out too late.
 */
function misfit(version: CudaVersion, cards: readonly CudaCard[]): { of: "driver" | "card"; why: GpuReason } | null {
  const { driver, capability, finished, compilingDriver } = cudaNeeds[version];
  for (const card of cards) {
    if (!isOlder(card, driver)) continue;
    const figures = { version, needed: driver, installed: card.driver ?? "" };
    return { of: "driver", why: { key: "driver-too-old", figures } };
  }
  for (const card of cards) {
    const own = card.computeCapability;
    if (own === undefined) continue;
    if (capabilityNumber(own) < capabilityNumber(capability)) {
      return { of: "card", why: { key: "card-too-old", figures: { version, needed: capability, own } } };
    }
    if (finished.includes(own) || !isOlder(card, compilingDriver)) continue;
    const figures = { version, needed: compilingDriver, installed: card.driver ?? "" };
    return { of: "card", why: { key: "part-needs-driver", figures } };
  }
  return null;
}

/** Not where the driver is unknown. */
const isOlder = ({ driver }: CudaCard, than: number): boolean => driver !== null && Number.parseInt(driver, 10) < than;

/** "12.1" as 1201, so that they can be compared. */
function capabilityNumber(text: string): number {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return major * 100 + minor;
}

function librariesOf(platform: string, version: number): string[] {
  return platform === "win32"
    ? [`cudart64_${version}.dll`, `cublas64_${version}.dll`, `cublasLt64_${version}.dll`]
    : [`libcudart.so.${version}`, `libcublas.so.${version}`, `libcublasLt.so.${version}`];
}
