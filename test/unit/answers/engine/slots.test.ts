import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { expect, it } from "vitest";
import { Slots } from "../../../../src-main/answers/engine/worker/slots.ts";

const tokensOf = (text: string): Token[] => Array.from(text, (character) => character.charCodeAt(0) as Token);
/** What each sequence has in its cache. */
function slotsWith(...cached: string[]): { slots: Slots; sequences: LlamaContextSequence[] } {
  const sequences = cached.map(
    (text) => ({ contextTokens: tokensOf(text), model: { size: 1 } }) as unknown as LlamaContextSequence,
  );
  return { slots: new Slots(sequences, 64, null), sequences };
}

it("a conversation goes on in the slot that has read it", () => {
  const { slots, sequences } = slotsWith("one two", "three four");
  expect(slots.take(tokensOf("three four five")).sequence).toBe(sequences[1]);
  expect(slots.take(tokensOf("three four five")).sequence).toBe(sequences[0]);
});

it("a new one takes the slot that was used longest ago, whatever few words another one begins with", () => {
  const { slots, sequences } = slotsWith("<s>one two", "<s>three four", "");
  for (const text of ["<s>three four", "<s>one two"]) slots.giveBack(slots.take(tokensOf(text)));
  expect(slots.take(tokensOf("<s>five")).sequence).toBe(sequences[2]);
  expect(slots.take(tokensOf("<s>five")).sequence).toBe(sequences[1]);
});

it("there are no more answers at a time than sequences, and one is shared until none is left", () => {
  const { slots } = slotsWith("", "");
  const first = slots.take(tokensOf("one"));
  expect(slots.isShared).toBe(false);
  const second = slots.take(tokensOf("two"));
  expect(() => slots.take(tokensOf("three"))).toThrow(/more answers/);
  slots.giveBack(first);
  slots.giveBack(first);
  expect([slots.taken, slots.isShared]).toEqual([1, true]);
  slots.giveBack(second);
  expect([slots.taken, slots.isShared]).toEqual([0, false]);
});
