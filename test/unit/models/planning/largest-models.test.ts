import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { ParsedCatalogue } from "../../../../src-main/models/catalog/index.ts";
import { LargestModels } from "../../../../src-main/models/planning/largest-models.ts";
import { type SuggestableModel, Survey, computedVariantSize } from "../../../../src-main/models/recommend/index.ts";

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../resources/catalogue/${name}.json`, import.meta.url), "utf8"));
const all = new ParsedCatalogue(
  { models: file("models"), ratings: file("ratings"), shapes: file("shapes") },
  computedVariantSize,
  (repository) => repository,
).chatModels();

/** Of a computer without a card. */
function surveyOf(memoryGiB: number, bandwidthGB: number): Survey {
  const totalBytes = memoryGiB * GiB;
  const memory = { totalBytes, freeBytes: totalBytes * 0.75, bandwidthBytesPerSecond: bandwidthGB * 1e9 };
  return new Survey({
    machine: completeMachine({ memory }),
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
  });
}

test("a computer is described by the largest model that runs well on it, and not by what is suggested", async () => {
  const large = await new LargestModels(() => all).of(surveyOf(512, 800), 512 * GiB);
  const small = await new LargestModels(() => all).of(surveyOf(8, 40), 8 * GiB);
  expect(large?.parameters).toBeGreaterThan(100e9);
  expect(small?.parameters).toBeLessThan(12e9);
  expect(await new LargestModels(() => []).of(surveyOf(8, 40), 8 * GiB)).toBeNull();
});

test("one survey is walked through once, and no further than to the first that runs", async () => {
  const opened: SuggestableModel[] = [];
  const counted = all.map((model): SuggestableModel => ({
    ...model,
    open: () => {
      opened.push(model);
      return model.open();
    },
  }));
  const largest = new LargestModels(() => counted);
  const survey = surveyOf(16, 50);
  const found = await largest.of(survey, 16 * GiB);
  const sizes = opened.map(({ parameters }) => parameters);
  expect(Math.min(...sizes)).toBe(found?.parameters);
  // What cannot be in memory by any variant is not even read.
  expect(Math.max(...sizes)).toBeLessThan((16 * GiB * 8) / 3);
  const first = opened.length;
  expect(await largest.of(survey, 16 * GiB)).toEqual(found);
  expect(opened).toHaveLength(first);
});
