import type { GpuBackend } from "../contract/index.ts";

/** As their makers write them. */
export const backendNames: Readonly<Record<GpuBackend, string>> = { cuda: "CUDA", vulkan: "Vulkan", metal: "Metal" };
