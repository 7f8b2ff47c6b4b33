import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnsToLeaveOut } from "../../../../src-main/answers/engine/worker/turns-to-leave-out.ts";

type Turn = { role: "user" | "assistant"; tokens: number };

/** Questions with their answers, and a last question. */
const anyTurns = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 })), { maxLength: 30 })
  .chain((exchanges) =>
    fc.integer({ min: 1, max: 300 }).map((last): Turn[] => [
      ...exchanges.flatMap(([asked, said]): Turn[] => [
        { role: "user", tokens: asked },
        { role: "assistant", tokens: said },
      ]),
      { role: "user", tokens: last },
    ]),
  );
const anyPolicy = fc.constantFrom("drop-oldest" as const, "drop-middle" as const);
const sum = (turns: readonly Turn[]): number => turns.reduce((all, { tokens }) => all + tokens, 0);

describe("turns that a model does not see", () => {
  it("leave the rest short enough, and are whole questions with their answers at the policy's place", () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 1, max: 4000 }), anyPolicy, (turns, roomTokens, policy) => {
        const out = turnsToLeaveOut({ turns, roomTokens, stepTokens: roomTokens / 4, policy });
        const kept = policy === "drop-middle" ? 2 : 0;
        if (out === null) {
          // Then even the shortest way was too long.
          const shortest = turns.filter((_, at) => at < kept || at === turns.length - 1);
          if (turns.length - 1 > kept) expect(sum(shortest)).toBeGreaterThan(roomTokens);
          return;
        }
        expect(out.from).toBe(kept);
        expect(out.count).toBeGreaterThan(0);
        expect(out.count % 2).toBe(0);
        expect(out.from + out.count).toBeLessThan(turns.length);
        expect(sum(turns.toSpliced(out.from, out.count))).toBeLessThanOrEqual(roomTokens);
      }),
    );
  });

  it("stay the same while the conversation grows and they suffice, and never come back", () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 400, max: 4000 }), anyPolicy, (turns, roomTokens, policy) => {
        let before = 0;
        let changes = 0;
        for (let length = 1; length <= turns.length; length += 2) {
          const now = turns.slice(0, length);
          if (sum(now) <= roomTokens) continue;
          const out = turnsToLeaveOut({ turns: now, roomTokens, stepTokens: roomTokens / 4, policy });
          if (out === null) continue;
          expect(out.count).toBeGreaterThanOrEqual(before);
          if (out.count > before) changes++;
          before = out.count;
        }
        // Each change is worth a quarter of the room, or the last question alone is left.
        const steps = Math.ceil(sum(turns) / (roomTokens / 4));
        expect(changes).toBeLessThanOrEqual(steps + 2);
      }),
    );
  });

  it("are none where nothing shall be left out, or there is nothing to leave out", () => {
    const turns: Turn[] = [
      { role: "user", tokens: 10 },
      { role: "assistant", tokens: 10 },
      { role: "user", tokens: 10 },
    ];
    expect(turnsToLeaveOut({ turns, roomTokens: 15, stepTokens: 4, policy: "stop" })).toBeNull();
    expect(turnsToLeaveOut({ turns, roomTokens: 15, stepTokens: 4, policy: "drop-middle" })).toBeNull();
    expect(turnsToLeaveOut({ turns, roomTokens: 15, stepTokens: 4, policy: "drop-oldest" })).toEqual({
      from: 0,
      count: 2,
    });
    expect(turnsToLeaveOut({ turns: turns.slice(2), roomTokens: 5, stepTokens: 4, policy: "drop-oldest" })).toBeNull();
  });
});
