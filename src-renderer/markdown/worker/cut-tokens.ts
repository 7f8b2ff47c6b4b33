import type { ElementContent } from "hast";

/** Cuts coloured code into pieces: a token that reaches over a cut goes on in the next piece. */
export function cutTokens(tokens: readonly ElementContent[], cuts: readonly number[]): ElementContent[][] {
  let rest: readonly ElementContent[] = tokens;
  let at = 0;
  const pieces: ElementContent[][] = [];
  for (const cut of cuts) {
    const [before, after] = splitAt(rest, cut - at);
    pieces.push(before);
    rest = after;
    at = cut;
  }
  return [...pieces, [...rest]];
}

function splitAt(tokens: readonly ElementContent[], chars: number): [ElementContent[], ElementContent[]] {
  const before: ElementContent[] = [];
  let left = chars;
  for (const [index, token] of tokens.entries()) {
    const length = lengthOf(token);
    if (length <= left) {
      before.push(token);
      left -= length;
      continue;
    }
    const rest = tokens.slice(index + 1);
    if (left === 0) return [before, [token, ...rest]];
    if (token.type === "text") {
      const [head, tail] = [token.value.slice(0, left), token.value.slice(left)];
      return [
        [...before, { ...token, value: head }],
        [{ ...token, value: tail }, ...rest],
      ];
    }
    if (token.type !== "element") return [before, [...rest]];
    const [head, tail] = splitAt(token.children, left);
    return [
      [...before, { ...token, children: head }],
      [{ ...token, children: tail }, ...rest],
    ];
  }
  return [before, []];
}

function lengthOf(token: ElementContent): number {
  if (token.type === "text") return token.value.length;
  return token.type === "element" ? token.children.reduce((sum, child) => sum + lengthOf(child), 0) : 0;
}
