import { type AnyOf, given } from "./left-out.ts";

/** How much likelier a text's tokens become. */
export interface TokenBias {
  text: string;
  /** Added to the logit of each token that the text is made of; null: they are never written. */
  bias: number | null;
}

/** How the next token is chosen: all that the engine offers (`SequenceEvaluateOptions` of node-llama-cpp), and what ends an answer. */
export interface Sampling {
  /** 0: always the likeliest. */
  temperature: number;
  topP: number;
  /** 0: off. */
  topK: number;
  /** Tokens below this share of the likeliest one's probability are left out; 0: off. */
  minP: number;
  /** How often the likeliest tokens are left out where several are good (XTC); 0: never. */
  xtcProbability: number;
  /** From which probability on a token counts as good. */
  xtcThreshold: number;
  /** Logits of tokens that were said lately are divided by it; 1: off. */
  repeatPenalty: number;
  /** Subtracted once from those that were said at all, and for each time that they were; 0: off. */
  presencePenalty: number;
  frequencyPenalty: number;
  /** How many tokens back those three look, into the question too. */
  repeatTokens: number;
  /** Against repeating a run of tokens (DRY); 0: off. */
  dryStrength: number;
  /** By how much it grows with each token that the run is longer. */
  dryBase: number;
  /** Runs up to this long may repeat. */
  dryAllowedTokens: number;
  tokenBias: TokenBias[];
  /** Texts that end the answer, and are not part of it. */
  stops: string[];
  /** Null: a fresh one every time. */
  seed: number | null;
  /** Null: until the model ends or the context is full. */
  maxTokens: number | null;
}
export type SamplingInput = AnyOf<Sampling>;

/** Some of them, in the place of others. */
export type SamplingChanges = AnyOf<Sampling>;

/** What may be asked of each; 0 to 1 for shares. */
export const samplingRanges = {
  temperature: { min: 0, max: 5 },
  topP: { min: 0, max: 1 },
  topK: { min: 0, max: 1000 },
  minP: { min: 0, max: 1 },
  xtcProbability: { min: 0, max: 1 },
  xtcThreshold: { min: 0, max: 1 },
  repeatPenalty: { min: 0.1, max: 5 },
  presencePenalty: { min: -2, max: 2 },
  frequencyPenalty: { min: -2, max: 2 },
  repeatTokens: { min: 1, max: 4096 },
  dryStrength: { min: 0, max: 5 },
  dryBase: { min: 1, max: 10 },
  dryAllowedTokens: { min: 1, max: 100 },
  seed: { min: 0, max: 4_294_967_295 },
  maxTokens: { min: 1, max: 1_000_000 },
} as const satisfies Partial<Record<keyof Sampling, { min: number; max: number }>>;

export const samplingLimits = { biases: 100, biasCharacters: 100, bias: 100, stops: 16, stopCharacters: 200 } as const;

export const defaultSampling: Sampling = {
  temperature: 0.7,
  topP: 0.95,
  topK: 40,
  minP: 0,
  xtcProbability: 0,
  xtcThreshold: 0.1,
  repeatPenalty: 1,
  presencePenalty: 0,
  frequencyPenalty: 0,
  repeatTokens: 64,
  dryStrength: 0,
  dryBase: 1.75,
  dryAllowedTokens: 2,
  tokenBias: [],
  stops: [],
  seed: null,
  maxTokens: null,
};

export const samplingKeys = Object.keys(defaultSampling) as readonly (keyof Sampling)[];

/** The values of `base` with those of `changes` in their place. */
export function changedSampling(base: Sampling, changes: SamplingChanges): Sampling {
  return { ...base, ...given<Sampling>(changes) };
}

/** Those of `wanted` that differ from `base`. */
export function samplingChanges(base: Sampling, wanted: SamplingChanges): SamplingChanges {
  return Object.fromEntries(
    Object.entries(given<Sampling>(wanted)).filter(([key, value]) => !sameValue(value, base[key as keyof Sampling])),
  );
}

export const sameSampling = (one: SamplingChanges, other: SamplingChanges): boolean =>
  samplingKeys.every((key) => sameValue(one[key], other[key]));

const sameValue = (one: unknown, other: unknown): boolean =>
  one === other || (Array.isArray(one) && JSON.stringify(one) === JSON.stringify(other));
