import type { Plan } from "../../../src-shared/contract/index.ts";

/** On the processor of the sample's laptop. */
export const samplePlan: Plan = {
  contextTokens: 8192,
  kvType: "f16",
  gpuLayers: 0,
  backend: null,
  flashAttention: true,
  mmap: true,
  batchTokens: 512,
  sequences: 1,
  cpuExpertLayers: 0,
  repack: true,
  threads: 4,
};
