import { type Sampling, type SamplingChanges, samplingRanges } from "../../../../src-shared/contract/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** Keys of llama.cpp (`LLM_KV_GENERAL_SAMPLING_*`) that name what the engine offers. */
const keys = {
  temperature: "general.sampling.temp",
  topK: "general.sampling.top_k",
  topP: "general.sampling.top_p",
  minP: "general.sampling.min_p",
  xtcProbability: "general.sampling.xtc_probability",
  xtcThreshold: "general.sampling.xtc_threshold",
  repeatPenalty: "general.sampling.penalty_repeat",
  repeatTokens: "general.sampling.penalty_last_n",
} as const satisfies Partial<Record<keyof Sampling, string>>;
const wholeNumbers: readonly string[] = ["topK", "repeatTokens"] satisfies (keyof Sampling)[];

/** What the file's maker recommends; values that make no sense are left out. Null where nothing is left. */
export function recommendedSampling(metadata: MetadataReader): SamplingChanges | null {
  const found = Object.entries(keys).flatMap(([name, key]): [string, number][] => {
    const value = metadata.number(key);
    const { min, max } = samplingRanges[name as keyof typeof keys];
    if (value === null || !(value >= min && value <= max)) return [];
    if (wholeNumbers.includes(name) && !Number.isInteger(value)) return [];
    // Floats of 32 bits are written with their rounding: 0.699999988 was 0.7.
    return [[name, Number(value.toPrecision(6))]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}
