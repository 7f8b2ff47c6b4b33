/**
 * Which weights llama.cpp repacks into another layout when they stay on the CPU: `ggml_repack_get_optimal_repack_type` in
 * ggml/src/ggml-cpu/repack.cpp and the AMX buffer type, by the instruction sets for which node-llama-cpp ships a build.
 */

/** What a matrix must be a multiple of, to be copied, and what the copy takes beside the original: as much where it is left out. */
interface RepackRule {
  rows: number;
  columns?: number;
  packedShare?: number;
}

/** By type. */
type RulesByType = Readonly<Record<string, RepackRule>>;

/** The rules of a CPU. Tile instructions are asked first where it has them; experts' matrices have no product with tiles. */
export interface RepackRules {
  tiles: RulesByType;
  plain: RulesByType;
}

const byRows = (rows: Readonly<Record<string, number>>): RulesByType =>
  Object.fromEntries(Object.entries(rows).map(([type, multiple]) => [type, { rows: multiple }]));

const avx2Rows = { Q4_0: 8, Q4_K: 8, IQ4_NL: 8, MXFP4: 8 };
const dotprodRows = { Q4_0: 4, Q4_K: 8, Q5_K: 8, Q6_K: 8, IQ4_NL: 4, MXFP4: 4, Q8_0: 4 };
/** AMX wants rows in multiples of two tiles of 16, and keeps a sum or its scales in full beside some blocks (`get_row_size`). */
const amx: RulesByType = {
  Q4_0: { rows: 32, columns: 32 },
  Q4_1: { rows: 32, columns: 32 },
  Q8_0: { rows: 32, columns: 32, packedShare: 38 / 34 },
  Q4_K: { rows: 32, columns: 256, packedShare: 148 / 144 },
  Q5_K: { rows: 32, columns: 256, packedShare: 180 / 176 },
  Q6_K: { rows: 32, columns: 256 },
  IQ4_XS: { rows: 32, columns: 256, packedShare: 138 / 136 },
  F16: { rows: 32, columns: 16 },
};

const none: RepackRules = { tiles: {}, plain: {} };
const avx2: RepackRules = { tiles: {}, plain: byRows(avx2Rows) };
const avx512: RepackRules = { tiles: {}, plain: byRows({ ...avx2Rows, Q2_K: 8 }) };
const dotprod: RepackRules = { tiles: {}, plain: byRows(dotprodRows) };
const withAmx: RepackRules = { ...avx512, tiles: amx };

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

/** Bytes of the copy over those of the original, or null where the matrix is not copied. */
export function packedShare(
  { tiles, plain }: RepackRules,
  matrix: { type: string; rows: number; columns: number; expert: boolean },
): number | null {
  for (const rule of [matrix.expert ? undefined : tiles[matrix.type], plain[matrix.type]]) {
    if (rule && matrix.rows % rule.rows === 0 && matrix.columns % (rule.columns ?? 1) === 0)
      return rule.packedShare ?? 1;
  }
  return null;
}
