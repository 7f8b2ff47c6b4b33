import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** What the library's `evaluate` gives: what is passed to `next` is read in the place of the token that it gave last. */
type Evaluation = ReturnType<LlamaContextSequence["evaluate"]>;

/** The tokens that a model writes, with others put in between as if it had written them. */
export class TokenStream {
  readonly #evaluation: Evaluation;
  #last: Token | null = null;
  #inserted: readonly Token[] = [];

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  /** Null when the library gives no more. */
  async next(): Promise<Token | null> {
    const instead = this.#inserted.length === 0 || this.#last === null ? undefined : [this.#last, ...this.#inserted];
    this.#inserted = [];
    const { done, value } = await (instead === undefined ? this.#evaluation.next() : this.#evaluation.next(instead));
    this.#last = done === true ? null : (value ?? null);
    return this.#last;
  }

  /** After the token that came last. */
  insert(tokens: readonly Token[]): void {
    this.#inserted = tokens;
  }

  /** Gives back what the library holds for it. */
  async close(): Promise<void> {
    await this.#evaluation.return();
  }
}
