import type { WorkerAnswer } from "./protocol.ts";
import { type Part, PartedAnswer } from "./thinking/index.ts";
import type { Answer, GenerateOptions } from "./types.ts";

/** An answer on its way: gathers its text, counts its time, and settles once. */
export class PendingAnswer {
  readonly id: number;
  /** About a conversation, not of it. */
  readonly isAside: boolean;
  readonly promise: Promise<Answer>;
  /** What became of the wish to end it early. */
  stop: "none" | "asked" | "heard" = "none";
  /** `waiting`: the engine has not been asked yet. */
  phase: "waiting" | "prompting" | "answering" = "waiting";
  /** The engine is at its files for it. */
  isKeeping = false;
  /** Nothing else was answered meanwhile. */
  isAlone = true;
  readonly #listener: GenerateOptions;
  readonly #begun = performance.now();
  #firstTextMs: number | null = null;
  readonly #parts = new PartedAnswer();
  #resolve!: (answer: Answer) => void;
  #reject!: (error: unknown) => void;

  constructor(id: number, listener: GenerateOptions, isAside = false) {
    this.id = id;
    this.isAside = isAside;
    this.#listener = listener;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  add(part: Part, text: string): void {
    this.#firstTextMs ??= performance.now() - this.#begun;
    this.#parts.add(part, text);
    if (part === "text") this.#listener.onText?.(text);
    else this.#listener.onThinking?.(text);
  }

  recast(): void {
    this.#parts.recast();
    this.#listener.onRecast?.();
  }

  finish({ decodeMs, promptMs, memory: _memory, ...answer }: WorkerAnswer): void {
    const read = answer.promptTokens - answer.cachedTokens;
    this.#resolve({
      ...answer,
      text: this.#parts.text,
      thinking: this.#parts.thinking,
      // The first token comes with the prompt; the others' pace is the decode speed.
      tokensPerSecond: answer.tokens > 1 && decodeMs > 0 ? ((answer.tokens - 1) * 1000) / decodeMs : null,
      promptTokensPerSecond: promptMs > 0 && answer.tokens > 0 ? (read * 1000) / promptMs : null,
      firstTokenMs: this.#firstTextMs,
    });
  }

  /** The model was unloaded in mid-answer, or the answer was stopped and does not end: what came so far is the answer. */
  stopEarly(contextTokens: number): void {
    this.#resolve({
      text: this.#parts.text,
      thinking: this.#parts.thinking,
      stopReason: "stopped",
      seed: null,
      promptTokens: 0,
      cachedTokens: 0,
      tokens: 0,
      tokensPerSecond: null,
      promptTokensPerSecond: null,
      firstTokenMs: this.#firstTextMs,
      contextUsedTokens: 0,
      contextTokens,
      threads: null,
      leftOutTurns: null,
    });
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
