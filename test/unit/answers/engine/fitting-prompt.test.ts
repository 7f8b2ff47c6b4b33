import fc from "fast-check";
import type { Token } from "node-llama-cpp";
import { expect, it } from "vitest";
import type { GenerateCommand } from "../../../../src-main/answers/engine/protocol.ts";
import type { Prompt } from "../../../../src-main/answers/engine/worker/answer.ts";
import { fittingPrompt } from "../../../../src-main/answers/engine/worker/fitting-prompt.ts";
import {
  defaultConversationSettings,
  defaultSampling,
  mostSummaryTokens,
} from "../../../../src-shared/contract/index.ts";

type Messages = GenerateCommand["messages"];

/** A token for each character, and a form that writes so many around each message. */
const makerOf = (around: number) => {
  const made: Messages[] = [];
  return {
    made,
    countTokens: (text: string): number => text.length,
    make: (messages: readonly { text: string }[]): Promise<Prompt> => {
      made.push(messages as Messages);
      const tokens = messages.reduce((sum, { text }) => sum + text.length + around, 0);
      return Promise.resolve({
        ...{ tokens: new Array<Token>(tokens).fill(0 as Token), stops: [], ownStops: [], stopTokens: new Set<Token>() },
        ...{ marks: new Map<Token, string>(), opening: null, endThinking: () => [], isToken: () => false },
      });
    },
  };
};

const asked = (messages: Messages, whenFull: GenerateCommand["whenFull"], maxTokens: number | null = null) => ({
  ...{
    type: "generate" as const,
    id: 1,
    messages,
    sampling: defaultSampling,
    maxTokens,
    whenFull,
    conversation: null,
    aside: false,
  },
  form: { kind: "free" as const },
  thinking: defaultConversationSettings.thinking,
});
const talk = (lengths: readonly number[]): Messages =>
  lengths.map((length, at) => ({ role: at % 2 === 0 ? "user" : "assistant", text: "x".repeat(length) }));
const contextTokens = 1000;

it("is whole where it fits, and where nothing shall be left out", async () => {
  const long = talk([400, 400, 400]);
  for (const [messages, policy] of [
    [talk([100, 100, 100]), "drop-oldest"],
    [long, "stop"],
  ] as const) {
    const maker = makerOf(4);
    const { leftOutTurns } = await fittingPrompt(maker, asked(messages, policy), contextTokens);
    expect(leftOutTurns).toBeNull();
    expect(maker.made).toEqual([messages]);
  }
});

it("keeps the system prompt, and leaves room for the answer", async () => {
  const maker = makerOf(4);
  const messages: Messages = [{ role: "system", text: "Be brief." }, ...talk([300, 300, 100, 100, 100])];
  const { prompt, leftOutTurns } = await fittingPrompt(maker, asked(messages, "drop-oldest"), contextTokens);
  expect(leftOutTurns).toEqual({ from: 0, count: 2 });
  expect(maker.made.at(-1)).toEqual([messages[0], ...messages.slice(3)]);
  expect(prompt.tokens.length).toBeLessThan(contextTokens * 0.75);
});

it("leaves less room where a shorter answer is asked for", async () => {
  const messages = talk([300, 300, 200]);
  expect((await fittingPrompt(makerOf(4), asked(messages, "drop-oldest"), contextTokens)).leftOutTurns).not.toBeNull();
  expect((await fittingPrompt(makerOf(4), asked(messages, "drop-oldest", 50), contextTokens)).leftOutTurns).toBeNull();
});

it("fits, whatever the form writes around a message, or is whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom("drop-oldest" as const, "drop-middle" as const),
      async (lengths, around, policy) => {
        const messages = talk(lengths.length % 2 === 0 ? lengths.slice(1) : lengths);
        const maker = makerOf(around);
        const { prompt, leftOutTurns } = await fittingPrompt(maker, asked(messages, policy), contextTokens);
        if (leftOutTurns === null) expect(prompt.tokens.length).toBe((await maker.make(messages)).tokens.length);
        else {
          expect(prompt.tokens.length).toBeLessThan(contextTokens);
          expect(maker.made.at(-1)?.at(-1)).toEqual(messages.at(-1));
        }
      },
    ),
  );
});

it("shows the last question alone where that takes more than is kept free for the answer", async () => {
  for (const length of [760, 900, 980]) {
    const messages = talk([300, 300, length]);
    const { prompt, leftOutTurns } = await fittingPrompt(makerOf(4), asked(messages, "drop-oldest"), contextTokens);
    expect(leftOutTurns).toEqual({ from: 0, count: 2 });
    expect(prompt.tokens.length).toBe(length + 4);
  }
  const tooLong = await fittingPrompt(makerOf(4), asked(talk([300, 300, 998]), "drop-oldest"), contextTokens);
  expect(tooLong.leftOutTurns).toBeNull();
});

it("makes no prompt of more messages than there is room for tokens", async () => {
  const maker = makerOf(4);
  const messages = talk(new Array<number>(2001).fill(3));
  const { leftOutTurns } = await fittingPrompt(maker, asked(messages, "drop-oldest"), contextTokens);
  expect(leftOutTurns?.count).toBeGreaterThan(1800);
  expect(Math.max(...maker.made.map((made) => made.length))).toBeLessThan(200);
});

it("leaves out so much for a summary that half of the context is free with it, and a little less where that is not to be had", async () => {
  const messages = talk(new Array<number>(9).fill(90));
  const { prompt, leftOutTurns } = await fittingPrompt(makerOf(4), asked(messages, "summarise"), contextTokens);
  expect(leftOutTurns).toEqual({ from: 0, count: 6 });
  expect(prompt.tokens.length + mostSummaryTokens(contextTokens)).toBeLessThanOrEqual(contextTokens / 2);
  // However short the answer is to be.
  expect(
    (await fittingPrompt(makerOf(4), asked(talk(new Array<number>(11).fill(90)), "summarise", 5), contextTokens))
      .leftOutTurns,
  ).toEqual({ from: 0, count: 8 });
  // A third of it is the last question.
  const long = talk([200, 200, 400]);
  expect((await fittingPrompt(makerOf(4), asked(long, "summarise"), contextTokens)).leftOutTurns).toEqual({
    ...{ from: 0, count: 2 },
  });
  expect((await fittingPrompt(makerOf(4), asked(talk([200, 200, 300]), "summarise"), contextTokens)).leftOutTurns).toBe(
    null,
  );
});
