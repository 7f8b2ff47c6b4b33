import { describe, expect, it } from "vitest";
import { requireSize } from "../../../../src-main/doors/ipc/require-size.ts";

describe("the size of an answer", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a figure", 1],
    ["a short text", "x".repeat(900)],
    ["a list", [1, 2, { three: 3 }]],
  ])("lets %s pass", (_, answer) => {
    expect(() => requireSize(answer, 1000)).not.toThrow();
  });

  const name = "x".repeat(100);
  it.each([
    ["a long text", "x".repeat(1001)],
    ["one text in many rows", Array.from({ length: 11 }, () => ({ name }))],
    ["many figures", Array.from({ length: 200 }, (_, i) => i)],
    ["long keys", { ["k".repeat(2000)]: 1 }],
    ["bytes", new Uint8Array(2000)],
    ["what a map holds", new Map([[name.repeat(11), 1]])],
    ["depth", Array.from({ length: 200 }).reduce((inner) => [inner], [])],
  ])("refuses %s", (_, answer) => {
    expect(() => requireSize(answer, 1000)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });
});
