import type { ElementContent } from "hast";
import { describe, expect, test } from "vitest";
import { MAX_MATH_DEPTH, MAX_MATH_NODES } from "../../../src-renderer/markdown/limits.ts";
import { toMathml } from "../../../src-renderer/markdown/worker/mathml.ts";

const doubling = Array.from(
  { length: 40 },
  (_, index) => `\\def\\${letter(index + 1)}{\\${letter(index)}\\${letter(index)}}`,
);

/** A macro's name: "aa", "ab" and so on. */
function letter(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));
}

const bombs: Record<string, string> = {
  "macros without end": "\\def\\a{\\a\\a}\\a",
  "arguments many times over": `\\def\\a#1{${"#1".repeat(500)}}\\a{\\a{\\a{\\a{x}}}}`,
  "new commands with arguments": `\\newcommand{\\a}[1]{${"#1".repeat(500)}}\\a{\\a{\\a{x}}}`,
  "macros that double": `\\def\\aa{xx}${doubling.join("")}\\${letter(40)}`,
  "macros expanded when they are made": `\\edef\\a{xx}${"\\edef\\a{\\a\\a}".repeat(60)}\\a`,
  "macros expanded by hand": `\\def\\a{xx}${"\\expandafter\\def\\expandafter\\a\\expandafter{\\a\\a}".repeat(30)}\\a`,
  "deep fractions": `${"\\frac{1}{".repeat(300)}x${"}".repeat(300)}`,
  "deep roots": `${"\\sqrt{".repeat(400)}x${"}".repeat(400)}`,
  "deep braces": `${"{".repeat(1900)}x${"}".repeat(1900)}`,
  "wide formulas": "x_1^2+".repeat(600),
};

function size(nodes: readonly ElementContent[]): { nodes: number; depth: number } {
  const inner = nodes.map((node) => (node.type === "element" ? size(node.children) : { nodes: 0, depth: 0 }));
  return {
    nodes: nodes.length + inner.reduce((sum, each) => sum + each.nodes, 0),
    depth: 1 + Math.max(0, ...inner.map((each) => each.depth)),
  };
}

describe("a formula", () => {
  test.each(Object.entries(bombs))("is bounded: %s", (_name, tex) => {
    const made = toMathml(tex, true);
    const { nodes, depth } = size(made ?? []);
    expect(nodes).toBeLessThanOrEqual(MAX_MATH_NODES);
    expect(depth).toBeLessThanOrEqual(MAX_MATH_DEPTH + 1);
  });

  test.each(["\\def\\a#1{#1#1} \\a x", "\\newcommand{\\a}[1]{#1#1} \\a{x}", "\\def\\b{x}\\edef\\a{\\b\\b} \\a"])(
    "is shown as it is where macros can grow with each use, small as it may be: %s",
    (tex) => expect(toMathml(tex, false)).toBeNull(),
  );

  test("may have macros of its own that do not grow", () => {
    expect(JSON.stringify(toMathml("\\def\\half{\\frac12} \\half x + \\half y", false))).toContain("mfrac");
    expect(toMathml("\\newcommand{\\ours}{\\mathbb{R}} x \\in \\ours", false)).not.toBeNull();
  });

  test.each([
    "x^2",
    "\\frac{a}{b}",
    "\\sum_{i=1}^n i",
    "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
    "a\\;b",
    "\\text{für }x",
  ])("is made of MathML alone: %s", (tex) => {
    const made = toMathml(tex, true);
    expect(made?.[0]).toMatchObject({ type: "element", tagName: "math", properties: { display: "block" } });
    expect(JSON.stringify(made)).not.toMatch(/annotation|"style"|"span"/);
  });
});
