/**
 * Instruction sets of processors by their family, as their makers document them and LLVM's and GCC's tables have them, by the names of
 * the contract. They decide which weights the engine repacks.
 */

/** Haswell to Comet Lake, and Zen to Zen 3. */
export const avx2Sets = ["sse4_2", "avx", "avx2", "fma", "f16c", "bmi2"];
/** Intel's hybrids from Alder Lake on and its small cores from Gracemont on: AVX-512 is switched off in them. */
export const alderLakeSets = [...avx2Sets, "avx_vnni"];
export const cascadeLakeSets = [...avx2Sets, "avx512f", "avx512bw", "avx512_vnni"];
/** Ice Lake and Tiger Lake. */
export const iceLakeSets = [...cascadeLakeSets, "avx512vbmi"];
export const zen4Sets = [...iceLakeSets, "avx512_bf16"];
export const zen5Sets = [...zen4Sets, "avx_vnni"];
export const cortexA76Sets = ["neon", "fp16", "dotprod"];
/** Apple's M1 knows no products of 8-bit matrices; those came with the M2. */
export const appleM1Sets = cortexA76Sets;
export const appleM2Sets = [...appleM1Sets, "i8mm", "bf16"];
export const appleM4Sets = [...appleM2Sets, "sme"];
/** Snapdragon X. */
export const oryonSets = appleM2Sets;

/** Of an Apple chip by its name, as "M1 Max". */
export function appleSets(chip: string): string[] {
  const generation = Number(/^M(\d+)/.exec(chip)?.[1] ?? 1);
  return generation >= 4 ? appleM4Sets : generation >= 2 ? appleM2Sets : appleM1Sets;
}
