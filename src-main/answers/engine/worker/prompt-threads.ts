import { Patience } from "./patience.ts";

/** A piece of a prompt that was read in one go. */
export interface PieceWindow {
  /** When it ended. */
  now: number;
  tokens: number;
  wallMs: number;
  /** Cores that the threads had on average, with what the hypervisor took. */
  cores: number;
  /** Cores of the computer that were idle on average; null where the system does not say. */
  idleCores: number | null;
}

interface Trial {
  from: number;
  /** Of the piece before it. */
  tokens: number;
  tokenMs: number;
}

/** Reading a prompt has fewer barriers than an answer: at 1.3 of 2 cores, 2 threads and 1 are equally fast. */
const starvedShare = 0.7;
/** Shorter pieces are judged by their pace only: what goes before and after the reading runs on one thread. */
const pieceWindows = 5;
const worthIt = 0.97;
/** What was measured longer ago says nothing about now. */
const staleMs = 30_000;
const idleShare = 0.8;

/**
 * How many threads read a prompt. Its pieces are few and long, so nothing is tried without a reason; the pace decides
 * what stays.
 */
export class PromptThreads {
  readonly #minWindowMs: number;
  readonly #beforeFewer = new Patience({ firstMs: 400, longestMs: 30_000, lossShare: 0.05 });
  readonly #beforeMore = new Patience({ firstMs: 1000, longestMs: 30_000, lossShare: 0.05 });
  #tuned: number;
  #threads: number;
  #trial: Trial | null = null;
  #seenAt = -Infinity;

  constructor(tuned: number, minWindowMs: number) {
    this.#tuned = this.#threads = tuned;
    this.#minWindowMs = minWindowMs;
  }

  get threads(): number {
    return this.#threads;
  }

  /** Whether other programs left fewer than on a quiet computer. */
  get givesWay(): boolean {
    return this.#threads < this.#tuned;
  }

  retune(tuned: number): void {
    this.#tuned = this.#threads = tuned;
    this.#trial = null;
  }

  /** Before a prompt: as the last one ended, a try that is not decided included; after a long rest as on a quiet computer. */
  begin(now: number): void {
    if (now - this.#seenAt < staleMs) return;
    this.#trial = null;
    this.#threads = this.#tuned;
  }

  /** A piece has been read; the next one may have another number of threads. */
  take({ now, tokens, wallMs, cores, idleCores }: PieceWindow): void {
    if (wallMs < this.#minWindowMs / 2) return;
    const tokenMs = wallMs / tokens;
    this.#seenAt = now;
    if (this.#trial !== null) {
      this.#judge(this.#trial, now, tokens, tokenMs);
      return;
    }
    const threads = this.#threads;
    const starves = threads > 1 && wallMs >= pieceWindows * this.#minWindowMs && cores < starvedShare * threads;
    if (starves && this.#beforeFewer.isOver(now)) {
      this.#try({ from: threads, tokens, tokenMs }, Math.min(threads - 1, Math.max(1, Math.floor(cores + 0.2))));
    } else if (threads < this.#tuned) {
      const free = idleCores === null ? 0 : Math.floor(idleCores + 1 - idleShare);
      if (free > 0 || this.#beforeMore.isOver(now)) this.#try({ from: threads, tokens, tokenMs }, this.#tuned);
    }
  }

  #try(trial: Trial, threads: number): void {
    this.#trial = trial;
    this.#threads = threads;
  }

  #judge({ from, tokens: tokensBefore, tokenMs: before }: Trial, now: number, tokens: number, tokenMs: number): void {
    const isMore = this.#threads > from;
    // A much shorter piece costs more a token for its own reasons.
    if (tokens < tokensBefore / 2) return;
    this.#trial = null;
    if (tokenMs < worthIt * before) {
      if (isMore) this.#beforeFewer.reset();
      else this.#beforeMore.renew(now);
      return;
    }
    this.#threads = from;
    (isMore ? this.#beforeMore : this.#beforeFewer).fail(now, tokens * (tokenMs - before));
  }
}
