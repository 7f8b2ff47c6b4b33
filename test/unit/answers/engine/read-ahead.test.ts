import type { Token } from "node-llama-cpp";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import type { PartedText } from "../../../../src-main/answers/engine/index.ts";
import type { Prompt } from "../../../../src-main/answers/engine/worker/answer.ts";
import { type PromptReader } from "../../../../src-main/answers/engine/worker/prompt-reader.ts";
import { ReadAhead, type WrittenAnswer } from "../../../../src-main/answers/engine/worker/read-ahead.ts";
import { Slots } from "../../../../src-main/answers/engine/worker/slots.ts";
import type { ThreadGovernor } from "../../../../src-main/answers/engine/worker/thread-governor.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/types.ts";

/** How many prompts were written, and what happens after each. */
let made = 0;
let onMade: () => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  made = 0;
  onMade = () => undefined;
});
afterEach(() => {
  vi.useRealTimers();
});

const tokensOf = (text: string): Token[] => Array.from(text, (character) => character.charCodeAt(0) as Token);
/** Leaves reasoning out of earlier answers, as many templates do. */
const maker = {
  make: (messages: readonly PromptMessage[]) => {
    made++;
    onMade();
    const tokens = tokensOf(messages.map(({ role, text }) => `<${role}:${text}>`).join(""));
    return Promise.resolve({ tokens } as Prompt);
  },
};
const question: PromptMessage = { role: "user", text: "Hi" };
const command = {
  conversation: "c",
  messages: [question],
  thinking: { ...defaultConversationSettings.thinking },
};

/** A sequence that has `had` in its context, as far as reading needs it. */
function sequenceWith(
  had: string,
  {
    needsCheckpoints = false,
    contextSize = 2048,
    governor = null as ThreadGovernor | null,
    onPiece = (): void => undefined,
  } = {},
) {
  let context = had;
  const pieces: number[] = [];
  const sequence = {
    contextSize,
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
  const slots = new Slots([sequence as unknown as ConstructorParameters<typeof PromptReader>[0]], 512, governor);
  slots.giveBack(slots.take([], "c"));
  return { slots, pieces, read: () => context, ahead: new ReadAhead(slots, maker) };
}

const after = async (
  ahead: ReadAhead,
  said: Partial<PartedText>,
  more: Partial<WrittenAnswer["command"]> = {},
  isWhole = true,
): Promise<void> => {
  ahead.begin({ command: { ...command, ...more }, said: { text: "Ho", thinking: "", ...said }, isWhole });
  await vi.advanceTimersByTimeAsync(300);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
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

it("writes no prompt where it could not read it: it takes its time in a long conversation", async () => {
  await after(sequenceWith("<user:Hi><assistant:Ho", { needsCheckpoints: true }).ahead, {});
  await after(sequenceWith("<user:Hi><assistant:Ho", { contextSize: 80 }).ahead, {});
  await after(sequenceWith("<user:Hi><assistant:Ho").ahead, {}, { conversation: null });
  await after(sequenceWith("<user:Hi><assistant:Ho").ahead, {}, { conversation: "d" });
  expect(made).toBe(0);
  // Without its reasoning it may fit.
  const short = sequenceWith("<user:Hi><assistant:[hm and hm and hm and hm and hm]Ho", { contextSize: 110 });
  await after(short.ahead, { thinking: "hm and hm and hm and hm and hm" });
  expect(short.read()).toBe("<user:Hi><assistant:Ho><user:");
});

it("writes no second prompt when it is asked after the first, and gives the context back", async () => {
  const { ahead, read, slots } = sequenceWith("<user:Hi><assistant:Ho");
  onMade = () => void ahead.stop();
  await after(ahead, {});
  expect([made, read(), slots.taken]).toEqual([1, "<user:Hi><assistant:Ho", 0]);
});

it("tells the governor of the threads nothing of its short pieces", async () => {
  const heard: number[] = [];
  const governor = { begin: () => undefined, unsure: false, afterPiece: (tokens: number) => heard.push(tokens) };
  const had = "<user:Hi><assistant:[hm]";
  const { ahead, pieces, slots } = sequenceWith(had, { governor: governor as unknown as ThreadGovernor });
  await after(ahead, { text: "Ho ".repeat(50), thinking: "hm" });
  expect(pieces.length).toBeGreaterThan(10);
  expect(heard).toEqual([]);
  // Of a prompt that a person waits for, it hears.
  await slots.take([]).reader.readAllButLast(tokensOf("x".repeat(600)), () => false);
  expect(heard).toEqual([512]);
});
