import type { WorkerAnswer } from "./protocol.ts";
import type { Answer } from "./types.ts";

/** An answer on its way: gathers its text, counts its time, and settles once. */
export class PendingAnswer {
  readonly id: number;
  readonly promise: Promise<Answer>;
  /** What became of the wish to end it early. */
  stop: "none" | "asked" | "heard" = "none";
  readonly #onText: ((text: string) => void) | undefined;
  readonly #begun = performance.now();
  #firstTextMs: number | null = null;
  #text = "";
  #resolve!: (answer: Answer) => void;
  #reject!: (error: unknown) => void;

  constructor(id: number, onText: ((text: string) => void) | undefined) {
    this.id = id;
    this.#onText = onText;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  add(text: string): void {
    this.#firstTextMs ??= performance.now() - this.#begun;
    this.#text += text;
    this.#onText?.(text);
  }

  finish({ decodeMs, promptMs, memory: _memory, ...answer }: WorkerAnswer): void {
    const read = answer.promptTokens - answer.cachedTokens;
    this.#resolve({
      ...answer,
      text: this.#text,
      // The first token comes with the prompt; the others' pace is the decode speed.
      tokensPerSecond: answer.tokens > 1 && decodeMs > 0 ? ((answer.tokens - 1) * 1000) / decodeMs : null,
      promptTokensPerSecond: promptMs > 0 && answer.tokens > 0 ? (read * 1000) / promptMs : null,
      firstTokenMs: this.#firstTextMs,
    });
  }

  /** The model was unloaded in mid-answer, or does not come to an end although it was stopped: what came so far is the answer. */
  stopEarly(contextTokens: number): void {
    this.#resolve({
      text: this.#text,
      stopReason: "stopped",
      promptTokens: 0,
      cachedTokens: 0,
      tokens: 0,
      tokensPerSecond: null,
      promptTokensPerSecond: null,
      firstTokenMs: this.#firstTextMs,
      contextUsedTokens: 0,
      contextTokens,
      threads: null,
    });
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
