import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** The tokens that a model writes, with others put in between as if it had written them. */
export interface TokenStream {
  /** Null when there are no more. */
  next(): Promise<Token | null>;
  /** After the token that came last. */
  insert(tokens: readonly Token[]): void;
  /** Gives back what is held for it. */
  close(): Promise<void>;
}

/** The library's `evaluate` gives: what is passed to `next` is read in the place of the token that it gave last. */
type Evaluation = ReturnType<LlamaContextSequence["evaluate"]>;

/** Step by step through the library, which joins what several sequences read. */
export class EvaluatedTokens implements TokenStream {
  readonly #evaluation: Evaluation;
  #last: Token | null = null;
  #inserted: readonly Token[] = [];

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  async next(): Promise<Token | null> {
    const instead = this.#inserted.length === 0 || this.#last === null ? undefined : [this.#last, ...this.#inserted];
    this.#inserted = [];
    const { done, value } = await (instead === undefined ? this.#evaluation.next() : this.#evaluation.next(instead));
    this.#last = done === true ? null : (value ?? null);
    return this.#last;
  }

  insert(tokens: readonly Token[]): void {
    this.#inserted = tokens;
  }

  async close(): Promise<void> {
    await this.#evaluation.return();
  }
}
