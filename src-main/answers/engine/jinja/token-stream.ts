import { LimitError, syntaxError } from "./errors.ts";
import type { Token, TokenType } from "./lexer.ts";

/** Expressions and blocks inside one another; Python's own stack ends at about 70. */
const maxDepth = 150;

/** A template's tokens, one after another, and how deeply what is read of them is nested. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? { type: "eof", value: "" };
  }

  /** What comes after it. */
  get following(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  is(type: TokenType, value?: string): boolean {
    return this.token.type === type && (value === undefined || this.token.value === value);
  }

  next(): Token {
    const token = this.token;
    this.#at++;
    return token;
  }

  skip(type: TokenType, value: string): boolean {
    if (!this.is(type, value)) return false;
    this.#at++;
    return true;
  }

  expect(type: TokenType, value?: string): Token {
    if (this.is(type, value)) return this.next();
    throw syntaxError(`expected token '${value ?? type}', got '${describe(this.token)}'`);
  }

  nested<T>(work: () => T): T {
    if (++this.#depth > maxDepth) throw new LimitError("it is nested too deeply");
    const result = work();
    this.#depth--;
    return result;
  }
}

export function describe({ type, value }: Token): string {
  if (type === "eof") return "end of template";
  return type === "name" || type === "operator" ? value : type;
}
