import { describe, expect, it } from "vitest";
import { type FrontierStep, type PlanRequest, qualityBands } from "../../../../src-shared/contract/index.ts";
import { totalNeedBytes } from "../../../../src-shared/figures/index.ts";
import { commonMachines, completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { fitReport, frontier } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";

const labels = ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "IQ4_XS", "Q3_K_M", "IQ3_XXS", "Q2_K", "IQ1_M"];

function inputFor(id: string, kind: ModelKind, request: PlanRequest = {}): Parameters<typeof frontier>[0] {
  const facts = factsOf(kind);
  const machine = commonMachines.find((one) => one.id === id);
  if (!machine) throw new Error(id);
  return {
    facts,
    factsVariantKey: null,
    variants: labels.map((label) => computedVariant(facts, label)),
    repository: "o/n",
    commit: "c",
    machine: completeMachine(machine.input),
    request,
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
  };
}

const at = (steps: FrontierStep[], place: FrontierStep["place"]): FrontierStep[] =>
  steps.filter((step) => step.place === place);
const band = (step: FrontierStep): number => qualityBands.indexOf(step.band);

describe("the frontier", () => {
  it.each([
    ["rtx4060-32", "llama-3.1-8b", ["gpu", "split", "cpu"]],
    ["laptop-8", "qwen3-4b", ["gpu", "cpu"]],
    ["desktop-32", "qwen3-30b-a3b", ["cpu"]],
    ["mac-m4-max-64", "llama-3.1-70b", ["gpu", "cpu"]],
  ] as const)("on %s for %s goes up in memory, and each step brings something", (id, kind, places) => {
    const steps = frontier(inputFor(id, kind));
    expect([...new Set(steps.map(({ place }) => place))]).toEqual(places);
    for (const place of places) {
      const staircase = at(steps, place);
      expect(staircase.length).toBeLessThanOrEqual(12);
      staircase.slice(1).forEach((step, i) => {
        expect(step.needBytes).toBeGreaterThan(staircase[i]?.needBytes ?? Infinity);
        for (const cheaper of staircase.slice(0, i + 1)) {
          const better = band(step) < band(cheaper) || step.contextTokens > cheaper.contextTokens || step.variant !== cheaper.variant; // prettier-ignore
          expect(better).toBe(true);
        }
      });
    }
  });

  it("tells the same need and the same verdict as the report on that plan", () => {
    for (const step of frontier(inputFor("rtx4060-32", "llama-3.1-8b"))) {
      const { contextTokens, gpuLayers } = step;
      const report = fitReport(inputFor("rtx4060-32", "llama-3.1-8b", { contextTokens, gpuLayers }));
      const fit = report.variants.find(({ label }) => label === step.variant);
      expect(fit?.memory && totalNeedBytes(fit.memory)).toBe(step.needBytes);
      expect(fit?.speed).toEqual(step.speed);
      expect(!["does-not-fit", "shorten-context"].includes(fit?.verdict ?? "")).toBe(step.fits);
    }
  });

  it("shows what does not fit now as well, and where all of it is on the card", () => {
    const steps = frontier(inputFor("rtx4060-32", "llama-3.1-8b"));
    expect(steps.some(({ fits }) => fits)).toBe(true);
    expect(steps.some(({ fits }) => !fits)).toBe(true);
    for (const { gpuLayers, gpuBytes } of at(steps, "gpu")) expect([gpuLayers, gpuBytes > 0]).toEqual([33, true]);
    for (const { gpuLayers } of at(steps, "split")) expect(gpuLayers).toBeLessThan(33);
    for (const { gpuBytes } of at(steps, "cpu")) expect(gpuBytes).toBe(0);
  });

  it("draws no step that brings less than anybody notices", () => {
    // Full precision costs twice Q8_0's memory and is better by a hundredth of what parts two bands.
    const input = inputFor("desktop-128", "llama-3.1-8b");
    const variants = input.variants.filter(({ label }) => label === "F16" || label === "Q8_0");
    expect(new Set(frontier({ ...input, variants }).map(({ variant }) => variant))).toEqual(new Set(["Q8_0"]));
  });

  it("shows the best step that fits, and not only those before and after it", () => {
    for (const gigabytes of [16, 18, 20, 22.1, 24, 26, 28, 31]) {
      const input = inputFor("desktop-32", "llama-3.1-8b");
      const machine = { ...input.machine, memory: { ...input.machine.memory, freeBytes: gigabytes * 1e9 } };
      const steps = frontier({ ...input, machine });
      const best = steps.filter(({ fits }) => fits).at(-1);
      const whole = frontier({
        ...input,
        machine,
        variants: input.variants.filter(({ label }) => label === best?.variant),
      });
      const longest = Math.max(...whole.filter(({ fits }) => fits).map(({ contextTokens }) => contextTokens));
      expect([gigabytes, best?.contextTokens]).toEqual([gigabytes, longest]);
      expect(steps.length).toBeLessThanOrEqual(12);
    }
  });

  it("keeps the type of the context's memory that is asked for, and leaves out what is broken or cannot run", () => {
    const input = inputFor("desktop-32", "llama-3.1-8b", { kvType: "q8_0", contextTokens: 512 });
    const steps = frontier({
      ...input,
      variants: input.variants.map((one) => (one.key === "Q8_0" ? { ...one, complete: false } : one)),
    });
    expect(new Set(steps.map(({ kvType }) => kvType))).toEqual(new Set(["q8_0"]));
    expect(steps.map(({ variant }) => variant)).not.toContain("Q8_0");
    expect(steps.map(({ variant }) => variant)).not.toContain("IQ1_M");
    expect(frontier({ ...input, variants: [] })).toEqual([]);
  });

  it("ends at the context that the model was trained on", () => {
    const steps = frontier(inputFor("desktop-128", "llama-2-7b"));
    expect(Math.max(...steps.map(({ contextTokens }) => contextTokens))).toBe(4096);
  });
});
