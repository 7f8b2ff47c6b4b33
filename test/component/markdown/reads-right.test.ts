import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asHtml, streamedAsHtml } from "./as-html.ts";
import { renderMarkdown } from "./render.ts";

const fence = "```";

const emphasis: Record<string, string> = {
  "这是**“取出并重置”模式**。": "<p>这是<strong>“取出并重置”模式</strong>。</p>",
  "**该星号不会被识别。**这是因为": "<p><strong>该星号不会被识别。</strong>这是因为</p>",
  "含**「重点」**内容": "<p>含<strong>「重点」</strong>内容</p>",
  "**注意：**正文": "<p><strong>注意：</strong>正文</p>",
  "**「x」**y": "<p><strong>「x」</strong>y</p>",
  "これは*「強調」*です": "<p>これは<em>「強調」</em>です</p>",
  "이것은 **'강조'**입니다": "<p>이것은 <strong>'강조'</strong>입니다</p>",
  "***「重」***要": "<p><em><strong>「重」</strong></em>要</p>",
  // What CommonMark says of other scripts stays.
  "foo**(bar)**": "<p>foo**(bar)**</p>",
  "**foo.**bar": "<p>**foo.**bar</p>",
  "a_b_c and _d_": "<p>a_b_c and <em>d</em></p>",
  "2 * 3 * 4": "<p>2 * 3 * 4</p>",
};

const notFormulas = [
  ...["It costs $5, not $10.", "5$/kg and 6$/kg", "10$, 20$, 30$", "from 5$-10$ to 20$", "between $5k and 10k$"],
  ...["set $HOME/bin:$PATH first", "echo $foo:$bar", "long $AAPL/$TSLA pair", "set ${x} and ${y}", "${HOME}/${USER}"],
  ...[
    "not $(pwd)/$(date)",
    "R$ 12,29 e (R$ 15,83)",
    "A$5 vs US$6",
    "$1,000 to\n$2,000 more",
    "$a = $b + 1;",
    '"$5" and "$6"',
  ],
  ...["foo$_bar$baz", "x$_one and y$", "5$^a, 6$^b", "echo a$_ b$_"],
];

const formulas: Record<string, string> = {
  "the set $A$ has $n$ items for $5": "<p>the set <math>A</math> has <math>n</math> items for $5</p>",
  "$n$th and $k$-means": "<p><math>n</math>th and <math>k</math>-means</p>",
  "设$x$为$y$。": "<p>设<math>x</math>为<math>y</math>。</p>",
  "$3x + 2 = 5$, $1, 2, 3$": "<p><math>3x + 2 = 5</math>, <math>1, 2, 3</math></p>",
  "$10 \\text{ km}$": "<p><math>10 \\text{ km}</math></p>",
  "It costs $5, x$_1$ too": "<p>It costs $5, x<math>_1</math> too</p>",
  "It costs $5 (x$_{i,j}^2$)": "<p>It costs $5 (x<math>_{i,j}^2</math>)</p>",
  "It costs $5 and x$_1$ and $y$": "<p>It costs $5 and x<math>_1</math> and <math>y</math></p>",
  "set $HOME, then x$_1$": "<p>set $HOME, then x<math>_1</math></p>",
  "H$_2$O at 90$^{\\circ}$C, 10$^{-3}$ m":
    "<p>H<math>_2</math>O at 90<math>^{\\circ}</math>C, 10<math>^{-3}</math> m</p>",
  // An underscore after a formula may end emphasis.
  "_with $x$_ and _$y$_, $z$": "<p><em>with <math>x</math></em> and <em><math>y</math></em>, <math>z</math></p>",
};

const displayed: Record<string, string> = {
  "The energy is: $$\nE = mc^2\n$$\nwhere $m$ is the mass.":
    "<p>The energy is:</p><math>E = mc^2</math><p>where <math>m</math> is the mass.</p>",
  "So: \\[\nx\n\\]\nthen.": "<p>So:</p><math>x</math><p>then.</p>",
  "So: $$\na\n- b\n= c\n$$ done": "<p>So:</p><math>a\n- b\n= c</math><p>done</p>",
  "So: $$ a +\nb $$": "<p>So:</p><math>a +\nb</math>",
  "1. Energy: $$\n   E\n   $$\n   with E.\n2. Next":
    "<ol><li>Energy:</li></ol><math>E</math><p>with E.</p><ol><li>Next</li></ol>",
  "$$\n\nx\n$$\n\ny": "<math>x</math><p>y</p>",
  "\\[\nA = \\begin{matrix} 1 \\\\\n2 \\end{matrix}\n\\]": "<math>A = \\begin{matrix} 1 \\\\\n2 \\end{matrix}</math>",
  // What does not end is not a formula, and all of it is shown.
  "Price: $$\nKitchen: Thai\n\nNext": "<p>Price: $$\nKitchen: Thai</p><p>Next</p>",
  "- **Price:** $$\n- **Where:** town":
    "<ul><li><strong>Price:</strong> $$</li><li><strong>Where:</strong> town</li></ul>",
  "$$\n\nsome words\n\nmore": "<p>$$</p><p>some words</p><p>more</p>",
};

const fences: Record<string, string> = {
  [`${fence}\`md\n${fence}js\na\n${fence}\n${fence}\`\nend`]: `<pre md>${fence}js\na\n${fence}</pre><p>end</p>`,
  [`~~~md\n${fence}js\na\n${fence}\n~~~\nend`]: `<pre md>${fence}js\na\n${fence}</pre><p>end</p>`,
  [`${fence}markdown\n# T\n${fence}js\na\n${fence}\n# U\n${fence}\nend`]: `<pre markdown># T\n${fence}js\na\n${fence}\n# U</pre><p>end</p>`,
  // Indented by four, it is a line of the code.
  [`${fence}\na\n    ${fence}\nb\n${fence}\nend`]: `<pre >a\n    ${fence}\nb</pre><p>end</p>`,
  [`${fence}js\na\n${fence} and more\n${fence}\nend`]: `<pre js>a\n${fence} and more</pre><p>end</p>`,
};

const tags: Record<string, string> = {
  "| a |\n|---|\n| x<br>y<BR/>z |":
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x<br>y<br>z</td></tr></tbody></table>",
  "| a |\n|---|\n| v<BR >w<br/>x<Br>y<br  />z |":
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>v<br>w<br>x<br>y<br>z</td></tr></tbody></table>",
  "a<brr>b<br x>": "<p>a&lt;brr>b&lt;br x></p>",
  "H<sub>2</sub>O and x<sup>**2**</sup>": "<p>H<sub>2</sub>O and x<sup><strong>2</strong></sup></p>",
  "a<sub>b": "<p>a&lt;sub>b</p>",
  "`<br>` and \\<br> and <b>x</b>": "<p><code>&lt;br></code> and &lt;br> and &lt;b>x&lt;/b></p>",
};

const all = { ...emphasis, ...formulas, ...displayed, ...fences, ...tags };

describe("an answer reads right", () => {
  test.each(Object.entries(all))("%j", (text, expected) => {
    expect(asHtml(text)).toBe(expected);
    expect(streamedAsHtml(text)).toBe(expected);
  });

  test.each(notFormulas)("%j has no formula", (text) => {
    expect(asHtml(text)).toBe(`<p>${text}</p>`);
  });

  test("whatever stands before and after it, streamed as at once", () => {
    const part = fc.constantFrom(...Object.keys(all), ...notFormulas);
    const gap = fc.constantFrom("\n\n", "\n", " ");
    const text = fc
      .array(fc.tuple(part, gap), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map((pair) => pair.join("")).join(""));
    fc.assert(
      fc.property(text, (source) => {
        expect(streamedAsHtml(source)).toBe(asHtml(source));
      }),
      { numRuns: 15 },
    );
  });
});

test("each block finds its own direction, and code has one of its own", async () => {
  const text = `שלום\n\n- פריט\n\n> ציטוט\n\n| א |\n|---|\n| ב |\n\n\`x\`\n\n${fence}\ny\n${fence}`;
  const { root } = await renderMarkdown(text);
  for (const name of ["p", "ul", "li", "blockquote", ".table", "th", "td"]) {
    expect(root.querySelector(name)?.getAttribute("dir"), name).toBe("auto");
  }
  for (const name of ["p > code", "figure"]) expect(root.querySelector(name)?.getAttribute("dir"), name).toBe("ltr");
});

test("a formula without its end stops at a blank line, whatever follows", () => {
  expect(asHtml("$$\na + b\n\nNext **words**.\n\n$$")).toContain("<strong>words</strong>");
});
