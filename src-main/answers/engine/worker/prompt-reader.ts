import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { commonLength } from "./common-length.ts";
import type { ThreadGovernor } from "./thread-governor.ts";

/** A stop is seen between pieces of a prompt, so a piece shall not take much longer than this. */
const pieceMs = 1500;
/** A piece smaller than this costs noticeably more per token than a whole batch. */
const minPieceTokens = 32;
const unsurePieceTokens = 64;
/** The first piece of a model whose speed is not known yet, where weights are above `smallModelBytes`. */
const firstPieceTokens = 64;
const smallModelBytes = 1e9;

/** Reads prompts in pieces that can be stopped in between, and keeps what the context still has from before. */
export class PromptReader {
  readonly #sequence: LlamaContextSequence;
  readonly #batchTokens: number;
  readonly #governor: () => ThreadGovernor | null;
  #pieceTokens: number;

  constructor(sequence: LlamaContextSequence, batchTokens: number, governor: () => ThreadGovernor | null) {
    this.#sequence = sequence;
    this.#governor = governor;
    this.#batchTokens = batchTokens;
    this.#pieceTokens = sequence.model.size > smallModelBytes ? Math.min(firstPieceTokens, batchTokens) : batchTokens;
  }

  /** How much of a prompt is there from before. */
  countCached(tokens: readonly Token[]): number {
    return commonLength(this.#sequence.contextTokens, tokens);
  }

  /** Erases only what differs from `tokens`; at least the last token is left to read, since it gives the first answer. */
  async reuse(tokens: readonly Token[]): Promise<{ rest: Token[]; cachedTokens: number }> {
    const sequence = this.#sequence;
    const had = sequence.contextTokens;
    const same = commonLength(had, tokens);
    if (same < had.length) await sequence.eraseContextTokenRanges([{ start: same, end: had.length }]);
    // A sliding window or a recurrent state may have had to give up more than was asked.
    const cachedTokens = Math.min(sequence.nextTokenIndex, same);
    return { rest: tokens.slice(cachedTokens), cachedTokens };
  }

  /** Gives the piece that is left for the call that also samples, or null after a stop. `mostTokens`: of a piece, where a stop shall be seen sooner. */
  async readAllButLast(rest: readonly Token[], stopped: () => boolean, mostTokens = Infinity): Promise<Token[] | null> {
    let at = 0;
    this.#governor()?.begin();
    for (;;) {
      if (stopped()) return null;
      // With other programs about, a piece must be short enough to find out before a long one suffers.
      const usual = this.#governor()?.unsure === true ? unsurePieceTokens : Infinity;
      const size = Math.min(usual, this.#pieceTokens, mostTokens);
      if (rest.length - at <= size) return rest.slice(at);
      const piece = rest.slice(at, at + size);
      const begun = performance.now();
      await this.#sequence.evaluateWithoutGeneratingNewTokens(piece);
      at += piece.length;
      // A smaller one says little about what a whole one takes, or about the threads that it needs.
      if (mostTokens !== Infinity) continue;
      this.#governor()?.afterPiece(piece.length);
      this.#adapt(piece.length, performance.now() - begun);
    }
  }

  #adapt(tokens: number, ms: number): void {
    const fitting = Math.floor((tokens * pieceMs) / Math.max(ms, 1) / minPieceTokens) * minPieceTokens;
    this.#pieceTokens = Math.min(this.#batchTokens, Math.max(minPieceTokens, fitting));
  }
}
