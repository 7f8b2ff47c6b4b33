import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../../src-main/ground/core/index.ts";

const bounds = { depth: 8, values: 100 };

describe("JSON that others wrote", () => {
  it("is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseJson(text, { depth: 20, values: 100_000 })).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ["arrays in arrays", `${"[".repeat(9)}${"]".repeat(9)}`],
    ["objects in objects", `${'{"a":'.repeat(9)}1${"}".repeat(9)}`],
    ["arrays that never end", "[".repeat(1_000_000)],
    ["many numbers", `[${"1,".repeat(100)}1]`],
    ["many empty arrays", `[${"[],".repeat(100)}1]`],
    ["many members", `{${Array.from({ length: 101 }, (_, index) => `"${index}":0`).join(",")}}`],
  ])("is refused before it is parsed: %s", (_, text) => {
    expect(() => parseJson(text, bounds)).toThrow(RangeError);
  });

  it.each([
    ["brackets and commas in a string", JSON.stringify("[{,".repeat(1000))],
    ["quotes and backslashes in a string", JSON.stringify(['\\"[['.repeat(1000), "\\", '"'])],
    ["one after another", `[${"[1],".repeat(10)}[2]]`],
  ])("may hold %s", (_, text) => {
    expect(parseJson(text, bounds)).toEqual(JSON.parse(text));
  });

  it.each(["", "[", '"', '"\\', '["a', "{]", "nul"])("is no JSON: %j", (text) => {
    expect(() => parseJson(text, bounds)).toThrow(SyntaxError);
  });
});
