import { z } from "zod";
import { type LeftOut, type Plan, gpuBackends, kvTypes } from "../../../src-shared/contract/index.ts";
import { heldTo } from "./held-to.ts";

/** What older versions did not write is as it was then. */
export const planSchema = heldTo<Plan, LeftOut<Plan, "sequences" | "cpuExpertLayers" | "repack">>()(
  z.object({
    contextTokens: z.number().int().min(256),
    kvType: z.enum(kvTypes),
    gpuLayers: z.number().int().min(0),
    backend: z.enum(gpuBackends).nullable(),
    flashAttention: z.boolean(),
    mmap: z.boolean(),
    batchTokens: z.number().int().positive(),
    sequences: z.number().int().positive().default(1),
    cpuExpertLayers: z.number().int().min(0).default(0),
    repack: z.boolean().default(true),
    threads: z.number().int().positive(),
  }),
);
