export const gpuBackends = ["cuda", "vulkan", "metal"] as const;
export type GpuBackend = (typeof gpuBackends)[number];
