import { expect, it } from "vitest";
import { TemplateTrials } from "../../../../src-main/answers/engine/worker/template-trials.ts";

/** Which of this many prompts of one length are tried, where every trial fails. */
function tried(count: number, characters = 1000): number[] {
  const trials = new TemplateTrials();
  const due: number[] = [];
  for (let prompt = 1; prompt <= count; prompt++) {
    if (!trials.isDue(characters)) continue;
    due.push(prompt);
    trials.failed(characters);
  }
  return due;
}

it("tries at the next prompt, and what fails again ever more seldom", () => {
  expect(tried(40)).toEqual([1, 2, 4, 8, 16, 32]);
});

it("begins anew after a success", () => {
  const trials = new TemplateTrials();
  for (const _ of [1, 2, 3]) trials.failed(1000);
  trials.succeeded();
  expect(trials.isDue(1000)).toBe(true);
  trials.failed(1000);
  expect(trials.isDue(1000)).toBe(true);
});

it("tries a conversation that is much shorter at once, and the long one in its turn", () => {
  const trials = new TemplateTrials();
  for (const _ of [1, 2]) trials.failed(1000);
  expect(trials.isDue(501)).toBe(false);
  for (const _ of [1, 2]) trials.failed(1000);
  expect(trials.isDue(500)).toBe(true);
  expect(trials.isDue(1000)).toBe(false);
});
