import type { Token } from "node-llama-cpp";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import type { PartedText } from "../../../../src-main/answers/engine/index.ts";
import type { Prompt } from "../../../../src-main/answers/engine/worker/answer.ts";
import { type PromptReader } from "../../../../src-main/answers/engine/worker/prompt-reader.ts";
import { ReadAhead, type WrittenAnswer } from "../../../../src-main/answers/engine/worker/read-ahead.ts";
import { Slots } from "../../../../src-main/answers/engine/worker/slots.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/types.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const tokensOf = (text: string): Token[] => Array.from(text, (character) => character.charCodeAt(0) as Token);
/** Leaves reasoning out of earlier answers, as many templates do. */
const maker = {
  make: (messages: readonly PromptMessage[]) =>
    Promise.resolve({ tokens: tokensOf(messages.map(({ role, text }) => `<${role}:${text}>`).join("")) } as Prompt),
};
const question: PromptMessage = { role: "user", text: "Hi" };
const command = {
  conversation: "c",
  messages: [question],
  thinking: { ...defaultConversationSettings.thinking },
};

/** A sequence that has `had` in its context, as far as reading needs it. */
function sequenceWith(had: string, { needsCheckpoints = false, onPiece = (): void => undefined } = {}) {
  let context = had;
  const pieces: number[] = [];
  const sequence = {
    contextSize: 2048,
    needsCheckpoints,
    model: { size: 1 },
    get contextTokens() {
      return tokensOf(context);
    },
    get nextTokenIndex() {
      return context.length;
    },
    eraseContextTokenRanges([range]: [{ start: number }]) {
      context = context.slice(0, range.start);
      return Promise.resolve();
    },
    evaluateWithoutGeneratingNewTokens(tokens: Token[]) {
      context += String.fromCharCode(...tokens);
      pieces.push(tokens.length);
      onPiece();
      return Promise.resolve();
    },
  };
  const slots = new Slots([sequence as unknown as ConstructorParameters<typeof PromptReader>[0]], 512, null);
  slots.giveBack(slots.take([], "c"));
  return { slots, pieces, read: () => context, ahead: new ReadAhead(slots, maker) };
}

const after = (
  ahead: ReadAhead,
  said: Partial<PartedText>,
  more: Partial<WrittenAnswer["command"]> = {},
  isWhole = true,
): Promise<unknown> => {
  ahead.begin({ command: { ...command, ...more }, said: { text: "Ho", thinking: "", ...said }, isWhole });
  return vi.advanceTimersByTimeAsync(300);
};

it("has read what comes before the next question, when nobody asks", async () => {
  const { ahead, read } = sequenceWith("<user:Hi><assistant:Ho");
  await after(ahead, {});
  expect(read()).toBe("<user:Hi><assistant:Ho><user:");
});

it("has read the answer without the reasoning that the template takes out of it, in short pieces", async () => {
  const { ahead, read, pieces } = sequenceWith("<user:Hi><assistant:[hm]Ho, ho, and ho");
  await after(ahead, { text: "Ho, ho, and ho", thinking: "hm" });
  expect(read()).toBe("<user:Hi><assistant:Ho, ho, and ho><user:");
  expect(Math.max(...pieces)).toBeLessThanOrEqual(8);
});

it("reads nothing when it is asked meanwhile, and gives the context back", async () => {
  const { ahead, read, slots } = sequenceWith("<user:Hi><assistant:Ho");
  ahead.begin({ command, said: { text: "Ho", thinking: "" }, isWhole: true });
  await vi.advanceTimersByTimeAsync(100);
  await ahead.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(read()).toBe("<user:Hi><assistant:Ho");
  await after(ahead, {});
  expect(slots.taken).toBe(0);
});

it("gives up nothing of an answer that may be gone on with", async () => {
  const cut = sequenceWith("<user:Hi><assistant:[hm]Ho");
  await after(cut.ahead, { thinking: "hm" }, {}, false);
  expect(cut.read()).toBe("<user:Hi><assistant:[hm]Ho");
  const whole = sequenceWith("<user:Hi><assistant:Ho");
  await after(whole.ahead, {}, {}, false);
  expect(whole.read()).toBe("<user:Hi><assistant:Ho><user:");
});

it("stops after the piece that is being read", async () => {
  const { ahead, read, pieces, slots } = sequenceWith("<user:Hi><assistant:[hm]", { onPiece: () => void ahead.stop() });
  await after(ahead, { text: "Ho ".repeat(50), thinking: "hm" });
  expect(pieces).toEqual([8]);
  expect(read()).toBe("<user:Hi><assistant:Ho Ho Ho");
  expect(slots.taken).toBe(0);
});

it("leaves alone what cannot go back, another conversation's context and an answer that is gone on with", async () => {
  const recurrent = sequenceWith("<user:Hi><assistant:Ho", { needsCheckpoints: true });
  await after(recurrent.ahead, {});
  const { ahead, read } = sequenceWith("<user:Hi><assistant:Ho");
  await after(ahead, {}, { conversation: "d" });
  await after(ahead, {}, { messages: [question, { role: "assistant", text: "H" }] });
  await after(ahead, { text: " " });
  expect([recurrent.read(), read()]).toEqual(["<user:Hi><assistant:Ho", "<user:Hi><assistant:Ho"]);
});
