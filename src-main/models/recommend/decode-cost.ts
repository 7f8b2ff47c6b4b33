/**
 * What a stored byte of a type costs when a token is decoded, against a byte of Q8_0: few bits must be unpacked, so
 * small types are not as fast as they are small, and with less than three bits they stop getting faster.
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

/**
 * On a CPU, arithmetic alone: measured as the time of a matrix of 4096 x 1024 times one vector on one core of an AVX-512 server (EPYC,
 * family 25), with the kernels of llama.cpp's `zen4` and `haswell` builds as node-llama-cpp 3.21.1 ships them; both within 15 % of each
 * other. Q8_0 took 29.5 GB/s. Types that the CPU copies into its own layout are counted so (Q4_0, Q4_K, IQ4_NL, MXFP4); the i-types look
 * every group of weights up in a table, which costs the same whatever their size.
 */
const onCpu: Readonly<Record<string, number>> = {
  F16: 0.7,
  BF16: 0.7,
  F32: 0.7,
  Q6_K: 1.07,
  Q5_K: 1.73,
  Q5_0: 2.15,
  Q5_1: 2.02,
  Q4_K: 1.33,
  Q4_0: 1.48,
  Q4_1: 1.97,
  IQ4_NL: 1.48,
  IQ4_XS: 2.27,
  MXFP4: 1.77,
  Q3_K: 2.41,
  Q2_K: 2.1,
  IQ3_S: 7.5,
  IQ3_XXS: 7.2,
  IQ2_S: 5.9,
  IQ2_XS: 6.9,
  IQ2_XXS: 7.6,
  IQ1_S: 9.8,
  IQ1_M: 8.6,
  TQ1_0: 5.1,
  TQ2_0: 1.66,
};

/**
 * Of a prompt's arithmetic on a CPU, against 10^11 operations a second on the same core: 64 vectors at a time, the mean of both builds.
 * Here the i-types are among the fastest, as they are unpacked once for all vectors.
 */
const promptOnCpu: Readonly<Record<string, number>> = {
  F32: 3.3,
  F16: 2.4,
  BF16: 1.7,
  Q8_0: 1.05,
  Q6_K: 1.45,
  Q5_K: 2.07,
  Q5_0: 1.4,
  Q5_1: 2.78,
  Q4_K: 0.79,
  Q4_0: 0.88,
  Q4_1: 2.34,
  IQ4_NL: 0.88,
  IQ4_XS: 0.72,
  MXFP4: 0.89,
  Q3_K: 1.77,
  Q2_K: 1.14,
  IQ3_S: 0.86,
  IQ3_XXS: 0.92,
  IQ2_S: 0.79,
  IQ2_XS: 0.87,
  IQ2_XXS: 0.87,
  IQ1_S: 0.79,
  IQ1_M: 0.82,
  TQ1_0: 1.65,
  TQ2_0: 0.72,
};

export function gpuDecodeCost(type: string): number {
  return onGpu[type] ?? 1;
}

export function cpuDecodeCost(type: string): number {
  return onCpu[type] ?? 1;
}

export function cpuPromptCost(type: string): number {
  return promptOnCpu[type] ?? 1.2;
}
