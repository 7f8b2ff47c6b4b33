import { expect, it } from "vitest";
import type { Suggestion } from "../../../../src-shared/contract/index.ts";
import type { JudgedMachine, JudgedMachines } from "../../../../src-main/models/planning/judged-machines.ts";
import { MachineSuggestions } from "../../../../src-main/models/planning/machine-suggestions.ts";
import { type Learned, variantIdentity } from "../../../../src-main/models/recommend/index.ts";
import { commonMachine, suggestableModels } from "../../../fixtures/suggestion-table.ts";

const nothingLearned: Learned = {
  speeds: new Map(),
  overheadBytes: { onCpu: 0, withGpu: 0 },
  accuracy: null,
  failures: new Map(),
};
const noRoom = { code: "out-of-memory", key: "kept", details: { message: "No room." } } as const;

/** As if every plan for the variant had found no room. */
function learnedFrom({ model, key, sizeBytes }: Suggestion): Learned {
  const variant = suggestableModels
    .find(({ card }) => card.baseModel === model.baseModel)
    ?.open()
    ?.detail.variants.find((one) => one.key === key);
  if (variant === undefined) throw new Error(`${key} is not in the catalogue`);
  const past = {
    plan: { contextTokens: 8192 } as never,
    predicted: { anonymousBytes: 1, gpuBytes: 0 },
    failure: noRoom,
  };
  return { ...nothingLearned, failures: new Map([[variantIdentity({ ...variant, sizeBytes }), [past]]]) };
}

it(
  "what a load has just taught is in the next answer, though the computer is the same",
  { timeout: 60_000 },
  async () => {
    const { machine, defaults } = commonMachine("laptop-16");
    let judged: JudgedMachine = { machine, defaults: { ...defaults, learned: nothingLearned }, whatIf: false };
    const suggestions = new MachineSuggestions(
      {
        catalog: { chatModels: () => suggestableModels, ratedOn: () => null },
        clock: { now: () => Date.parse("2026-11-28") },
      },
      { of: () => Promise.resolve(judged) } as unknown as JudgedMachines,
    );
    const best = async (): Promise<Suggestion | undefined> =>
      (await suggestions.suggest({ job: "chat", machine: null, languages: ["en"] })).suggestions[0];
    const before = await best();
    if (before === undefined) throw new Error("nothing is suggested");
    expect(await best()).toEqual(before);
    judged = { ...judged, defaults: { ...judged.defaults, learned: learnedFrom(before) } };
    const after = await best();
    expect(`${after?.repository} ${after?.key}`).not.toBe(`${before.repository} ${before.key}`);
  },
);
