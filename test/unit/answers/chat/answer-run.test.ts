import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AnswerRun, type AnswerRunOptions } from "../../../../src-main/answers/chat/answer-run.ts";
import { partText } from "../../../../src-main/answers/engine/index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function run(options: Partial<AnswerRunOptions> = {}): { run: AnswerRun; kept: string[]; shown: string[] } {
  const [kept, shown]: [string[], string[]] = [[], []];
  const made = new AnswerRun({
    conversationId: "c",
    messageId: "m",
    onDelta: ({ text }) => shown.push(text),
    append: (text) => kept.push(text),
    rewrite: (text) => kept.push(`= ${text}`),
    end: () => undefined,
    onNotKept: () => undefined,
    ...options,
  });
  return { run: made, kept, shown };
}

it("shows what comes by the frame, and has it on the disk within 0.4 s", () => {
  const { run: answer, kept, shown } = run();
  answer.add("text", "One ");
  answer.add("text", "two");
  vi.advanceTimersByTime(20);
  expect(shown).toEqual(["One two"]);
  vi.advanceTimersByTime(380);
  expect(kept).toEqual(["One two"]);
  answer.add("text", " three");
  vi.advanceTimersByTime(400);
  expect(kept).toEqual(["One two", " three"]);
});

it("tries again with what a full disk did not take", () => {
  let isFull = true;
  const kept: string[] = [];
  const { run: answer } = run({
    append(text) {
      if (isFull) throw new Error("full");
      kept.push(text);
    },
  });
  answer.add("text", "One");
  vi.advanceTimersByTime(400);
  isFull = false;
  answer.add("text", " two");
  vi.advanceTimersByTime(400);
  expect(kept).toEqual(["One two"]);
});

it("adds reasoning and answer to what the disk has, and writes anew only what turns out to be something else", () => {
  const { run: answer, kept } = run();
  answer.add("text", "The user greets.");
  vi.advanceTimersByTime(400);
  answer.recast();
  answer.add("text", "Hello");
  vi.advanceTimersByTime(400);
  answer.add("text", "!");
  answer.end("complete", null, null);
  expect(kept.map((text) => text.startsWith("= "))).toEqual([false, true, false]);
  expect(partText((kept[1] ?? "").slice(2) + (kept[2] ?? ""))).toEqual({
    thinking: "The user greets.",
    text: "Hello!",
  });
});
