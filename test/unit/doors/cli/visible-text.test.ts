import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamTerminal, table } from "../../../../src-main/doors/cli/terminal.ts";
import { VisibleStream, printable, visibleJson, visibleText } from "../../../../src-main/doors/cli/visible-text.ts";

const hostile: [string, string, string][] = [
  ["an escape sequence", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
  ["a title", "a\u001b]0;pwned\u0007b", "a\\u{1b}]0;pwned\\u{7}b"],
  ["an eight-bit sequence", "a\u009b31mb", "a\\u{9b}31mb"],
  ["a return to the line's begin", "good\rbad", "good\\u{d}bad"],
  ["a backspace and a delete", "a\b\u007f", "a\\u{8}\\u{7f}"],
  ["a NUL", "a\0b", "a\\u{0}b"],
  ["an override of direction", "a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  [
    "isolates and marks of direction",
    "\u2066a\u2069\u200e\u200f\u061c",
    "\\u{2066}a\\u{2069}\\u{200e}\\u{200f}\\u{61c}",
  ],
  ["marks without width", "a\u200bb\u2060\ufeff\u00ad", "a\\u{200b}b\\u{2060}\\u{feff}\\u{ad}"],
  ["separators", "a\u2028b\u2029\u0085", "a\\u{2028}b\\u{2029}\\u{85}"],
  ["tags", "a\u{e0041}b", "a\\u{e0041}b"],
  ["half a character", "a\ud83d", "a\\u{d83d}"],
  ["a joiner that joins nothing", "a\u200db", "a\\u{200d}b"],
];

describe("text that a terminal would obey", () => {
  it.each(hostile)("%s is shown, and escaped in JSON", (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
    const json = visibleJson({ [text]: text });
    expect(json).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(json)).toEqual({ [text]: text });
  });

  it("stays as it is where it is plain", () => {
    const plain = "Grüße, 世界 👩🏽‍🚀 ‏".slice(0, -1) + "می‌خواهم\n\tनमस्ते क्‍ष";
    expect(visibleText(plain)).toBe(plain);
  });

  it("has no lines of its own in a name", () => {
    expect(printable("a\nb\tc")).toBe("a\\u{a}b\\u{9}c");
  });

  it("comes out the same in pieces, wherever they are cut", () => {
    const whole = "a\r\nb 👩🏽‍🚀 می‌خواهم \u001b[31m\u202e x\ud83d";
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 8 }), (cuts) => {
        const stream = new VisibleStream();
        let shown = "";
        let at = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), whole.length]) {
          shown += stream.push(whole.slice(at, cut));
          at = cut;
        }
        expect(shown + stream.end()).toBe(visibleText(whole.replaceAll("\r\n", "\n")));
      }),
    );
  });
});

describe("the terminal's door", () => {
  function open(json = false) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() };
    const terminal = new StreamTerminal(streams as never, json);
    const text = (name: "stdout" | "stderr"): string => (streams[name].read() as Buffer | null)?.toString() ?? "";
    return { terminal, streams, text };
  }
  const evil = "x\u001b[2J\u202e\u009b\u0007y";
  // eslint-disable-next-line no-control-regex -- such characters are what must not come through
  const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

  it("lets nothing through that is obeyed, by any of its ways", () => {
    for (const json of [false, true]) {
      const { terminal, streams, text } = open(json);
      Object.assign(streams.stderr, { isTTY: true, columns: 80 });
      terminal.answer({ name: evil }, () => table([[evil, terminal.style("green", evil)]]));
      terminal.event("text", { text: evil });
      terminal.write(evil);
      terminal.note(evil);
      terminal.progress(evil);
      expect(text("stdout")).not.toMatch(obeyed);
      expect(text("stderr")).not.toMatch(obeyed);
    }
  });

  it("keeps a colour of ours, and none of anybody else's", () => {
    const { terminal, streams, text } = open();
    Object.assign(streams.stdout, { isTTY: true, getColorDepth: () => 8, hasColors: () => true });
    terminal.answer({}, () => table([[terminal.style("green", "ours\u001b[31m"), "\u001b[31mtheirs"]]));
    expect(text("stdout")).toBe("\u001b[32mours\\u{1b}[31m\u001b[39m  \\u{1b}[31mtheirs\n");
  });

  it("gives out what a stream held back before anything else is written", () => {
    const { terminal, text } = open();
    terminal.write("a\r");
    terminal.note("done");
    expect(text("stdout")).toBe("a\\u{d}");
  });
});
