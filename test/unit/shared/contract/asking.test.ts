import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AskingProfile,
  type OwnPreset,
  type SamplingChanges,
  askedOf,
  builtInPresets,
  changedSampling,
  defaultConversationSettings as settings,
  defaultSampling,
  plainProfile,
  sameSampling,
  samplingChanges,
} from "../../../../src-shared/contract/index.ts";

const anyChanges: fc.Arbitrary<SamplingChanges> = fc.record(
  {
    temperature: fc.double({ min: 0, max: 5, noNaN: true }),
    topK: fc.nat(1000),
    repeatPenalty: fc.constantFrom(1, 1.1, 1.3),
    stops: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
    tokenBias: fc.array(
      fc.record({ text: fc.string({ minLength: 1 }), bias: fc.option(fc.integer({ min: -100, max: 100 })) }),
      { maxLength: 3 },
    ),
    seed: fc.option(fc.nat()),
  },
  { requiredKeys: [] },
);
const own = (id: string, sampling: SamplingChanges): OwnPreset => ({
  ...{ id, name: id, sampling, systemPrompt: null, answerForm: null, removed: false, createdAt: 0 },
});
const recommending: AskingProfile = {
  recommended: { source: "catalogue", thinking: { temperature: 0.6 }, plain: { temperature: 0.71 } },
  thinking: { canSwitch: true, usual: true, efforts: [], usualEffort: null },
  preset: null,
};

describe("changes of a sampling", () => {
  it("are what makes one of two the other, and no more", () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (some, others) => {
        const base = changedSampling(defaultSampling, some);
        const wanted = changedSampling(defaultSampling, others);
        const changes = samplingChanges(base, wanted);
        expect(changedSampling(base, changes)).toEqual(wanted);
        expect(samplingChanges(base, base)).toEqual({});
        expect(sameSampling(samplingChanges(base, changedSampling(base, changes)), changes)).toBe(true);
      }),
    );
  });

  it("do not take away what they name and leave undefined", () => {
    expect(changedSampling(defaultSampling, { temperature: undefined })).toEqual(defaultSampling);
    expect(samplingChanges(defaultSampling, { temperature: undefined })).toEqual({});
  });
});

describe("what a conversation asks with", () => {
  it("is its own wherever it has something of its own, whatever the preset and the model say", () => {
    fc.assert(
      fc.property(
        anyChanges,
        anyChanges,
        fc.constantFrom(...builtInPresets, "p", "gone", null),
        fc.boolean(),
        (sampling, mine, preset, says) => {
          const asked = askedOf({ ...settings, preset, sampling }, says ? recommending : plainProfile, [
            own("p", mine),
          ]);
          expect(asked.sampling).toEqual(changedSampling(asked.base, sampling));
          expect(asked.sampling).toMatchObject(sampling);
        },
      ),
    );
  });

  it("begins with what the model's maker recommends, and follows the switch for thinking", () => {
    expect(askedOf(settings, recommending, [])).toMatchObject({ preset: "recommended", base: { temperature: 0.6 } });
    const off = { ...settings, thinking: { ...settings.thinking, on: false } };
    expect(askedOf(off, recommending, []).base.temperature).toBe(0.71);
    expect(askedOf(settings, plainProfile, []).preset).toBe("balanced");
  });

  it("begins with what a person chose for the model, unless the conversation says another", () => {
    const profile = { ...recommending, preset: "precise" };
    expect(askedOf(settings, profile, []).preset).toBe("precise");
    expect(askedOf({ ...settings, preset: "code" }, profile, []).preset).toBe("code");
  });

  it("goes on with a preset that was removed, and does without one that is gone", () => {
    const removed = { ...own("p", { topK: 7 }), removed: true };
    expect(askedOf({ ...settings, preset: "p" }, plainProfile, [removed]).base.topK).toBe(7);
    expect(askedOf({ ...settings, preset: "p" }, recommending, []).preset).toBe("recommended");
    expect(askedOf({ ...settings, preset: "recommended" }, plainProfile, []).preset).toBe("balanced");
  });
});
