import { expect, it } from "vitest";
import { figureParts } from "../../../src-renderer/ui/figure-parts.ts";

it("finds them as another language writes them", () => {
  const text = "Braucht 6,7 von 7,2 GB für 8K Token, 24 % langsamer: 9–13 tok/s, 512 Byte.";
  expect(figureParts(text).filter((_, i) => i % 2 === 1)).toEqual([
    "7,2 GB",
    "8K Token",
    "24 %",
    "9–13 tok/s",
    "512 Byte",
  ]);
});

it("finds the figures with their units in a sentence, and leaves its words as they are", () => {
  const text =
    "Needs 6.7 GB of 7.2 GB for 8K tokens, 24 % slower: 9–13 tok/s at 12 GB/s, in 3 minutes, 8 bits, 33 layers.";
  expect(figureParts(text).join("")).toBe(text);
  expect(figureParts(text).filter((_, i) => i % 2 === 1)).toEqual([
    "6.7 GB",
    "7.2 GB",
    "8K tokens",
    "24 %",
    "9–13 tok/s",
    "12 GB/s",
  ]);
});
