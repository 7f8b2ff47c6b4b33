import type { Gpu, GpuBackend } from "../../contract/index.ts";

/** What node-llama-cpp's prebuilt binaries offer: CUDA and Vulkan on x64 Linux and Windows, Metal on Apple silicon. */
export function gpuBackend(platform: string, arch: string, vendor: Gpu["vendor"]): GpuBackend | null {
  if (vendor === "apple") return platform === "darwin" && arch === "arm64" ? "metal" : null;
  if ((platform !== "linux" && platform !== "win32") || arch !== "x64") return null;
  if (vendor === "nvidia") return "cuda";
  return vendor === "amd" || vendor === "intel" ? "vulkan" : null;
}
