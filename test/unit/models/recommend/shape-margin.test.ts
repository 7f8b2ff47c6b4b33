import { expect, it } from "vitest";
import type { ModelFacts, RepositoryVariant } from "../../../../src-shared/contract/index.ts";
import { computedVariantSize, fitReport, shortFit } from "../../../../src-main/models/recommend/index.ts";
import { catalogueFacts } from "../../../fixtures/catalogue-model.ts";
import { machineOf } from "./facts.ts";

const certain = catalogueFacts("Qwen/Qwen3-8B");
const uncertain: ModelFacts = { ...certain, shapeMargin: 0.1 };

function input(facts: ModelFacts) {
  const sizeBytes = computedVariantSize(facts, "Q4_K_M") ?? 0;
  const variant: RepositoryVariant = {
    key: "Q4_K_M",
    label: "Q4_K_M",
    modifiers: [],
    files: [],
    sizeBytes,
    complete: true,
    runs: true,
    note: null,
  };
  return {
    facts,
    factsVariantKey: null,
    variants: [variant],
    repository: "maker/model",
    commit: null,
    machine: machineOf({}),
    request: {},
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    computedSizes: true,
  };
}

it("shows a range around the need where a shape is not certain, and one figure where it is", () => {
  expect(shortFit(input(certain))?.deciding).not.toHaveProperty("rangeBytes");
  const { needBytes, rangeBytes } = shortFit(input(uncertain))?.deciding ?? {};
  expect(needBytes).toBe(shortFit(input(certain))?.deciding.needBytes);
  expect(rangeBytes).toEqual([(needBytes ?? 0) * 0.9, (needBytes ?? 0) * 1.1]);
});

it("says in the report by how much figures may be off", () => {
  const keys = (facts: ModelFacts): string[] => fitReport(input(facts)).caveats.map(({ key }) => key);
  expect(keys(certain)).toContain("sizes-are-computed");
  expect(keys(certain)).not.toContain("shape-uncertain");
  const caveat = fitReport(input(uncertain)).caveats.find(({ key }) => key === "shape-uncertain");
  expect(caveat?.figures).toEqual({ share: 0.1 });
});
