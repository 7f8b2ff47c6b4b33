import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { ThreadGovernor } from "./thread-governor.ts";

/** A stop is seen between pieces of a prompt, so a piece shall not take much longer than this. */
const pieceMs = 1500;
/** Below this a piece costs noticeably more per token than a whole batch. */
const minPieceTokens = 32;
/** The first piece of a model whose speed is not known yet, where weights are above `smallModelBytes`. */
const firstPieceTokens = 64;
const smallModelBytes = 1e9;

/** Reads prompts in pieces that can be stopped in between, and keeps what the context still has from before. */
export class PromptReader {
  readonly #sequence: LlamaContextSequence;
  readonly #batchTokens: number;
  readonly #governor: ThreadGovernor | null;
  #pieceTokens: number;

  constructor(sequence: LlamaContextSequence, batchTokens: number, governor: ThreadGovernor | null) {
    this.#sequence = sequence;
    this.#governor = governor;
    this.#batchTokens = batchTokens;
    this.#pieceTokens = sequence.model.size > smallModelBytes ? Math.min(firstPieceTokens, batchTokens) : batchTokens;
  }

  /** Erases only what differs from `tokens`; at least the last token is left to read, since it gives the first answer. */
  async reuse(tokens: readonly Token[]): Promise<{ rest: Token[]; cachedTokens: number }> {
    const sequence = this.#sequence;
    const had = sequence.contextTokens;
    const limit = Math.min(had.length, tokens.length - 1);
    let same = 0;
    while (same < limit && had[same] === tokens[same]) same++;
    if (same < had.length) await sequence.eraseContextTokenRanges([{ start: same, end: had.length }]);
    // A sliding window or a recurrent state may have had to give up more than was asked.
    const cachedTokens = Math.min(sequence.nextTokenIndex, same);
    return { rest: tokens.slice(cachedTokens), cachedTokens };
  }

  /** Gives the piece that is left for the call that also samples, or null after a stop. */
  async readAllButLast(rest: readonly Token[], stopped: () => boolean): Promise<Token[] | null> {
    let at = 0;
    // A short piece shows whether the threads have their cores, before a long one suffers from it.
    let pieceTokens = this.#governor?.unsure === true ? minPieceTokens : this.#pieceTokens;
    this.#governor?.begin();
    while (rest.length - at > pieceTokens) {
      if (stopped()) return null;
      const piece = rest.slice(at, at + pieceTokens);
      const begun = performance.now();
      await this.#sequence.evaluateWithoutGeneratingNewTokens(piece);
      at += piece.length;
      this.#governor?.afterPiece();
      this.#adapt(piece.length, performance.now() - begun);
      pieceTokens = this.#pieceTokens;
    }
    return stopped() ? null : rest.slice(at);
  }

  #adapt(tokens: number, ms: number): void {
    const fitting = Math.floor((tokens * pieceMs) / Math.max(ms, 1) / minPieceTokens) * minPieceTokens;
    this.#pieceTokens = Math.min(this.#batchTokens, Math.max(minPieceTokens, fitting));
  }
}
