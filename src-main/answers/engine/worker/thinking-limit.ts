import type { Token } from "node-llama-cpp";

export interface ThinkingLimitOptions {
  /** Tokens of reasoning after which the answer has to begin; null: without a limit. */
  budgetTokens: number | null;
  /** The answer shall begin now. */
  isOver: () => boolean;
  /** The tokens that end reasoning with this mark; "" in a framed message. */
  endWith: (close: string) => readonly Token[];
}

/** Ends a model's reasoning in its own marks, once it has had enough of it, so that it goes on with the answer. */
export class ThinkingLimit {
  readonly #options: ThinkingLimitOptions;
  #thought = 0;

  constructor(options: ThinkingLimitOptions) {
    this.#options = options;
  }

  /** After a token, with the mark that would end the reasoning that it belongs to; null where it belongs to none. What to write next. */
  after(close: string | null): readonly Token[] {
    if (close === null) return [];
    this.#thought++;
    const { budgetTokens, isOver, endWith } = this.#options;
    const isSpent = budgetTokens !== null && this.#thought >= budgetTokens;
    return isSpent || isOver() ? endWith(close) : [];
  }
}
