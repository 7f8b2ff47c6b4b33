import { z } from "zod";
import {
  type Sampling,
  type SamplingChanges,
  type SamplingInput,
  type TokenBias,
  defaultSampling as defaults,
  samplingLimits as limits,
  samplingKeys,
  samplingRanges as ranges,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "./held-to.ts";

const number = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);
const whole = ({ min, max }: { min: number; max: number }) => z.number().int().min(min).max(max);

const tokenBiasSchema = heldTo<TokenBias>()(
  z.object({
    text: z.string().min(1).max(limits.biasCharacters),
    bias: z.number().min(-limits.bias).max(limits.bias).nullable(),
  }),
);

export const seedSchema = whole(ranges.seed);

const fields = {
  temperature: number(ranges.temperature),
  topP: number(ranges.topP),
  topK: whole(ranges.topK),
  minP: number(ranges.minP),
  xtcProbability: number(ranges.xtcProbability),
  xtcThreshold: number(ranges.xtcThreshold),
  repeatPenalty: number(ranges.repeatPenalty),
  presencePenalty: number(ranges.presencePenalty),
  frequencyPenalty: number(ranges.frequencyPenalty),
  repeatTokens: whole(ranges.repeatTokens),
  dryStrength: number(ranges.dryStrength),
  dryBase: number(ranges.dryBase),
  dryAllowedTokens: whole(ranges.dryAllowedTokens),
  tokenBias: z.array(tokenBiasSchema).max(limits.biases),
  stops: z.array(z.string().min(1).max(limits.stopCharacters)).max(limits.stops),
  seed: seedSchema.nullable(),
  maxTokens: whole(ranges.maxTokens).nullable(),
};

export const samplingSchema = heldTo<Sampling, SamplingInput>()(
  z.object({
    temperature: fields.temperature.default(defaults.temperature),
    topP: fields.topP.default(defaults.topP),
    topK: fields.topK.default(defaults.topK),
    minP: fields.minP.default(defaults.minP),
    xtcProbability: fields.xtcProbability.default(defaults.xtcProbability),
    xtcThreshold: fields.xtcThreshold.default(defaults.xtcThreshold),
    repeatPenalty: fields.repeatPenalty.default(defaults.repeatPenalty),
    presencePenalty: fields.presencePenalty.default(defaults.presencePenalty),
    frequencyPenalty: fields.frequencyPenalty.default(defaults.frequencyPenalty),
    repeatTokens: fields.repeatTokens.default(defaults.repeatTokens),
    dryStrength: fields.dryStrength.default(defaults.dryStrength),
    dryBase: fields.dryBase.default(defaults.dryBase),
    dryAllowedTokens: fields.dryAllowedTokens.default(defaults.dryAllowedTokens),
    tokenBias: fields.tokenBias.default(() => [...defaults.tokenBias]),
    stops: fields.stops.default(() => [...defaults.stops]),
    seed: fields.seed.default(defaults.seed),
    maxTokens: fields.maxTokens.default(defaults.maxTokens),
  }),
);

/** Those that are named, and no others. */
export const samplingChangesSchema = heldTo<SamplingChanges>()(z.object(fields).partial());

/** Those that are named and that no model takes. */
export function samplingBeyondRanges(given: Readonly<Record<string, unknown>>): (keyof Sampling)[] {
  const { shape } = samplingChangesSchema;
  return samplingKeys.filter((key) => Object.hasOwn(given, key) && !shape[key].safeParse(given[key]).success);
}
