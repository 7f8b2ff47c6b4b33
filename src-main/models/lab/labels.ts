/** Types of files that the engine makes, by label: llama.cpp's own numbers (include/llama.h, `llama_ftype`), as its tool names them. */
const fileTypes: Readonly<Record<string, number>> = {
  F32: 0,
  F16: 1,
  BF16: 32,
  Q8_0: 7,
  Q6_K: 18,
  Q5_0: 8,
  Q5_1: 9,
  Q5_K: 17,
  Q5_K_M: 17,
  Q5_K_S: 16,
  Q4_0: 2,
  Q4_1: 3,
  Q4_K: 15,
  Q4_K_M: 15,
  Q4_K_S: 14,
  IQ4_NL: 25,
  IQ4_XS: 30,
  MXFP4_MOE: 38,
  Q3_K: 12,
  Q3_K_L: 13,
  Q3_K_M: 12,
  Q3_K_S: 11,
  IQ3_M: 27,
  IQ3_S: 26,
  IQ3_XS: 22,
  IQ3_XXS: 23,
  Q2_K: 10,
  Q2_K_S: 21,
  Q2_0: 41,
  IQ2_M: 29,
  IQ2_S: 28,
  IQ2_XS: 20,
  IQ2_XXS: 19,
  TQ2_0: 37,
  TQ1_0: 36,
  IQ1_M: 31,
  IQ1_S: 24,
  Q1_0: 40,
};

/** Other names of labels that are there already. */
const aliases = new Set(["Q3_K", "Q4_K", "Q5_K"]);
/** Their grids are so coarse that the engine makes none without a matrix. */
const ofMatrix = new Set(["IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS", "Q2_K_S"]);

/** Each type by one name. */
export const makeableLabels = Object.keys(fileTypes).filter((label) => !aliases.has(label));

export const needsMatrix = (label: string): boolean => ofMatrix.has(label);

export const quantiseLabels = Object.keys(fileTypes);

/** The label as it is written, with the engine's number of it; null for one that it does not make. */
export function quantiseLabel(given: string): { label: string; fileType: number } | null {
  const label = given.trim().toUpperCase();
  const fileType = fileTypes[label];
  return fileType === undefined ? null : { label, fileType };
}
