import { expect, it } from "vitest";
import type { FitAccuracy } from "../../../../src-shared/contract/index.ts";
import { sayAccuracy } from "../../../../src-shared/words/index.ts";

it("never tells how right the memory was without the speed", () => {
  const memory = { loads: 9, withinShare: 0.0297 };
  const cases: [FitAccuracy, string][] = [
    [
      { memory, speed: { loads: 9, within: 9, furthestShare: 0 } },
      "Memory: within 3 % over the last 9 loads. Speed: within the forecast all 9 times.",
    ],
    [
      { memory: { loads: 1, withinShare: 0.004 }, speed: { loads: 1, within: 0, furthestShare: -0.1176 } },
      "Memory: within 1 % at the last load. Speed: 12 % under the forecast.",
    ],
    [
      { memory: null, speed: { loads: 4, within: 3, furthestShare: 0.5 } },
      "Memory: not measured yet. Speed: within the forecast 3 times in 4, at worst 50 % over it.",
    ],
    [{ memory, speed: null }, "Memory: within 3 % over the last 9 loads. Speed: no answer timed yet."],
  ];
  for (const [accuracy, words] of cases) expect(sayAccuracy(accuracy)).toBe(words);
});
