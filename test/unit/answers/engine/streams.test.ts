import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopFilter } from "../../../../src-main/answers/engine/worker/stop-filter.ts";
import { TextStream } from "../../../../src-main/answers/engine/worker/text-stream.ts";
import type { Token } from "node-llama-cpp";

/** A tokenizer of single bytes: the hardest case, in which every character beyond ASCII is split. */
const bytes = {
  detokenize: (tokens: readonly Token[]): string => new TextDecoder().decode(Uint8Array.from(tokens)),
};

function stream(text: Uint8Array): string[] {
  return streamTokens(bytes, [...text] as Token[]);
}

function streamTokens(model: { detokenize: (tokens: readonly Token[]) => string }, tokens: Token[]): string[] {
  const writer = new TextStream(model);
  return tokens.map((token) => writer.push(token));
}

/** Tokens that end at given places, in the middle of a character or not. */
function cutAt(text: string, places: readonly number[]): string[] {
  const all = new TextEncoder().encode(text);
  const ends = [...new Set(places)].filter((place) => place > 0 && place < all.length).sort((a, b) => a - b);
  const pieces = [...ends, all.length].map((end, index) => all.slice(ends[index - 1] ?? 0, end));
  const decode = (tokens: readonly Token[]): string =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      Uint8Array.from(tokens.flatMap((token) => [...(pieces[token] ?? [])])),
    );
  return streamTokens(
    { detokenize: decode },
    pieces.map((_, index) => index as Token),
  );
}

describe("the text stream", () => {
  it("gives the text back, and never half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\uFFFD"));
        const pieces = stream(new TextEncoder().encode(text));
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) expect(piece).not.toContain("\uFFFD");
      }),
    );
  });

  it.each([
    ["emoji that are each cut in the middle", "\u{1F642}".repeat(40), (index: number) => index * 4 + 2],
    [
      "katakana, each token ending in the middle of the next",
      "コンピューターネットワーク".repeat(9),
      (index: number) => index * 3 + 2,
    ],
    ["a family, by bytes", "a\u{1F468}\u200D\u{1F469}\u200D\u{1F467}é".repeat(3), (index: number) => index],
    ["flags", "\u{1F1EB}\u{1F1F7}\u{1F1E9}\u{1F1EA}".repeat(9), (index: number) => index * 4 + 1],
  ])("never shows half of %s", (_, text, place) => {
    const pieces = cutAt(
      text,
      Array.from({ length: 600 }, (_unused, index) => place(index)),
    );
    expect(pieces.join("")).toBe(text);
    for (const piece of pieces) expect(piece).not.toMatch(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]|\uFFFD/);
  });

  it("gives the text back however its bytes are cut into tokens", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.array(fc.nat({ max: 240 })), (text, places) => {
        fc.pre(!text.includes("\uFFFD"));
        expect(cutAt(text, places).join("")).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out a character that was cut off at the end", () => {
    expect(stream(new TextEncoder().encode("sea \u{1F30A}").slice(0, -1)).join("")).toBe("sea ");
  });

  it("does not wait for ever on bytes that are no text", () => {
    const pieces = stream(Uint8Array.from([...Array<number>(20).fill(0xf0), 0x61]));
    expect(pieces.slice(0, 9).join("")).not.toBe("");
    expect(pieces.join("")).toMatch(/a$/);
  });
});

describe("the stop filter", () => {
  const run = (stops: string[], pieces: string[]): { text: string; stopped: boolean } => {
    const filter = new StopFilter(stops);
    const text = pieces.map((piece) => filter.push(piece)).join("") + filter.flush();
    return { text, stopped: filter.stopped };
  };

  it("ends at a stop, however it is split", () => {
    expect(run(["USER:"], ["Hi. US", "ER", ": more"])).toEqual({ text: "Hi. ", stopped: true });
    expect(run(["</s>", "USER:"], ["a</s>USER:"])).toEqual({ text: "a", stopped: true });
  });

  it("holds nothing back for good", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "#", " ") })), (pieces) => {
        const whole = pieces.join("");
        const at = whole.indexOf("##a");
        expect(run(["##a"], pieces)).toEqual({ text: at < 0 ? whole : whole.slice(0, at), stopped: at >= 0 });
      }),
    );
  });

  it("shows at once what cannot be a stop", () => {
    expect(new StopFilter(["### User:"]).push("Hello")).toBe("Hello");
  });
});
