import type { Gpu, GpuBackend, GpuReason } from "../../../../src-shared/contract/index.ts";

/** What node-llama-cpp publishes builds for: CUDA and Vulkan on x64 Linux and Windows, Metal on Apple silicon. */
export function gpuBackend(platform: string, arch: string, vendor: Gpu["vendor"]): GpuBackend | null {
  if (vendor === "apple") return platform === "darwin" && arch === "arm64" ? "metal" : null;
  if ((platform !== "linux" && platform !== "win32") || arch !== "x64") return null;
  if (vendor === "nvidia") return "cuda";
  return vendor === "amd" || vendor === "intel" ? "vulkan" : null;
}

/** Of the engine's builds for this computer: null where one can be used, else why not. */
export interface EngineBuilds {
  cuda: readonly GpuReason[] | null;
  vulkan: readonly GpuReason[] | null;
  /** `cuda` for these NVIDIA cards, as their driver reports them; the same for all when left out. */
  cudaFor?: (cards: readonly NvidiaCard[]) => readonly GpuReason[] | null;
  /**
   * Why the engine finds nothing through a backend for one of these GPUs, although all that it needs seems to be here; null where it does,
   * or was not asked yet.
   */
  refusal?: (backend: GpuBackend, gpu: Gpu, gpus: readonly Gpu[]) => GpuReason | null;
}

export type NvidiaCard = Pick<Gpu, "driver" | "computeCapability">;

/** An engine that holds all that is published, with what each needs. */
export const allBuilds: EngineBuilds = { cuda: null, vulkan: null };

/** How the engine reaches a GPU, and why so. */
export interface WayToGpu {
  backend: GpuBackend | null;
  reasons: readonly GpuReason[];
}

export interface Surroundings {
  platform: string;
  arch: string;
  builds: EngineBuilds;
  /** Why Vulkan has no driver for the GPU; null where it has. */
  vulkanDriver: GpuReason | null;
}

/** The builds with what they are to these cards. */
export function buildsFor(builds: EngineBuilds, cards: readonly NvidiaCard[]): EngineBuilds {
  return builds.cudaFor === undefined ? builds : { ...builds, cuda: builds.cudaFor(cards) };
}

/** What is there decides, not what would be best: CUDA for NVIDIA's cards, else Vulkan, else nothing. */
export function wayToGpu(vendor: Gpu["vendor"], { platform, arch, builds, vulkanDriver }: Surroundings): WayToGpu {
  const best = gpuBackend(platform, arch, vendor);
  if (best === null) return { backend: null, reasons: [{ key: "no-build-for-graphics", figures: {} }] };
  const noVulkan = builds.vulkan ?? (vulkanDriver && [vulkanDriver]);
  if (best === "cuda") {
    if (builds.cuda === null) return { backend: "cuda", reasons: [{ key: "cuda-is-fastest", figures: {} }] };
    return noVulkan === null
      ? { backend: "vulkan", reasons: builds.cuda }
      : { backend: null, reasons: [...builds.cuda, ...noVulkan] };
  }
  return noVulkan === null
    ? { backend: "vulkan", reasons: [{ key: "vulkan-serves-all", figures: {} }] }
    : { backend: null, reasons: noVulkan };
}

/** The same GPUs, each by the next way where the engine finds it by none of those before. `vulkanProblem`: for NVIDIA's cards. */
export function withoutRefusedWays(
  gpus: readonly Gpu[],
  { refusal = () => null }: EngineBuilds,
  vulkanProblem: readonly GpuReason[] | null = null,
): Gpu[] {
  return gpus.map((gpu) => {
    if (gpu.backend === null) return gpu;
    const reason = refusal(gpu.backend, gpu, gpus);
    if (reason === null) return gpu;
    if (gpu.backend === "cuda") {
      const also = refusal("vulkan", gpu, gpus);
      const further = vulkanProblem ?? (also && [also]);
      if (further === null) return withWay({ backend: "vulkan", reasons: [reason] }, gpu);
      return withWay({ backend: null, reasons: [reason, ...further] }, gpu);
    }
    // An NVIDIA card is reached through Vulkan for a reason, which is still worth reporting.
    const before = gpu.vendor === "nvidia" ? (gpu.backendReasons ?? []) : [];
    return withWay({ backend: null, reasons: [...before, reason] }, gpu);
  });
}

export function withWay(way: WayToGpu, gpu: Omit<Gpu, "backend" | "backendReasons">): Gpu {
  return { ...gpu, backend: way.backend, backendReasons: way.reasons };
}
