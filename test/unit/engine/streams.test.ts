import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopFilter } from "../../../src-main/engine/worker/stop-filter.ts";
import { TextStream } from "../../../src-main/engine/worker/text-stream.ts";
import { LogRing, logLimits } from "../../../src-main/engine/log-ring.ts";
import type { Token } from "node-llama-cpp";

/** A tokenizer of single bytes: the hardest case, in which every character beyond ASCII is split. */
const bytes = {
  detokenize: (tokens: readonly Token[]): string => new TextDecoder().decode(Uint8Array.from(tokens)),
};

function stream(text: Uint8Array): string[] {
  const writer = new TextStream(bytes);
  const pieces = [...text].map((byte) => writer.push(byte as Token));
  return [...pieces, writer.flush()];
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

describe("the log ring", () => {
  it("keeps the last lines, put together from pieces", () => {
    const ring = new LogRing();
    ring.write("one\ntw");
    ring.write("o\r\n\nthr");
    expect(ring.lines()).toEqual(["one", "two", "thr"]);
  });

  it("stays small whatever is written", () => {
    const ring = new LogRing();
    for (let index = 0; index < 5000; index++) ring.write(`${"x".repeat(50_000)}${index}\n`);
    ring.write("y".repeat(1_000_000));
    expect(ring.lines().length).toBeLessThanOrEqual(logLimits.lines);
    expect(ring.lines().every((line) => line.length <= logLimits.characters)).toBe(true);
  });
});
