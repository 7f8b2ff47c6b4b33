/**
 * What llama.cpp's kernels and its repacking depend on; the rest of a processor's flags is left out. Every x64 processor has SSE2, and
 * every arm64 one NEON: with them no list that is known is empty, even of a virtual machine that shows its guests nothing more.
 */
const wanted = new Set([
  "sse2",
  "sse4_2",
  "avx",
  "avx2",
  "fma",
  "f16c",
  "bmi2",
  "avx_vnni",
  "avx512f",
  "avx512bw",
  "avx512vbmi",
  "avx512_vnni",
  "avx512_bf16",
  "amx_tile",
  "amx_int8",
  "amx_bf16",
  "neon",
  "fp16",
  "dotprod",
  "i8mm",
  "bf16",
  "sve",
  "sve2",
  "sme",
  "vsx",
  "rvv",
]);

/** Other names for the same: Linux on Arm, macOS on Arm and on Intel. */
const otherNames: Readonly<Record<string, string>> = {
  asimd: "neon",
  advsimd: "neon",
  asimddp: "dotprod",
  asimdhp: "fp16",
  feat_dotprod: "dotprod",
  feat_fp16: "fp16",
  feat_i8mm: "i8mm",
  feat_bf16: "bf16",
  feat_sme: "sme",
  "avx1.0": "avx",
  "sse4.2": "sse4_2",
  avx512vnni: "avx512_vnni",
};

/** Flags as a system prints them, separated by space, as the contract names them. */
export function instructionSetsOf(flags: string): string[] {
  const names = flags
    .toLowerCase()
    .split(/\s+/)
    .map((flag) => otherNames[flag] ?? flag);
  return [...new Set(names)].filter((name) => wanted.has(name));
}
