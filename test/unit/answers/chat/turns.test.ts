import fc from "fast-check";
import { expect, it } from "vitest";
import { messagesOf, turnsOf } from "../../../../src-main/answers/chat/turns.ts";
import type { SaidMessage } from "../../../../src-main/answers/chat/types.ts";
import { said } from "../../../fixtures/said.ts";

/** Questions and answers in any order, answers without a word among them. */
const anyBranch: fc.Arbitrary<SaidMessage[]> = fc.array(
  fc.oneof(
    fc.record({ role: fc.constant("user" as const), parts: fc.constant(said("Q")) }),
    fc.record({ role: fc.constant("assistant" as const), parts: fc.constantFrom(said("A"), said(" ")) }),
  ),
  { minLength: 1, maxLength: 20 },
);

it("counts the messages that turns stand for: all of them together, and each once", () => {
  fc.assert(
    fc.property(anyBranch, fc.nat(20), fc.nat(20), (branch, one, other) => {
      const turns = turnsOf("", branch);
      fc.pre(turns.length > 0);
      const [from, end] = [one % turns.length, (other % turns.length) + 1].sort((a, b) => a - b) as [number, number];
      const all = messagesOf(branch, { from: 0, count: turns.length });
      expect(all).toEqual({ after: 0, messages: branch.length, summarised: false });
      const before = messagesOf(branch, { from: 0, count: from });
      const some = messagesOf(branch, { from, count: end - from });
      const rest = messagesOf(branch, { from: end, count: turns.length - end });
      expect(some.after).toBe(before.messages);
      expect(before.messages + some.messages + rest.messages).toBe(branch.length);
      // What these messages say is what those turns say.
      const said = branch.slice(some.after, some.after + some.messages);
      expect(turnsOf("", said).map(({ text }) => text)).toEqual(turns.slice(from, end).map(({ text }) => text));
    }),
  );
});
