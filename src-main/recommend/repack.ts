/**
 * Which weights llama.cpp copies into a layout of its own when they stay on the CPU: `ggml_repack_get_optimal_repack_type` in
 * ggml/src/ggml-cpu/repack.cpp and the AMX buffer type, by the instruction sets for which node-llama-cpp ships a build.
 */

/** For each type the number of rows that a matrix must be a multiple of, to be repacked on this CPU. */
export type RepackRules = Readonly<Record<string, number>>;

const avx2: RepackRules = { Q4_0: 8, Q4_K: 8, IQ4_NL: 8, MXFP4: 8 };
const dotprod: RepackRules = { Q4_0: 4, Q4_K: 8, Q5_K: 8, Q6_K: 8, IQ4_NL: 4, MXFP4: 4, Q8_0: 4 };
/** AMX is asked first; it wants rows in multiples of two tiles of 16. */
const amx: RepackRules = { Q4_0: 32, Q4_1: 32, Q8_0: 32, Q4_K: 32, Q5_K: 32, Q6_K: 32, IQ4_XS: 32, F16: 32 };

const none: RepackRules = {};
const avx512: RepackRules = { ...avx2, Q2_K: 8 };
const withAmx: RepackRules = { ...avx512, ...amx };

/** The instruction sets that are enough for llama.cpp's `haswell` build, the first that repacks. */
function has(sets: readonly string[], ...wanted: string[]): boolean {
  return wanted.every((name) => sets.includes(name));
}

/**
 * Rules for a CPU. Where nothing is known of the instruction sets (a machine typed in by hand), what practically every
 * CPU of that architecture of the last ten years has is assumed.
 */
export function repackRules(instructionSets: readonly string[], arch: string): RepackRules {
  if (arch === "arm64") {
    const known = instructionSets.length > 0;
    return !known || has(instructionSets, "dotprod") || has(instructionSets, "i8mm") || has(instructionSets, "asimddp")
      ? dotprod
      : none;
  }
  if (arch !== "x64") return none;
  if (instructionSets.length === 0) return avx2;
  if (has(instructionSets, "amx_int8") && has(instructionSets, "avx512f")) return withAmx;
  if (has(instructionSets, "avx512f")) return avx512;
  return has(instructionSets, "avx2") ? avx2 : none;
}

/** Whether a matrix of this type and so many rows is repacked. */
export function isRepacked(rules: RepackRules, type: string, rows: number): boolean {
  const multiple = rules[type];
  return multiple !== undefined && rows % multiple === 0;
}
