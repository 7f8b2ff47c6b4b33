import { describe, expect, test } from "vitest";
import { Chunker } from "../../../src-renderer/markdown/chunks.ts";
import {
  MAX_BLOCKS,
  MAX_BLOCK_LINES,
  MAX_CHUNK_BLOCKS,
  MAX_PIECE_CHARS,
  MAX_PIECE_LINES,
} from "../../../src-renderer/markdown/limits.ts";
import { isPrompt } from "../../../src-renderer/markdown/prompt-parse.ts";
import { StreamingDocument } from "../../../src-renderer/markdown/streaming-document.ts";
import { TextPieces } from "../../../src-renderer/markdown/text-pieces.ts";
import { cutTokens } from "../../../src-renderer/markdown/worker/cut-tokens.ts";
import { awkwardTexts } from "../../fixtures/awkward-texts.ts";
import { asHtml } from "./as-html.ts";

const fence = "```";

describe("what is longer than a block", () => {
  test("goes on as a table, without its head", () => {
    const rows = Array.from({ length: MAX_BLOCK_LINES * 2 }, (_, index) => `| ${String(index)} | b |`);
    const html = asHtml(["| a | b |", "|---|---|", ...rows].join("\n"));
    expect(html.match(/<table>/g)?.length).toBeGreaterThan(1);
    expect(html.match(/<thead>/g)).toHaveLength(1);
    expect([...html.matchAll(/<tr><td>(\d+)<\/td>/g)].map(([, number]) => Number(number))).toEqual(
      rows.map((_, index) => index),
    );
  });

  test("goes on inside of its item", () => {
    const lines = Array.from({ length: MAX_BLOCK_LINES * 2 }, (_, index) => `    - inner ${String(index)}`);
    const html = asHtml(["1.  outer", ...lines, "2.  next"].join("\n"));
    expect(html).not.toContain("<pre");
    expect(html.match(/<li>inner/g)).toHaveLength(lines.length);
    expect(html).toContain("<li>next</li>");
  });

  test("goes on as the code of its item", () => {
    const code = Array.from({ length: MAX_BLOCK_LINES * 2 }, (_, index) => `   - line ${String(index)}`);
    const html = asHtml(["1. Do:", `   ${fence}yaml`, ...code, `   ${fence}`, "2. Then"].join("\n"));
    expect(html).not.toContain("<li>line");
    expect(html.match(/- line/g)).toHaveLength(code.length);
    expect(html).toContain("<li>Then</li>");
  });

  test("is plain text after so many blocks, and none of it is lost", () => {
    const { blocks } = new StreamingDocument().outline("a\n\n".repeat(MAX_BLOCKS + 50), false);
    expect(blocks).toHaveLength(MAX_BLOCKS + 1);
    expect(blocks.at(-1)?.kind).toBe("plain");
    expect(blocks.at(-1)?.text.match(/a/g)).toHaveLength(50);
  });
});

test("a short text never becomes a table of many cells", () => {
  const table = `${"|a".repeat(300)}|\n${"|-".repeat(300)}|\n${"|b\n".repeat(400)}`;
  expect(asHtml(table)).not.toContain("<td>");
});

describe("chunks", () => {
  test("hold every block once, in order, and what is finished stays what it was", () => {
    const document = new StreamingDocument();
    const chunker = new Chunker();
    const text = `Some *words*.\n\n${fence}\ncode\n${fence}\n\n- a\n- b\n\n`.repeat(60);
    let before = chunker.update(document.outline(text.slice(0, 2000), true).blocks);
    for (let end = 2000; end <= text.length; end += 500) {
      const blocks = document.outline(text.slice(0, end), true).blocks;
      const chunks = chunker.update(blocks);
      expect(chunks.flatMap((chunk) => chunk.blocks)).toEqual(blocks);
      expect(chunks.slice(0, before.length - 2)).toEqual(before.slice(0, -2));
      expect(chunks[0]).toBe(before[0]);
      for (const chunk of chunks) expect(chunk.blocks.length).toBeLessThanOrEqual(MAX_CHUNK_BLOCKS);
      before = chunks;
    }
    expect(new Chunker().update(document.outline(text, true).blocks)).toEqual(
      chunker.update(document.outline(text, true).blocks),
    );
  });
});

test("what chunks count of their text is what they lay out themselves", () => {
  const chunkOf = (text: string) => new Chunker().update(new StreamingDocument().outline(text, false).blocks)[0];
  const long = "word ".repeat(600);
  expect(chunkOf("Two words.\n\nAnd more.")).toMatchObject({ chars: 19, hasLongText: false });
  expect(chunkOf(long)).toMatchObject({ chars: long.length, hasLongText: true });
  // Long code is in pieces, each of which counts for itself.
  expect(chunkOf(`${fence}\n${"code\n".repeat(2000)}${fence}`)).toMatchObject({
    chars: MAX_PIECE_CHARS,
    hasLongText: false,
  });
});

describe("pieces of plain text", () => {
  const joined = (text: string): string => {
    const pieces = new TextPieces().update(text);
    return pieces.map((piece, index) => text.slice(piece.from, pieces[index + 1]?.from ?? text.length)).join("");
  };

  test.each(awkwardTexts.map(({ name, make }) => [name, make(20_000)]))("%s: bounded and whole", (_name, text) => {
    const pieces = new TextPieces().update(text);
    for (const piece of pieces) {
      expect(piece.text.length).toBeLessThanOrEqual(MAX_PIECE_CHARS);
      expect(piece.lines).toBeLessThanOrEqual(MAX_PIECE_LINES);
      expect(text.startsWith(piece.text, piece.from)).toBe(true);
    }
    expect(joined(text)).toBe(text);
  });

  test("keep what is finished while the text grows, and end as at once", () => {
    const text = `${"line\n".repeat(300)}${"x".repeat(5000)}\n\n${"🙂".repeat(3000)}`;
    const growing = new TextPieces();
    let before = growing.update("");
    for (let end = 0; end <= text.length; end += 777) {
      const pieces = growing.update(text.slice(0, end));
      if (before.length > 1) expect(pieces[0]).toBe(before[0]);
      before = pieces;
    }
    expect(growing.update(text)).toEqual(new TextPieces().update(text));
    expect(() => new TextPieces().update(text).map((piece) => encodeURIComponent(piece.text))).not.toThrow();
  });

  test("take their colours along", () => {
    const token = (text: string) => ({
      type: "element" as const,
      tagName: "span",
      properties: { className: ["a"] },
      children: [{ type: "text" as const, value: text }],
    });
    expect(cutTokens([token("abcd"), { type: "text", value: "ef" }], [2, 5])).toEqual([
      [token("ab")],
      [token("cd"), { type: "text", value: "e" }],
      [{ type: "text", value: "f" }],
    ]);
  });
});

test("only what is parsed within a few milliseconds is parsed between two frames", () => {
  expect(isPrompt("Some *ordinary* text with a [link](https://example.org) and `code`.", {})).toBe(true);
  expect(isPrompt("with $x$", {})).toBe(false);
  expect(isPrompt("short", { definitions: "[a]: https://example.org/a\n\n".repeat(100) })).toBe(false);
  const prompt = awkwardTexts.filter(({ make }) => isPrompt(make(20_000), {}));
  expect(prompt.map(({ name }) => name)).toEqual([]);
});
