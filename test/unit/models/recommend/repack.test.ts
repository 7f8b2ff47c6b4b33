import { describe, expect, it } from "vitest";
import { packedShare, repackRules } from "../../../../src-main/models/recommend/repack.ts";
import { headerWeights } from "../../../../src-main/models/recommend/index.ts";
import { repackedWeights } from "../../../../src-main/models/recommend/weights.ts";
import { factsOf } from "./facts.ts";

const tiled = ["avx2", "fma", "f16c", "avx512f", "amx_int8"];
const matrix = { type: "Q8_0", rows: 4096, columns: 4096, expert: false };

describe("the CPU's own layout", () => {
  it("depends on the type, the instruction sets and the rows", () => {
    const plain = repackRules(["avx2"], "x64");
    expect(packedShare(plain, { ...matrix, type: "Q4_K" })).toBe(1);
    expect(packedShare(plain, { ...matrix, type: "Q4_K", rows: 4092 })).toBeNull();
    expect(packedShare(plain, matrix)).toBeNull();
    expect(packedShare(repackRules(["avx2", "avx512f"], "x64"), { ...matrix, type: "Q2_K" })).toBe(1);
    expect(packedShare(repackRules(["dotprod"], "arm64"), matrix)).toBe(1);
    expect(packedShare(repackRules(["sse4_2"], "x64"), { ...matrix, type: "Q4_0" })).toBeNull();
    expect(packedShare(repackRules(["neon"], "arm64"), matrix)).toBeNull();
  });

  it("is assumed where nothing is known, and not where a processor has nothing of it", () => {
    const share = (sets: string[], arch: string) => packedShare(repackRules(sets, arch), { ...matrix, type: "Q4_0" });
    for (const arch of ["x64", "arm64"]) expect(share([], arch)).toBe(1);
    expect(share(["sse2"], "x64")).toBeNull();
  });

  it("takes more room with tiles, which experts do not use and rows must fit", () => {
    const rules = repackRules(tiled, "x64");
    // A sum of four bytes beside each block of 34.
    expect(packedShare(rules, matrix)).toBeCloseTo(38 / 34);
    expect(packedShare(rules, { ...matrix, expert: true })).toBeNull();
    expect(packedShare(rules, { ...matrix, type: "Q4_K", expert: true })).toBe(1);
    expect(packedShare(rules, { ...matrix, rows: 4104 })).toBeNull();
    expect(packedShare(rules, { ...matrix, type: "Q6_K", columns: 4000 })).toBeNull();
  });

  it("is counted by what the copies take beyond the originals", () => {
    const facts = factsOf("llama-3.1-8b", "Q8_0");
    const weights = headerWeights(facts);
    const copied = repackedWeights(weights, repackRules(tiled, "x64"));
    const originals = copied.layerBytes[facts.blockCount] ?? 0;
    expect(originals / (weights.layerBytes[facts.blockCount] ?? 0)).toBeGreaterThan(0.999);
    expect(copied.layerGrowth[facts.blockCount]).toBeCloseTo((originals * 4) / 34, 0);
    expect(copied.outputGrowth).toBeCloseTo((copied.outputBytes * 4) / 34, 0);
    const narrow = repackedWeights(weights, repackRules(["avx2"], "x64"));
    expect(narrow.outputBytes + (narrow.layerBytes[facts.blockCount] ?? 0)).toBe(0);
  });
});
