/**
 * What a stored byte of a type costs when a token is decoded, against a byte of Q8_0: few bits must be unpacked, so small types are
 * not as fast as they are small.
 */

/**
 * On a GPU: from llama.cpp's tools/quantize/README.md (Llama-3.1-8B, text generation), after 3 ms a token that do not depend on
 * the size.
 */
const onGpu: Readonly<Record<string, number>> = {
  Q6_K: 1.09,
  Q5_K: 1.07,
  Q5_0: 1.05,
  Q5_1: 1.05,
  Q4_K: 1.12,
  Q4_0: 1.08,
  Q4_1: 1.08,
  IQ4_NL: 1.1,
  IQ4_XS: 1.14,
  MXFP4: 1.1,
  Q3_K: 1.4,
  Q2_K: 1.54,
  IQ3_S: 1.53,
  IQ3_XXS: 1.65,
  IQ2_S: 1.82,
  IQ2_XS: 1.94,
  IQ2_XXS: 2.04,
  IQ1_S: 2.43,
  IQ1_M: 2.55,
  TQ1_0: 2,
  TQ2_0: 1.5,
};

/** On a CPU, where vectors must be built from look-up tables: the i-types cost most. */
const onCpu: Readonly<Record<string, number>> = {
  Q6_K: 1.05,
  Q5_K: 1.15,
  Q5_0: 1.3,
  Q5_1: 1.3,
  Q4_1: 1.1,
  IQ4_NL: 1.1,
  IQ4_XS: 1.3,
  MXFP4: 1.15,
  Q3_K: 1.4,
  Q2_K: 1.4,
  IQ3_S: 2.4,
  IQ3_XXS: 2.4,
  IQ2_S: 2.8,
  IQ2_XS: 2.8,
  IQ2_XXS: 2.8,
  IQ1_S: 2.8,
  IQ1_M: 3,
  TQ1_0: 2,
  TQ2_0: 1.3,
  BF16: 1.2,
};

export function gpuDecodeCost(type: string): number {
  return onGpu[type] ?? 1;
}

export function cpuDecodeCost(type: string): number {
  return onCpu[type] ?? 1;
}
