import { type AppError, appError } from "../../ground/core/index.ts";
import type { VariantFit } from "../../../src-shared/contract/index.ts";
import type { Planning } from "../planning/index.ts";
import type { LabModel } from "./lab-model.ts";
import { chunkTokens, countedInChunk } from "./protocol.ts";

export interface MemoryPlan {
  threads: number;
  /** Whether all models fit at once. */
  sideBySide: boolean;
  /** Of all at once, or of the largest where they do not fit at once. */
  needBytes: number;
  /** How long it takes all of them to read so many tokens, from the least to the most. */
  seconds: (tokens: number) => [number, number];
}

const bytesOfLogit = 4;

/**
 * What these models take on the processor, planned as for a load: each with a context of one chunk and the rows of its predictions. Throws
 * `out-of-memory` where not even the largest fits by itself, and what keeps a model from being planned.
 */
export async function planMemory(models: readonly LabModel[], planning: Pick<Planning, "open">): Promise<MemoryPlan> {
  const plans = await Promise.all(models.map((model) => planOne(model, planning)));
  const budgetBytes = Math.min(...plans.map((plan) => plan.budgetBytes));
  const largest = plans.reduce((most, plan) => (plan.needBytes > most.needBytes ? plan : most));
  if (largest.needBytes > budgetBytes) throw doesNotFit(largest.fit, largest.needBytes, budgetBytes);
  const togetherBytes = plans.reduce((sum, { needBytes }) => sum + needBytes, 0);
  const sideBySide = togetherBytes <= budgetBytes;
  return {
    threads: Math.max(1, Math.min(...plans.map(({ fit }) => fit.plan?.threads ?? 1))),
    sideBySide,
    needBytes: sideBySide ? togetherBytes : largest.needBytes,
    seconds(tokens) {
      const ends = [1, 0].map((end) =>
        plans.reduce((sum, { fit }) => sum + tokens / (fit.speed?.promptTokensPerSecond[end] ?? Infinity), 0),
      );
      return [ends[0] ?? 0, ends[1] ?? 0];
    },
  };
}

async function planOne(model: LabModel, planning: Pick<Planning, "open">) {
  const subject = await planning.open({ kind: "file", path: model.path });
  const plan = { contextTokens: chunkTokens, batchTokens: chunkTokens, gpuLayers: 0 };
  const { variants } = await subject.fit({ plan, machine: null });
  const [fit] = variants;
  const device = fit?.memory?.devices.find(({ kind }) => kind === "cpu");
  if (fit === undefined || device === undefined) {
    throw fit === undefined
      ? appError("internal", "shape-unknown")
      : appError("unsupported-model", "no-plan", { headline: fit.headline });
  }
  const rowsBytes = countedInChunk * model.vocabulary * bytesOfLogit;
  return { fit, needBytes: device.needBytes + rowsBytes, budgetBytes: device.budgetBytes };
}

function doesNotFit(fit: VariantFit, needBytes: number, budgetBytes: number): AppError {
  return appError("out-of-memory", "does-not-fit", {
    verdict: fit.verdict,
    device: null,
    deviceKind: "cpu",
    needBytes,
    budgetBytes,
    wayOut: null,
  });
}
