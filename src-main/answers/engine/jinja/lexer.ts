import { cutTrailing, space } from "./code-points.ts";
import { syntaxError } from "./errors.ts";

export type TokenType =
  | "data"
  | "variable_begin"
  | "variable_end"
  | "block_begin"
  | "block_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "eof";

export interface Token {
  type: TokenType;
  /** A name, an operator, a text without its quotes and escapes, or a number as it was written. */
  value: string;
}

const s = `${space}*`;
// Each as in Jinja2's own lexer, with trim_blocks and lstrip_blocks set, as transformers sets them.
const opening = new RegExp(`\\{%([-+]?)${s}raw${s}(?:-%\\}${s}|%\\})|\\{%([-+]?)|\\{\\{([-+]?)|\\{#([-+]?)`, "g");
const blockEnd = new RegExp(`\\+%\\}|-%\\}${s}|%\\}\\n?`, "y");
const variableEnd = new RegExp(`-\\}\\}${s}|\\}\\}`, "y");
const commentEnd = new RegExp(`\\+#\\}|-#\\}${s}|#\\}\\n?`, "g");
const rawEnd = new RegExp(`\\{%([-+]?)${s}endraw${s}(?:\\+%\\}|-%\\}${s}|%\\}\\n?)`, "g");
const whitespace = new RegExp(`${space}+`, "y");
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const string = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const operator = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const onlySpace = new RegExp(`^${space}+$`);

/** Jinja2's tokens. Throws TemplateSyntaxError. */
export function tokenize(template: string): Token[] {
  const source = template.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const tokens: Token[] = [];
  let at = 0;
  let lineStarting = true;
  const add = (type: TokenType, value: string): void => {
    tokens.push({ type, value });
  };
  const addData = (text: string): void => {
    if (text !== "") add("data", text);
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const advance = (text: string): void => {
    at += text.length;
    if (text !== "") lineStarting = text.endsWith("\n");
  };
  /** The text before a tag, as the tag's sign and the line that it stands in leave it. */
  const stripped = (text: string, sign: string, isVariable: boolean): string => {
    if (sign === "-") return cutTrailing(text);
    if (sign === "+" || isVariable) return text;
    const lineStart = text.lastIndexOf("\n") + 1;
    const indent = text.slice(lineStart);
    return (lineStart > 0 || lineStarting) && onlySpace.test(indent) ? text.slice(0, lineStart) : text;
  };

  function inside(type: "block" | "variable"): void {
    const end = type === "block" ? blockEnd : variableEnd;
    const open: string[] = [];
    for (;;) {
      if (at >= source.length) return;
      const closing = open.length === 0 ? match(end) : null;
      if (closing !== null) {
        add(`${type}_end`, closing);
        advance(closing);
        return;
      }
      const found = readToken(open);
      if (found === null) throw syntaxError(`unexpected char '${source.charAt(at)}' at ${at}`);
      advance(found);
    }
  }

  function readToken(open: string[]): string | null {
    const blank = match(whitespace);
    if (blank !== null) return blank;
    for (const [type, pattern] of [
      ["float", float],
      ["integer", integer],
      ["name", name],
    ] as const) {
      const found = match(pattern);
      if (found === null) continue;
      add(type, found);
      return found;
    }
    const quoted = match(string);
    if (quoted !== null) {
      add("string", unescape(quoted.slice(1, -1)));
      return quoted;
    }
    const sign = match(operator);
    if (sign === null) return null;
    const closer = closers[sign];
    if (closer !== undefined) open.push(closer);
    else if (sign === ")" || sign === "]" || sign === "}") {
      const expected = open.pop();
      if (expected === undefined) throw syntaxError(`unexpected '${sign}'`);
      if (expected !== sign) throw syntaxError(`unexpected '${sign}', expected '${expected}'`);
    }
    add("operator", sign);
    return sign;
  }

  while (at < source.length) {
    opening.lastIndex = at;
    const found = opening.exec(source);
    if (found === null) {
      addData(source.slice(at));
      break;
    }
    const [tag, raw, block, variable, comment] = found;
    const text = source.slice(at, found.index);
    addData(stripped(text, raw ?? block ?? variable ?? comment ?? "", variable !== undefined));
    advance(text);
    advance(tag);
    if (raw !== undefined) {
      rawEnd.lastIndex = at;
      const end = rawEnd.exec(source);
      if (end === null) throw syntaxError("Missing end of raw directive");
      const held = source.slice(at, end.index);
      addData(stripped(held, end[1] ?? "", false));
      advance(held);
      advance(end[0]);
    } else if (comment !== undefined) {
      commentEnd.lastIndex = at;
      const end = commentEnd.exec(source);
      if (end === null) throw syntaxError("Missing end of comment tag");
      advance(source.slice(at, end.index));
      advance(end[0]);
    } else {
      const type = block === undefined ? "variable" : "block";
      add(`${type}_begin`, tag);
      inside(type);
    }
  }
  add("eof", "");
  return tokens;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** As Python's "unicode-escape": an escape that it does not know stays as it is written. */
function unescape(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (...[whole, octal, two, four, eight, other]: [string, string?, string?, string?, string?, string?]) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      const digits = two ?? four ?? eight;
      if (digits !== undefined) return character(parseInt(digits, 16));
      if (other === "x" || other === "u" || other === "U" || other === "N") throw syntaxError("truncated escape");
      return (other === undefined ? undefined : simpleEscapes[other]) ?? whole;
    },
  );
}

function character(point: number): string {
  if (point > 0x10ffff) throw syntaxError("illegal Unicode character");
  return String.fromCodePoint(point);
}
