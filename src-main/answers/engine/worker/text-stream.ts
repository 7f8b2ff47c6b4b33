import type { LlamaModel, Token } from "node-llama-cpp";

type Detokenizer = Pick<LlamaModel, "detokenize">;

/** A character has at most 4 bytes, each perhaps a separate token; one more shows what is in front of it. */
const keptTokens = 5;
/** The window is cut when it has become so long, and not for every token. */
const maxTokens = 16;
const replacement = "\uFFFD";

/**
 * Turns tokens into text, and never shows half a character, however many tokens it takes and wherever they are cut. The last
 * tokens are looked at together: what they say beyond what has been shown is new.
 */
export class TextStream {
  readonly #model: Detokenizer;
  #window: Token[] = [];
  /** How much of the window's text has been shown. */
  #shown = 0;

  constructor(model: Detokenizer) {
    this.#model = model;
  }

  /** The characters that the token completes; "" while one is unfinished. */
  push(token: Token): string {
    this.#window.push(token);
    const whole = this.#wholeCharacters();
    const text = whole.slice(this.#shown);
    this.#shown = Math.max(this.#shown, whole.length);
    if (this.#window.length >= maxTokens) this.#cut();
    return text;
  }

  /** Ends what has come so far; the half of a character that was cut off is dropped. */
  reset(): void {
    this.#window = [];
    this.#shown = 0;
  }

  #wholeCharacters(): string {
    const text = this.#model.detokenize(this.#window);
    // Bytes that may yet become a character read as one replacement, whether they are one, two or three.
    return text.endsWith(replacement) ? text.slice(0, -1) : text;
  }

  /** Where the cut goes through a character, its rest reads as replacements at the front, the same ones every time. */
  #cut(): void {
    this.#window = this.#window.slice(-keptTokens);
    this.#shown = this.#wholeCharacters().length;
  }
}
