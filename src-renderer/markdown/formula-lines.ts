/** Formulas on separate lines, as the cuts between blocks depend on them. */

export interface Formula {
  closer: string;
  /** What stands after the opening. */
  rest: string;
}

const startPattern = /^ {0,3}(\$\$|\\\[)(.*)$/;

/** A formula that begins with this line; "$$x$$ is ..." is a sentence and left to the parser. */
export function formulaAtStart(text: string): Formula | null {
  const [, opener = "", rest = ""] = startPattern.exec(text) ?? [];
  if (opener === "") return null;
  const closer = opener === "$$" ? "$$" : "\\]";
  const end = rest.indexOf(closer);
  if (end !== -1 && rest.slice(end + closer.length).trim() !== "") return null;
  if (end !== -1 && rest.slice(0, end).trim() === "") return null;
  return { closer, rest };
}

/**
 * A formula that opens inside of a sentence and does not end with its line: "The energy is: $$". Not after a letter or a
 * digit ("costs 5$$"), not inside of code, and not outside a sentence (a quote, or a list item that begins with its
 * formula: the parser knows these).
 */
export function formulaInside(text: string): (Formula & { before: string }) | null {
  if ((!text.includes("$$") && !text.includes("\\[")) || /^\s*[>|]/.test(text)) return null;
  const dollars = text.split("$$").length % 2 === 0 ? text.lastIndexOf("$$") : -1;
  const bracket = lastOpenBracket(text);
  const at = Math.max(dollars, bracket);
  if (at === -1) return null;
  const before = text.slice(0, at).trimEnd();
  const said = before.replace(/^\s*(?:[-+*]|\d{1,9}[.)])\s/, "");
  if (!/[\p{L}\p{N}]/u.test(said) || before.split("`").length % 2 === 0) return null;
  const last = text.charAt(at - 1);
  const next = text.charAt(at + 2);
  if (/[$\\]/.test(last) || next === "$" || (at === dollars && /[\p{L}\p{N}]/u.test(last))) return null;
  return { before, rest: text.slice(at + 2), closer: at === dollars ? "$$" : "\\]" };
}

function lastOpenBracket(text: string): number {
  const at = text.lastIndexOf("\\[");
  return at !== -1 && !text.includes("\\]", at) ? at : -1;
}

/** Where a formula ends in a line; -1 where it goes on. `\\]` is a line of a matrix and a bracket. */
export function closerAt(text: string, closer: string): number {
  for (let at = text.indexOf(closer); at !== -1; at = text.indexOf(closer, at + 1)) {
    let slashes = 0;
    while (text.charAt(at - 1 - slashes) === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
