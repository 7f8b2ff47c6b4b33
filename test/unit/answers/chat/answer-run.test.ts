import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AnswerRun, type AnswerRunOptions } from "../../../../src-main/answers/chat/answer-run.ts";
import type { ChatDelta } from "../../../../src-shared/contract/index.ts";
import { said } from "../../../fixtures/said.ts";

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
    begun: [],
    form: { kind: "free" },
    onDelta: ({ text }) => shown.push(text),
    store: {
      grow: (growth) => kept.push(...growth.map(({ text }) => text)),
      rewrite: (parts) => kept.push(`= ${JSON.stringify(parts)}`),
      end: () => undefined,
    },
    onNotKept: () => undefined,
    ...options,
  });
  return { run: made, kept, shown };
}

it("shows the first words at once and what follows by the frame, and has it on the disk within 0.4 s", () => {
  const { run: answer, kept, shown } = run();
  answer.add("text", "One ");
  expect(shown).toEqual(["One "]);
  answer.add("text", "t");
  answer.add("text", "wo");
  expect(shown).toEqual(["One "]);
  vi.advanceTimersByTime(20);
  expect(shown).toEqual(["One ", "two"]);
  vi.advanceTimersByTime(380);
  expect(kept).toEqual(["One two"]);
  answer.add("text", " three");
  vi.advanceTimersByTime(400);
  expect(kept).toEqual(["One two", " three"]);
});

it("has what streams in without a pause on the disk at least once a second", () => {
  const { run: answer, kept } = run();
  let said = "";
  for (let word = 0; word < 200; word++) {
    const before = said;
    answer.add("text", `${word} `);
    said += `${word} `;
    vi.advanceTimersByTime(37);
    if (word % 25 === 24) expect(before.length - kept.join("").length).toBeLessThan(60);
  }
  vi.advanceTimersByTime(1000);
  expect(kept.join("")).toBe(said);
  expect(kept.length).toBeGreaterThan(7);
});

it("goes on with an answer behind what window and disk have of it", () => {
  const deltas: ChatDelta[] = [];
  const { run: answer, kept } = run({ begun: said("One", "hm"), onDelta: (delta) => deltas.push(delta) });
  answer.add("text", ", two");
  answer.add("thinking", "or three");
  vi.advanceTimersByTime(400);
  expect(kept).toEqual([", two", "or three"]);
  expect(deltas.map(({ part, offset, text }) => [part, offset, text])).toEqual([
    [1, 3, ", two"],
    [2, 0, "or three"],
  ]);
});

it("tries again with what a full disk did not take", () => {
  let isFull = true;
  const kept: string[] = [];
  const { run: answer } = run({
    store: {
      grow(growth) {
        if (isFull) throw new Error("full");
        kept.push(...growth.map(({ text }) => text));
      },
      rewrite: () => undefined,
      end: () => undefined,
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
  answer.end({ state: "complete", stats: null, error: null });
  expect(kept).toEqual(["The user greets.", `= ${JSON.stringify([...said("Hello", "The user greets.")])}`, "!"]);
});

it("tells of each part by its place, in the order in which they came", () => {
  const deltas: ChatDelta[] = [];
  const { run: answer } = run({ onDelta: (delta) => deltas.push(delta) });
  answer.add("thinking", "hm");
  answer.add("text", "One");
  vi.advanceTimersByTime(20);
  answer.add("text", ".");
  answer.add("thinking", "or two");
  vi.advanceTimersByTime(20);
  expect(deltas.map(({ part, kind, offset, text }) => [part, kind, offset, text])).toEqual([
    [0, "thinking", 0, "hm"],
    [1, "text", 0, "One"],
    [1, "text", 3, "."],
    [2, "thinking", 0, "or two"],
  ]);
});
