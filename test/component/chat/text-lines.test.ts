import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBiases, parseStops, showBiases, showStops } from "../../../src-renderer/features/chat/text-lines.ts";

test("stop texts are what their lines show, new lines too", () => {
  expect(parseStops("###\n\n\\nUser:\n")).toEqual(["###", "\nUser:"]);
  const stop = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== "" && !/[\\\r]/.test(text));
  fc.assert(
    fc.property(fc.array(stop, { maxLength: 16 }), (stops) => {
      fc.pre(stops.every((text) => text.replaceAll("\n", "\\n").trim() !== ""));
      expect(parseStops(showStops(stops))).toEqual(stops);
    }),
  );
  expect(parseStops("x\n".repeat(17))).toBeNull();
  expect(parseStops("x".repeat(201))).toBeNull();
});

test("words to avoid have a number or none, and a line that makes no sense is named", () => {
  expect(parseBiases("delve\n\nhowever: -3\nC++: +1,5\na: b")).toEqual([
    { text: "delve", bias: null },
    { text: "however", bias: -3 },
    { text: "C++", bias: 1.5 },
    { text: "a: b", bias: null },
  ]);
  expect(parseBiases("fine\nmuch: 101")).toBe(2);
  expect(parseBiases(": -3")).toBe(1);
  const biases = [
    { text: "delve", bias: null },
    { text: "however", bias: -3.5 },
  ];
  expect(parseBiases(showBiases(biases, String))).toEqual(biases);
});
