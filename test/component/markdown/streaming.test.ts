import fc from "fast-check";
import type { Root } from "hast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { describe, expect, test } from "vitest";
import { MAX_BLOCKS, MAX_LINE_CHARS } from "../../../src-renderer/markdown/limits.ts";
import { type Block, StreamingDocument } from "../../../src-renderer/markdown/streaming-document.ts";

const pieces = [
  ...[
    "# Title",
    "Text with **bold**, *slant* and `code`.",
    "A [link](https://example.org) and [ref][r] and a note[^n].",
  ],
  ...[
    "- one\n- two\n\n  still two\n- three",
    "1. first\n2. second\n   - inner\n\n3. third",
    "> quoted\n> twice\n\n> apart",
  ],
  ...["```js\nconst a = 1;\n\n\nb();\n```", "~~~\n```\nnot the end\n~~~", "1. Run:\n```bash\nls\n```\n2. Done."],
  ...[
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "$$\nx^2 + y\n$$",
    "\\[ a = b \\]",
    "Inline $x$, \\(y\\) and $$z$$; it costs $5.",
  ],
  ...[
    "[r]: https://example.org/r",
    "[^n]: The note.",
    "<div>\nraw **html**\n</div>",
    "<think>\nhm\n\n- so\n</think>\nThen.",
    "---",
  ],
  ...[
    "Setext\n===",
    "    indented\n\n    code",
    "- [x] done\n- [ ] open",
    "* a\n* b\n\n+ c",
    "```unclosed\ncode",
    "<think>unclosed",
  ],
  ...[
    "é漢字🙂 text",
    "line\\\nbreak  \nhard",
    "</think>",
    "\ttab",
    "- a\n  ```\n  code\n\n  more\n  ```\n- b",
    "www.example.org",
  ],
  ...[
    "So: $$\nx\n$$ done",
    "So: \\[\nx\n\\]",
    "Price: $$\nmore",
    "$$\n\nx\n$$",
    "H<sub>2</sub>O<br>x",
    "含**「重点」**内容",
  ],
  ...["```md\n# A\n```js\nb\n```\n```", "```\na\n    ```\nb\n```", "1. a\n   $$\n   x\n   $$\n1. b", "${a}/${b} $5"],
];

const answer = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("\n\n", "\n", "\r\n\r\n", "\n\n\n")), { maxLength: 12 })
  .map((parts) => parts.map(([text, gap]) => text + gap).join(""));

function atOnce(text: string): readonly Block[] {
  return new StreamingDocument().update(text, false);
}

function streamed(text: string, cuts: readonly number[]): readonly Block[] {
  const streaming = new StreamingDocument();
  for (const cut of [...cuts].sort((a, b) => a - b)) streaming.update(text.slice(0, cut % (text.length + 1)), true);
  return streaming.update(text, false);
}

describe("a streamed answer", () => {
  test("ends as the same tree as one read at once", () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(4000), { maxLength: 12 }), (text, cuts) => {
        expect(streamed(text, cuts)).toEqual(atOnce(text));
      }),
      { numRuns: 60 },
    );
  });

  test("cut after every character ends as the same tree", () => {
    fc.assert(
      fc.property(answer, (text) => {
        const streaming = new StreamingDocument();
        for (let end = 1; end < text.length; end += 1) streaming.update(text.slice(0, end), true);
        expect(streaming.update(text, false)).toEqual(atOnce(text));
      }),
      { numRuns: 6 },
    );
  });

  test("of arbitrary characters does as well", () => {
    const wild = fc.string({ unit: fc.constantFrom(..."#*_`~[]()<>!|$\\-+1.: \n\tab/"), maxLength: 160 });
    fc.assert(
      fc.property(wild, fc.array(fc.nat(160), { maxLength: 20 }), (text, cuts) => {
        expect(streamed(text, cuts)).toEqual(atOnce(text));
      }),
      { numRuns: 250 },
    );
  });

  test("finds its own definitions, not those of an answer that was read before", () => {
    const answerTo = (page: string): string =>
      JSON.stringify(atOnce(`See [the page][p].\n\n[p]: https://example.org/${page}`));
    expect(answerTo("one")).toContain("https://example.org/one");
    expect(answerTo("two")).toContain("https://example.org/two");
  });

  test("keeps its finished blocks as they are", () => {
    const streaming = new StreamingDocument();
    const before = streaming.update("# One\n\nTwo\n\nThr", true);
    const after = streaming.update("# One\n\nTwo\n\nThree and more", true);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  test("does not show a heading that will be a list", () => {
    const streaming = new StreamingDocument();
    const show = (text: string): string => JSON.stringify(streaming.update(text, true));
    expect(show("Text\n-")).not.toContain("h4");
    expect(JSON.stringify(streaming.update("Text\n-", false))).toContain("h4");
  });

  test("that is not a continuation starts anew", () => {
    const streaming = new StreamingDocument();
    streaming.update("One\n\ntwo", true);
    expect(streaming.update("Other", false)).toEqual(atOnce("Other"));
  });
});

describe("cutting into blocks", () => {
  /** Parsed whole by the same library, for texts that need nothing of ours. */
  const whole = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).freeze();
  const flat = (root: Root): unknown[] =>
    root.children
      .filter((node) => node.type !== "text")
      .map((node): unknown =>
        JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === "position" ? undefined : value))),
      );

  const common = [
    ...[
      "### Title",
      "Text with **bold** and `code`.\nSecond line.",
      "- one\n- two\n\n  still two\n- three",
      "> quoted\n> twice",
    ],
    ...[
      "1. first\n2. second\n   - inner\n\n3. third",
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "    indented\n\n    code",
      "***",
    ],
    ...["- a\n  ```\n  code\n\n  more\n  ```\n- b", "1. x\n\n   para\n\n   > quote\n\n2. y"],
  ];

  test("changes nothing of what the text means", () => {
    const text = fc
      .array(fc.constantFrom(...common), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join("\n\n"));
    fc.assert(
      fc.property(text, (source) => {
        const expected = flat(whole.runSync(whole.parse(source)));
        const blocks = atOnce(source);
        const actual = blocks.flatMap((block) => (block.kind === "tree" ? flat(block.root) : []));
        // Headings are two ranks lower in an answer.
        expect(JSON.parse(JSON.stringify(actual).replaceAll('"h5"', '"h3"'))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe("a long list", () => {
  const items = (count: number, mark: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => `${mark(index)} item ${index} with some **words** in it`).join("\n");

  test("is parsed in parts, numbered on, and loses nothing", () => {
    const blocks = atOnce(items(200, (index) => `${index + 1}.`));
    expect(blocks.length).toBeGreaterThan(3);
    const lists = blocks.flatMap((block) => (block.kind === "tree" ? block.root.children : []));
    let next = 1;
    for (const list of lists) {
      if (list.type !== "element") continue;
      expect(list.tagName).toBe("ol");
      expect(list.properties.start ?? 1).toBe(next);
      next += list.children.filter((child) => child.type === "element").length;
    }
    expect(next).toBe(201);
  });

  test("that counts by ones alone is numbered on as well", () => {
    const blocks = atOnce(items(200, () => "1."));
    const lists = blocks.flatMap((block) => (block.kind === "tree" ? block.root.children : []));
    const starts = lists.map((list) => (list.type === "element" ? (list.properties.start ?? 1) : null));
    const lengths = lists.map((list) =>
      list.type === "element" ? list.children.filter((child) => child.type === "element").length : 0,
    );
    expect(blocks.length).toBeGreaterThan(3);
    expect(starts).toEqual(lengths.map((_, index) => 1 + lengths.slice(0, index).reduce((sum, each) => sum + each, 0)));
    expect(lengths.reduce((sum, each) => sum + each, 0)).toBe(200);
  });
});

describe("limits", () => {
  const nasty: Record<string, string> = {
    quotes: ">".repeat(100_000),
    "quotes over lines": `${"> ".repeat(60)}a\n`.repeat(200),
    brackets: "[".repeat(50_000),
    "nested images": `${"![".repeat(20_000)}x${"](a)".repeat(20_000)}`,
    stars: "*a **b ".repeat(20_000),
    backticks: Array.from({ length: 300 }, (_, index) => `${"`".repeat(index)} `).join(""),
    "one endless line": "a".repeat(500_000),
    "nested lists": Array.from({ length: 400 }, (_, index) => `${"  ".repeat(index)}- a`).join("\n"),
    "nested emphasis": `${"*a _b ".repeat(700)}${"_ *".repeat(700)}`,
    "many blocks": "a\n\n".repeat(MAX_BLOCKS * 4),
    "many thoughts": "<think>a</think>b\n".repeat(2000),
    definitions: Array.from({ length: 5000 }, (_, index) => `[a${index}]: https://example.org/${index}\n\n`).join(""),
    table: `|${"a|".repeat(2000)}\n|${"-|".repeat(2000)}\n${"|a\n".repeat(2000)}`,
    dollars: "$a ".repeat(30_000),
    nulls: "\u0000\ud800\udfff".repeat(5000),
  };

  test.each(Object.entries(nasty))("%s: bounded", (_name, text) => {
    const { length } = atOnce(text);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual((MAX_BLOCKS + 1) * 45);
  });

  test("a frame's time is a frame's, and the rest comes later", () => {
    const streaming = new StreamingDocument();
    const text = "Some *text* here.\n\n".repeat(1000);
    let outline = streaming.outline(text, false, 0);
    expect(outline.complete).toBe(false);
    for (let frames = 0; !outline.complete && frames < 5000; frames += 1) outline = streaming.outline(text, false, 0);
    expect(outline).toEqual(new StreamingDocument().outline(text, false));
  });

  test("a piece of an overlong line never splits a character", () => {
    const text = `${"a".repeat(MAX_LINE_CHARS - 1)}🙂${"b".repeat(10)}`;
    expect(JSON.stringify(atOnce(text))).toContain("🙂");
  });
});
