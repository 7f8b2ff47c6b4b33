import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AnswerRun, type AnswerRunOptions } from "../../../src-main/chat/answer-run.ts";

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
    end: () => undefined,
    onNotKept: () => undefined,
    ...options,
  });
  return { run: made, kept, shown };
}

it("shows what comes by the frame, and has it on the disk within 0.4 s", () => {
  const { run: answer, kept, shown } = run();
  answer.add("One ");
  answer.add("two");
  vi.advanceTimersByTime(20);
  expect(shown).toEqual(["One two"]);
  vi.advanceTimersByTime(380);
  expect(kept).toEqual(["One two"]);
  answer.add(" three");
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
  answer.add("One");
  vi.advanceTimersByTime(400);
  isFull = false;
  answer.add(" two");
  vi.advanceTimersByTime(400);
  expect(kept).toEqual(["One two"]);
});
