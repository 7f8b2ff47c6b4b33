import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { ThinkingLimit } from "../../../../src-main/answers/engine/worker/thinking-limit.ts";
import { EvaluatedTokens } from "../../../../src-main/answers/engine/worker/token-stream.ts";

const end = [7, 8] as Token[];
const limitOf = (budgetTokens: number | null, isOver = (): boolean => false): ThinkingLimit =>
  new ThinkingLimit({ budgetTokens, isOver, endWith: (close) => (close === "</think>" ? end : []) });

describe("the limit of thinking", () => {
  it("ends reasoning after as many tokens as it may have", () => {
    const limit = limitOf(3);
    expect([1, 2, 3].map(() => limit.after("</think>"))).toEqual([[], [], end]);
  });

  it("counts no token of the answer", () => {
    const limit = limitOf(1);
    expect([null, null, "</think>"].map((close) => limit.after(close))).toEqual([[], [], end]);
  });

  it("is never reached without one, but when the answer shall begin now", () => {
    let isOver = false;
    const limit = limitOf(null, () => isOver);
    expect(limit.after("</think>")).toEqual([]);
    isOver = true;
    expect(limit.after(null)).toEqual([]);
    expect(limit.after("</think>")).toEqual(end);
  });
});

/** Gives 1, 2, 3 and notes what it is told to read in their place. */
async function* counting(read: unknown[]): ConstructorParameters<typeof EvaluatedTokens>[0] {
  for (let token = 1; token <= 3; token++) read.push(yield token as Token);
}

describe("the stream of a model's tokens", () => {
  it("has what was put in read after the token that came last, once", async () => {
    const read: unknown[] = [];
    const stream = new EvaluatedTokens(counting(read));
    expect(await stream.next()).toBe(1);
    stream.insert(end);
    expect(await stream.next()).toBe(2);
    stream.insert([]);
    expect(await stream.next()).toBe(3);
    expect(await stream.next()).toBeNull();
    expect(read).toEqual([[1, 7, 8], undefined, undefined]);
  });

  it("ends the library's work when it is left", async () => {
    const stream = new EvaluatedTokens(counting([]));
    await stream.next();
    await stream.close();
    expect(await stream.next()).toBeNull();
  });
});
