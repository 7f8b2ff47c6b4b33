import type { FrontierStep, HardwareProfile, LadderRequest } from "../../../src-shared/contract/index.ts";
import { gpuNeedBytes, totalNeedBytes } from "../../../src-shared/figures/index.ts";
import { sampleLadder } from "./sample-ladder.ts";
import type { SampleModel } from "./sample-models.ts";

/** What each gigabyte buys, roughly: every variant of the sample's ladder at three contexts, the wasteful ones left out. */
export function sampleFrontier(model: SampleModel, request: LadderRequest, here: HardwareProfile): FrontierStep[] {
  const contexts = [8192, 32_768, 131_072].filter((tokens) => tokens <= model.trainedContextTokens);
  const kept = new Map<string, number>();
  const steps = contexts.flatMap((contextTokens) => {
    const { report } = sampleLadder(model, { ...request, plan: { ...request.plan, contextTokens } }, here);
    return (report?.variants ?? []).flatMap((fit): FrontierStep[] => {
      if (!fit.memory || !fit.speed || !fit.plan) return [];
      kept.set(fit.label, fit.quality.kept ?? 0);
      const gpuBytes = gpuNeedBytes(fit.memory);
      const needBytes = totalNeedBytes(fit.memory);
      return [
        {
          place: gpuBytes === 0 ? "cpu" : fit.gpuLayers > model.layers ? "gpu" : "split",
          needBytes,
          gpuBytes,
          variant: fit.label,
          contextTokens,
          kvType: fit.plan.kvType,
          gpuLayers: fit.gpuLayers,
          speed: fit.speed,
          band: fit.quality.band,
          verdict: fit.verdict,
          fits: fit.verdict !== "does-not-fit" && fit.verdict !== "shorten-context",
        },
      ];
    });
  });
  const worth = (step: FrontierStep): number => (kept.get(step.variant) ?? 0) * 1e7 + step.contextTokens;
  return steps
    .sort((a, b) => a.needBytes - b.needBytes)
    .filter((step, at, all) => all.slice(0, at).every((one) => one.place !== step.place || worth(one) < worth(step)));
}
