import { z } from "zod";
import type {
  AnswerStats,
  ComparisonFigures,
  DeviceNeed,
  MeasuredMemory,
  MemoryNeed,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../../ground/schemas/index.ts";

const number = z.number();

const stats = heldTo<AnswerStats>()(
  z.object({
    seed: number.nullable(),
    stopReason: z.enum(["end", "max-tokens", "context-full", "stopped"]).nullable(),
    promptTokens: number,
    cachedTokens: number,
    tokens: number,
    tokensPerSecond: number.nullable(),
    promptTokensPerSecond: number.nullable(),
    firstTokenMs: number.nullable(),
    contextUsedTokens: number,
    contextTokens: number,
    threads: z.object({ usual: number, fewest: number }).nullable(),
  }),
);

const device = heldTo<DeviceNeed>()(
  z.object({
    name: z.string(),
    kind: z.enum(["cpu", "gpu"]),
    shared: z.boolean().exactOptional(),
    needBytes: number,
    budgetBytes: number,
    totalBytes: number,
    weightsBytes: number,
    kvBytes: number,
    computeBytes: number,
  }),
);

const predicted = heldTo<MemoryNeed>()(
  z.object({
    weightsBytes: number,
    kvBytes: number,
    computeBytes: number,
    stateBytes: number,
    overheadBytes: number,
    repackBytes: number,
    anonymousBytes: number,
    fileBackedBytes: number,
    loadOnlyBytes: number,
    devices: z.array(device),
  }),
);

const measured = heldTo<MeasuredMemory>()(
  z.object({
    anonymousBytes: number.nullable(),
    fileBackedBytes: number.nullable(),
    gpuBytes: number.nullable(),
    loadMs: number,
  }),
);

const figuresSchema = heldTo<ComparisonFigures>()(
  z.object({ stats, predicted: predicted.nullable(), measured: measured.nullable(), isAlone: z.boolean() }),
);

/** Figures as their column has them. Null for what cannot be read. */
export function readFigures(json: string | null): ComparisonFigures | null {
  if (json === null) return null;
  try {
    return figuresSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}
