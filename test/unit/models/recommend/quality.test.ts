import { describe, expect, it } from "vitest";
import { knownMatrix, qualityOf } from "../../../../src-main/models/recommend/quality.ts";
import { factsOf } from "./facts.ts";
import { qualityInWords } from "./in-words.ts";

describe("quality", () => {
  it("goes down with the label, and says from which page", () => {
    const bands = ["F16", "Q8_0", "Q5_K_M", "Q4_K_M", "Q3_K_M", "Q2_K", "IQ1_S"].map((label) => qualityOf(label, 8e9, false).band); // prettier-ignore
    expect(bands).toEqual(["full", "near-lossless", "very-good", "good", "fair", "poor", "broken"]);
    expect(qualityOf("Q4_K_M", 8e9, false).source?.url).toMatch(
      /^https:\/\/github\.com\/ggml-org\/llama\.cpp\/.*perplexity/,
    );
    expect(qualityOf("F16", 8e9, null)).toMatchObject({ source: null, warnings: [], kept: 1 });
    expect(qualityOf("NEW_9", 8e9, null)).toMatchObject({ band: "unknown", source: null, kept: null });
  });

  it("tells where the band comes from without the words of the trade", () => {
    expect(qualityInWords("Q4_K_M", 8e9, false).basis).toBe(
      "Measured on Llama-3-8B: 92 of 100 words are the ones the full model picks.",
    );
    expect(qualityInWords("Q5_K_M", 1e9, false).basis).toContain("smaller ones lose more");
    expect(qualityInWords("Q5_K_M", 70e9, false).basis).toContain("larger ones lose less");
    expect(qualityInWords("Q4_K_XL", 8e9, false).basis).toContain("Between labels that were measured");
    for (const label of ["Q8_0", "Q4_K_M", "IQ2_M", "MXFP4_MOE"]) {
      expect(qualityInWords(label, 3e9, null).basis).not.toMatch(/KL|divergence|perplexity/i);
    }
  });

  it("warns of what matters for the variant, and of no more than two things", () => {
    expect(qualityInWords("Q8_0", 1e9, false).warnings).toEqual([]);
    expect(qualityInWords("Q6_K", 8e9, false).warnings).toEqual([]);
    expect(qualityInWords("Q4_K_M", 8e9, false).warnings.join(" ")).toContain(
      "Q4_K_M from another uploader can lose up to five times as much.",
    );
    expect(qualityInWords("Q4_K_M", 1e9, false).warnings[0]).toContain("below 3 billion");
    expect(qualityInWords("Q2_K", 8e9, true).warnings[0]).toContain("too few for a model this small");
    expect(qualityInWords("Q2_K", 70e9, true).warnings[0]).toContain("even of a large model");
    expect(qualityInWords("Q2_K", 70e9, true).warnings[1]).toContain("Llama 3");
    expect(qualityInWords("Q3_K_M", 8e9, false).warnings.join(" ")).toContain("without an importance matrix");
    expect(qualityInWords("Q3_K_M", 8e9, null).warnings.join(" ")).not.toContain("importance matrix");
    for (const label of ["Q4_K_M", "Q3_K_S", "Q2_K", "IQ1_S"]) {
      for (const size of [0.5e9, 8e9, 70e9])
        expect(qualityInWords(label, size, false).warnings.length).toBeLessThanOrEqual(2);
    }
  });

  it("knows of an importance matrix from the header, the name or the label, and else says that it does not", () => {
    const facts = factsOf("llama-3.1-8b");
    const plain = { label: "Q4_K_M", modifiers: [] };
    expect(knownMatrix(facts, plain)).toBe(false);
    expect(knownMatrix({ ...facts, importanceMatrix: true }, plain)).toBe(true);
    expect(knownMatrix(facts, { ...plain, modifiers: ["i1"] })).toBe(true);
    expect(knownMatrix(facts, { ...plain, label: "IQ2_XXS" })).toBe(true);
    expect(knownMatrix({ ...facts, tensors: null }, plain)).toBeNull();
    expect(qualityOf("Q3_K_M", 8e9, true).band).toBe(qualityOf("Q3_K_M", 8e9, null).band);
  });
});
