import type { LlamaModel, Token } from "node-llama-cpp";

type Detokenizer = Pick<LlamaModel, "detokenize">;

/** A character may be spread over this many tokens (4 bytes, each its own token, and a joiner more); then it is broken for good. */
const maxTokensPerCharacter = 8;
/** Tokens before the piece that decide about its leading space. */
const contextTokens = 3;
const replacement = "\uFFFD";

/** Turns tokens into text, and never shows half a character. */
export class TextStream {
  readonly #model: Detokenizer;
  readonly #before: Token[] = [];
  #pending: Token[] = [];

  constructor(model: Detokenizer) {
    this.#model = model;
  }

  /** The text that the token completes; "" while a character is unfinished. */
  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#model.detokenize(this.#pending, false, this.#before);
    if (text.endsWith(replacement) && this.#pending.length < maxTokensPerCharacter) return "";
    this.#settle();
    return text;
  }

  /** What is left at the end, less the half of a character that was cut off. */
  flush(): string {
    if (this.#pending.length === 0) return "";
    const text = this.#model.detokenize(this.#pending, false, this.#before);
    this.#settle();
    return text.replace(/\uFFFD+$/, "");
  }

  #settle(): void {
    this.#before.push(...this.#pending);
    this.#before.splice(0, Math.max(0, this.#before.length - contextTokens));
    this.#pending = [];
  }
}
