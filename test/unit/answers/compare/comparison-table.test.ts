import { describe, expect, it } from "vitest";
import { comparisonTable } from "../../../../src-main/answers/compare/comparison-table.ts";
import { tableFile } from "../../../../src-main/answers/compare/table-file.ts";
import type { KeptComparison, KeptSide } from "../../../../src-main/answers/compare/types.ts";
import { type ComparisonVote, defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import { answerStats } from "../chat/scripted-engine.ts";
import { measured } from "./scripted-loader.ts";

const side = (id: string, tokensPerSecond: number, isAlone = true): KeptSide => ({
  variant: { id, name: id === "b" ? "=cmd()" : "Tiny", label: "Q4_K_M", sizeBytes: 10 },
  ...{ sha256: null, state: "done", parts: [], error: null },
  figures: { stats: { ...answerStats, tokensPerSecond }, predicted: null, measured, isAlone },
});
const compared = (ids: readonly string[], vote: ComparisonVote | null, isBlind = true): KeptComparison => ({
  ...{ id: "x", order: 1, batchId: "b", prompt: "Why?", above: [], settings: defaultConversationSettings, seed: 1 },
  ...{ isBlind, atOnce: false, isRevealed: false, vote, createdAt: 1 },
  sides: ids.map((id, at) => side(id, 10 + at)),
});
const nothing = (): null => null;
const times = (count: number, one: KeptComparison): KeptComparison[] => Array.from({ length: count }, () => one);

describe("what the votes say", () => {
  it("counts each pair, in whichever order its answers were shown, with ties beside", () => {
    const all = [
      compared(["a", "b"], { better: 0 }),
      compared(["b", "a"], { better: 1 }),
      compared(["b", "a"], { better: 0 }),
      compared(["a", "b"], { better: null }),
    ];
    const { pairs, rows } = comparisonTable(all, nothing);
    expect(pairs).toMatchObject([{ one: { id: "a" }, oneWins: 2, otherWins: 1, ties: 1, verdict: "open" }]);
    expect(rows.map(({ variant, won, lost, tied }) => [variant.id, won, lost, tied])).toEqual([
      ["a", 2, 1, 1],
      ["b", 1, 2, 1],
    ]);
  });

  it("keeps what another model had won apart that had the same id, and knows a model by its content whatever its id", () => {
    const of = (id: string, sha256: string): KeptSide => ({ ...side(id, 10), sha256 });
    const won = (winner: KeptSide): KeptComparison => ({
      ...{ ...compared([], { better: 0 }), sides: [winner, of("b", "bb")] },
    });
    const { rows, pairs } = comparisonTable(
      [won(of("a", "new")), won(of("a", "old")), won(of("a2", "old"))],
      (_, sha256) => (sha256 === "new" ? { mean: 1, standardError: 0, reference: "F16" } : null),
    );
    expect(rows.map(({ variant, won: times, lost }) => [variant.id, times, lost])).toEqual([
      ["a", 2, 0],
      ["a", 1, 0],
      ["b", 0, 3],
    ]);
    expect(rows.map(({ divergence }) => divergence?.mean ?? null)).toEqual([null, 1, null]);
    expect(pairs.map(({ one, oneWins, otherWins }) => [one.id, oneWins, otherWins])).toEqual([
      ["b", 0, 2],
      ["b", 0, 1],
    ]);
  });

  it("takes no vote between a model and its copy", () => {
    const copies = ["a", "a2"].map((id) => ({ ...side(id, 10), sha256: "aa" }));
    const { rows, pairs } = comparisonTable([{ ...compared([], { better: 0 }), sides: copies }], nothing);
    expect(pairs).toEqual([]);
    expect(rows).toMatchObject([{ won: 0, lost: 0, answers: 2 }]);
  });

  it("has a verdict when the interval leaves one half out, for whom it was", () => {
    expect(comparisonTable(times(8, compared(["b", "a"], { better: 0 })), nothing).pairs).toMatchObject([
      { one: { id: "a" }, verdict: "other" },
    ]);
    expect(comparisonTable(times(7, compared(["b", "a"], { better: 0 })), nothing).pairs[0]?.verdict).toBe("open");
    expect(comparisonTable(times(40, compared(["a", "b"], { better: null })), nothing).pairs).toMatchObject([
      { ties: 40, interval: null, verdict: "open" },
    ]);
  });

  it("takes the better one of three as better than each other, says nothing of these two, and asks for more votes", () => {
    const { pairs } = comparisonTable(times(8, compared(["a", "b", "c"], { better: 1 })), nothing);
    expect(pairs.map(({ one, other, verdict }) => [one.id, other.id, verdict])).toEqual([
      ["a", "b", "open"],
      ["b", "c", "open"],
    ]);
    const more = comparisonTable(times(10, compared(["a", "b", "c"], { better: 1 })), nothing);
    expect(more.pairs.map(({ verdict }) => verdict)).toEqual(["other", "one"]);
  });

  it("has nothing of what is still to be voted on", () => {
    expect(comparisonTable([compared(["a", "b"], null)], nothing)).toEqual({ rows: [], pairs: [] });
    expect(comparisonTable([compared(["a", "b"], null, false)], nothing).rows).toHaveLength(2);
  });

  it("keeps speeds of answers that were written alone, and what was measured, in one table, also as a file", () => {
    const together = { ...compared(["a", "b"], null, false), sides: [side("a", 99, false), side("b", 11)] };
    const all = [together, compared(["a", "b"], { better: 0 })];
    const divergence = { mean: 0.06, standardError: 0.001, reference: "F16" };
    const table = comparisonTable(all, (id) => (id === "a" ? divergence : null));
    expect(table.rows[0]).toMatchObject({ answers: 2, tokensPerSecond: 10, measuredBytes: 4, divergence });
    const csv = tableFile(table, "csv").split("\r\n");
    expect(csv[0]).toMatch(/^name,label,sizeBytes,won,lost,tied,/);
    expect(csv[1]).toBe('"Tiny","Q4_K_M",10,1,0,0,2,10,80,4,,0.06,0.001,"F16"'.replace("name", ""));
    // No program that opens it runs a name.
    expect(csv[2]).toMatch(/^"'=cmd\(\)",/);
    expect(JSON.parse(tableFile(table, "json"))).toEqual(table);
  });
});
