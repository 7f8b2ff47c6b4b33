import { describe, expect, it } from "vitest";
import { type HardwareProfile, type PlanRequest, kvTypes } from "../../../../src-shared/contract/index.ts";
import { frontier } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { reportInWords } from "./in-words.ts";

const roomy = machineOf({});
const quantised = kvTypes.filter((type) => type !== "f16");

function inputOf(kind: ModelKind, request: PlanRequest, machine: HardwareProfile = roomy) {
  const facts = factsOf(kind);
  const variants = ["Q8_0", "Q4_K_M"].map((label) => computedVariant(facts, label));
  const defaults = { contextTokens: 2048, memoryReserveBytes: null };
  return { facts, factsVariantKey: null, variants, repository: null, commit: null, machine, request, defaults };
}

describe("a cache that the engine refuses to make", () => {
  it("is told of in words where the heads cannot be packed, with the way out", () => {
    for (const kvType of quantised) {
      const report = reportInWords(inputOf("phi-2", { kvType }));
      expect(report.recommended).toBeNull();
      expect(report.summary).toContain("attention heads have 80 values");
      for (const fit of report.variants) {
        expect(fit.verdict).toBe("does-not-fit");
        expect(fit.headline).toContain("attention heads have 80 values");
        expect(fit.wayOut).toEqual({ text: "Keep the context in 16 bits.", request: { kvType: "f16" } });
      }
    }
    expect(reportInWords(inputOf("phi-2", {})).recommended).not.toBeNull();
  });

  it("is told of where flash attention is off", () => {
    const [fit] = reportInWords(inputOf("llama-3.2-1b", { kvType: "q8_0", flashAttention: false })).variants;
    expect(fit?.headline).toBe("The context cannot be kept in 8 bits without flash attention.");
    expect(fit?.wayOut?.request).toEqual({ kvType: "q8_0", flashAttention: true });
    expect(reportInWords(inputOf("llama-3.2-1b", { kvType: "q8_0" })).recommended).not.toBeNull();
  });

  it("is never offered, whatever is free", () => {
    for (let freeBytes = 1e9; freeBytes < 6e9; freeBytes += 0.1e9) {
      const machine = machineOf({ totalBytes: 16e9, freeBytes });
      for (const { wayOut } of reportInWords(inputOf("phi-2", {}, machine)).variants)
        expect(wayOut?.request?.kvType ?? "f16").toBe("f16");
    }
  });

  it("buys nothing in the frontier", () => {
    const steps = frontier(inputOf("phi-2", { kvType: "q4_0" }));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every(({ kvType }) => kvType === "f16")).toBe(true);
  });
});
