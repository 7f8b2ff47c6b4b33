import type { SequenceEvaluateOptions, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../../../src-shared/contract/index.ts";
import type { RecentTokens } from "./recent-tokens.ts";

/**
 * A conversation's sampling as the library takes it. What is off is left out: a sampler that changes nothing still costs a look at the
 * whole vocabulary for every token. `bias`: null without any.
 */
export function samplerOptions(
  sampling: Sampling & { seed: number },
  recent: RecentTokens,
  bias: TokenBias | null,
): SequenceEvaluateOptions {
  const { xtcProbability, xtcThreshold, dryStrength, dryBase, dryAllowedTokens } = sampling;
  const { repeatPenalty, presencePenalty, frequencyPenalty, repeatTokens } = sampling;
  const punishes = repeatPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  return {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    seed: sampling.seed,
    ...(sampling.minP > 0 ? { minP: sampling.minP } : {}),
    ...(xtcProbability > 0 ? { xtc: { probability: xtcProbability, threshold: xtcThreshold } } : {}),
    ...(punishes
      ? {
          repeatPenalty: {
            punishTokens: () => recent.list(),
            maxPunishTokens: repeatTokens,
            penalty: repeatPenalty,
            presencePenalty,
            frequencyPenalty,
          },
        }
      : {}),
    ...(dryStrength > 0
      ? { dryRepeatPenalty: { strength: dryStrength, base: dryBase, allowedLength: dryAllowedTokens } }
      : {}),
    ...(bias === null ? {} : { tokenBias: bias }),
  };
}
