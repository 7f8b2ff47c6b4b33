import type { Token } from "node-llama-cpp";

/** The last tokens of a conversation, as many as a penalty looks back, in their order. */
export class RecentTokens {
  readonly #most: number;
  #tokens: Token[];

  constructor(prompt: readonly Token[], most: number) {
    this.#most = most;
    this.#tokens = prompt.slice(-most);
  }

  push(token: Token): void {
    this.#tokens.push(token);
    if (this.#tokens.length > this.#most) this.#tokens.shift();
  }

  /** The library takes them as its own. */
  list(): Token[] {
    return [...this.#tokens];
  }
}
