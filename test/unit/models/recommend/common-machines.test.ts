import { expect, it } from "vitest";
import { type ModelJob, type Suggestions, capabilityBands } from "../../../../src-shared/contract/index.ts";
import { typicalOf } from "../../../../src-shared/figures/index.ts";
import { commonMachines } from "../../../../src-main/ground/hardware/index.ts";
import type { SuggestMachine } from "../../../../src-main/models/recommend/index.ts";
import { expectToFit } from "../../../fixtures/expect-to-fit.ts";
import {
  commonMachine,
  pageOf,
  readPage,
  sectionOf,
  suggestableModels,
  suggestionsFor,
} from "../../../fixtures/suggestion-table.ts";

const { head, day, text } = readPage();
const parametersOf = new Map(suggestableModels.map(({ card, parameters }) => [card.baseModel, parameters]));
const rankOf = (band: Suggestions["suggestions"][number]["band"]): number =>
  band === null ? -1 : capabilityBands.indexOf(band);
/** Eighteen months. */
const isOld = (released: string | null): boolean =>
  released === null || Date.parse(day) - Date.parse(released) > 548 * 86_400_000;

/** What the page says of its tables, of the suggestions for one job on one computer. */
function expectToHold({ suggestions }: Suggestions, machine: SuggestMachine): void {
  const [best] = suggestions;
  for (const one of suggestions) {
    expectToFit(one, machine);
    const speed = typicalOf(one.fit.tokensPerSecond ?? [0, 0]);
    expect(Math.round(speed * 10) / 10).toBeGreaterThanOrEqual(5);
    for (const { key, figures } of one.reasons) {
      // Who reads along is not held up by more; with a part on the CPU less than eight are too slow.
      if (key === "larger-too-slow") expect((figures as { tokensPerSecond: number }).tokensPerSecond).toBeLessThan(8);
    }
    if (one.role === "quicker") expect(speed).toBeGreaterThan(typicalOf(best?.fit.tokensPerSecond ?? [0, 0]));
    if (one.role === "smaller") expect(one.sizeBytes).toBeLessThanOrEqual(0.6 * (best?.sizeBytes ?? 0));
  }
  const fits = (parameters: number): boolean => parameters >= 0.95e9;
  if (suggestions.some(({ model }) => fits(parametersOf.get(model.baseModel) ?? 0))) {
    expect(suggestions.every(({ model }) => fits(parametersOf.get(model.baseModel) ?? 0))).toBe(true);
  }
  const newest = Math.max(
    -1,
    ...suggestions.filter(({ model }) => !isOld(model.released)).map((one) => rankOf(one.band)),
  );
  for (const { model, band } of suggestions) if (isOld(model.released)) expect(rankOf(band)).toBeGreaterThan(newest);
}

it("the page of suggestions is what is suggested, and all of them hold what it promises", { timeout: 600_000 }, () => {
  const sections = commonMachines.map((common) => {
    const machine = commonMachine(common.id);
    const found = new Map<ModelJob, Suggestions>(suggestionsFor(machine, day));
    for (const suggestions of found.values()) expectToHold(suggestions, machine);
    return sectionOf(common, found);
  });
  // Where the rules or the catalogue have changed, `npm run bench -- suggest` writes it anew.
  expect(pageOf(head, day, sections)).toBe(text);
});
