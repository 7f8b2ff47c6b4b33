import { z } from "zod";
import { type PlanRequest, kvTypes } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

export const planRequestSchema = heldTo<PlanRequest>()(
  z.object({
    contextTokens: z.number().int().min(256).max(16_777_216).optional(),
    kvType: z.enum(kvTypes).optional(),
    gpuLayers: z.number().int().min(0).max(100_000).optional(),
    flashAttention: z.boolean().optional(),
    batchTokens: z.number().int().min(1).max(16_384).optional(),
    sequences: z.number().int().min(1).max(64).optional(),
    cpuExpertLayers: z.number().int().min(0).max(100_000).optional(),
    repack: z.boolean().optional(),
  }),
);
