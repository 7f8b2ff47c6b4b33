import fc from "fast-check";
import { expect, it } from "vitest";
import { fromStored, toStored } from "../../../../src-main/answers/chat/stored-settings.ts";
import {
  type AnswerForm,
  type ConversationSettings,
  askedOf,
  defaultConversationSettings,
  fullPolicies,
  plainProfile,
} from "../../../../src-shared/contract/index.ts";

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const anySettings: fc.Arbitrary<ConversationSettings> = fc.record({
  systemPrompt: fc.string(),
  preset: fc.option(fc.string()),
  sampling: fc.record(
    {
      ...{ temperature: number, topP: number, topK: number, minP: number, xtcProbability: number },
      ...{ xtcThreshold: number, repeatPenalty: number, presencePenalty: number, frequencyPenalty: number },
      ...{ repeatTokens: number, dryStrength: number, dryBase: number, dryAllowedTokens: number },
      tokenBias: fc.array(fc.record({ text: fc.string(), bias: fc.option(number) })),
      stops: fc.array(fc.string()),
      seed: fc.option(number),
      maxTokens: fc.option(number),
    },
    { requiredKeys: [] },
  ),
  thinking: fc.record({
    on: fc.option(fc.boolean()),
    effort: fc.option(fc.string()),
    budgetTokens: fc.option(number),
  }),
  whenFull: fc.constantFrom(...fullPolicies),
  contextTokens: fc.option(number),
  answerForm: fc.oneof(
    fc.constant<AnswerForm>({ kind: "free" }),
    fc.record({ kind: fc.constant("choice" as const), choices: fc.array(fc.string()) }),
    fc.record({ kind: fc.constant("schema" as const), schema: fc.string() }),
  ),
});

it("gives back every settings as they were kept", () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      expect(fromStored(toStored(settings))).toEqual(settings);
    }),
  );
});

it("takes over what was kept before there were presets: the conversation asks as it did", () => {
  fc.assert(
    fc.property(
      fc.record({
        temperature: fc.constantFrom(0.7, 0, 1.3),
        topP: fc.constantFrom(0.95, 1),
        topK: fc.constantFrom(40, 0),
        seed: fc.option(fc.nat()),
        maxTokens: fc.option(fc.nat()),
      }),
      fc.string(),
      (sampling, systemPrompt) => {
        const json = JSON.stringify({ version: 1, systemPrompt, sampling, contextTokens: 2048 });
        const now = fromStored(json);
        expect(now).toMatchObject({ systemPrompt, contextTokens: 2048, whenFull: "stop", preset: "balanced" });
        expect(askedOf(now, plainProfile, []).sampling).toMatchObject({ ...sampling, minP: 0, repeatPenalty: 1 });
      },
    ),
  );
  const usual = { temperature: 0.7, topP: 0.95, topK: 40, seed: null, maxTokens: null };
  const json = JSON.stringify({ version: 1, systemPrompt: "", sampling: usual, contextTokens: null });
  expect(fromStored(json)).toEqual({ ...defaultConversationSettings, preset: "balanced" });
});

it("refuses what no version has written", () => {
  expect(() => fromStored(JSON.stringify({ version: 3 }))).toThrow();
  expect(() => fromStored(JSON.stringify({ version: 2, sampling: {} }))).toThrow();
});
