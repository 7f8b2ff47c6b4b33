import { PaceMemory } from "./pace-memory.ts";
import { Patience } from "./patience.ts";

/** Some tokens of an answer in a row, by one number of threads. */
export interface PaceWindow {
  /** When it ended. */
  now: number;
  tokens: number;
  wallMs: number;
  /** Cores that the threads had on average, with what the hypervisor took: fewer threads would not bring that back. */
  cores: number;
  /** Cores of the computer that were idle on average; null where the system does not say. */
  idleCores: number | null;
}

export interface AnswerThreadsOptions {
  /** What is fastest on a quiet computer. */
  tuned: number;
  /** As many as there are cores for. */
  most: number;
  /** Shorter windows say nothing. */
  minWindowMs: number;
}

interface Probe {
  from: number;
  /** Milliseconds a token with `from` threads. */
  fromMs: number;
  reason: "trouble" | "due" | "idle";
}

/** llama.cpp's waiting threads spin: threads that all have a core are busy all the time, and below this share one has none. */
const starvedShare = 0.8;
/** So much slower than it was is a disturbance: two windows in a row, or one that is far slower. */
const slower = 1.15;
const farSlower = 3;
const windowsOfTrouble = 2;
/** Another number of threads must be this much faster. */
const worthIt = 0.97;
const unrestWeight = 0.1;
/** As close as this takes a longer look. */
const closeCall = 0.1;
const minTokens = 3;
/** After the time of this many windows one token is enough. */
const slowWindows = 3;
/** What was measured longer ago says nothing about now. */
const staleMs = 30_000;
/** One thread less is tried that often, in case it is faster, which would otherwise go unnoticed. */
const lookAgainMs = 20_000;
const idleShare = 0.8;

/**
 * How many threads write an answer, judged by its pace alone: what processor time and idle cores say is only a reason to try
 * another number for some tokens. A try that is no faster ends at its first token that shows it, and tries that fail become
 * rare, so that looking costs a small share of the time on any computer.
 */
export class AnswerThreads {
  readonly #options: AnswerThreadsOptions;
  readonly #paces = new PaceMemory();
  readonly #beforeMore = new Patience({ firstMs: 150, longestMs: 8000, lossShare: 0.015 });
  readonly #beforeFewer = new Patience({ firstMs: 400, longestMs: 8000, lossShare: 0.03 });
  #tuned: number;
  #threads: number;
  #fewest: number;
  #probe: Probe | null = null;
  /** Windows in a row that were disturbed. */
  #trouble = { windows: 0, tokens: 0, wallMs: 0 };
  /** Milliseconds a token when fewer threads were tried in vain. */
  #inVainMs = Infinity;
  /** Idle cores may not be ours (a quota). */
  readonly #beforeIdle = new Patience({ firstMs: 400, longestMs: 60_000, lossShare: 0.03 });
  /** By how much windows differ of themselves, as a share of their pace. */
  #unrest = 0;
  #stepsOnly = false;
  /** What more threads have brought since they were taken, against the pace before; null when fewer were taken since. */
  #raise: { from: number; fromMs: number; gainedMs: number } | null = null;
  #seenAt = -Infinity;

  constructor(options: AnswerThreadsOptions) {
    this.#options = options;
    this.#tuned = this.#threads = this.#fewest = options.tuned;
  }

  get threads(): number {
    return this.#threads;
  }

  /** On a quiet computer, and the fewest that other programs left to this answer; tries that were given up do not count. */
  get used(): { usual: number; fewest: number } {
    return { usual: this.#tuned, fewest: Math.min(this.#tuned, this.#fewest) };
  }

  retune(tuned: number): void {
    this.#tuned = this.#threads = this.#fewest = tuned;
    this.#probe = null;
    this.#paces.forget();
  }

  begin(now: number): void {
    this.#threads = this.#settled;
    this.#probe = null;
    this.#trouble = { windows: 0, tokens: 0, wallMs: 0 };
    if (now - this.#seenAt > staleMs) {
      this.#threads = this.#tuned;
      this.#beforeMore.renew(now);
      this.#beforeFewer.renew(now);
    }
    this.#fewest = this.#threads;
  }

  /** Whether this many tokens of a window are enough to judge by. */
  isEnough(tokens: number, wallMs: number): boolean {
    const { minWindowMs } = this.#options;
    if (this.#probe !== null) {
      const lostMs = wallMs - tokens * this.#probe.fromMs;
      if (lostMs > minWindowMs / 2) return true;
      const isClose = Math.abs(wallMs / tokens / this.#probe.fromMs - worthIt) < closeCall;
      return isClose ? wallMs >= slowWindows * minWindowMs : wallMs >= minWindowMs;
    }
    return wallMs >= minWindowMs && (tokens >= minTokens || wallMs >= slowWindows * minWindowMs);
  }

  /** A window has ended; the next one may have another number of threads. */
  take(window: PaceWindow): void {
    const { now, tokens, wallMs } = window;
    const tokenMs = wallMs / tokens;
    this.#seenAt = now;
    if (this.#probe !== null) {
      this.#judge(this.#probe, window, tokenMs);
      return;
    }
    if (this.#raise !== null) this.#raise.gainedMs += tokens * this.#raise.fromMs - wallMs;
    this.#watch(window, tokenMs);
    const recentMs = this.#paces.recent(this.#threads, now);
    if (recentMs !== null) {
      const difference = Math.min(1, Math.abs(tokenMs - recentMs) / recentMs);
      this.#unrest += unrestWeight * (difference - this.#unrest);
    }
    this.#paces.note(this.#threads, tokenMs, wallMs, now);
    const { windows } = this.#trouble;
    if (windows >= windowsOfTrouble && this.#beforeFewer.isOver(now)) {
      this.#try(this.#fewer(window, tokenMs), this.#trouble.wallMs / this.#trouble.tokens, "trouble");
    } else if (windows === 0) {
      this.#explore(window, tokenMs);
    }
  }

  /** Counts what is slower than it was, or than fewer threads have been lately. */
  #watch({ now, tokens, wallMs, cores }: PaceWindow, tokenMs: number): void {
    const threads = this.#threads;
    const below = this.#paces.fastestBelow(threads, now);
    const expectedMs = Math.min(this.#paces.usual(threads) ?? Infinity, (below?.stepMs ?? Infinity) / worthIt);
    const starves = cores < starvedShare * threads;
    if (threads === 1 || (!starves && tokenMs <= (slower + 2 * this.#unrest) * expectedMs)) {
      this.#trouble = { windows: 0, tokens: 0, wallMs: 0 };
      return;
    }
    const isFar = tokenMs > farSlower * expectedMs;
    // What tries in vain have taught holds for the disturbance of then.
    if (tokenMs > 1.5 * this.#inVainMs) this.#beforeFewer.reset();
    this.#trouble = {
      windows: this.#trouble.windows + (isFar ? windowsOfTrouble : 1),
      tokens: this.#trouble.tokens + tokens,
      wallMs: this.#trouble.wallMs + wallMs,
    };
  }

  #explore(window: PaceWindow, tokenMs: number): void {
    const { now } = window;
    const threads = this.#threads;
    const baseMs = this.#paces.recent(threads, now) ?? tokenMs;
    if (this.#idleFor(window) > threads && this.#beforeIdle.isOver(now)) {
      this.#try(this.#idleFor(window), baseMs, "idle");
    } else if (threads < this.#options.most && this.#beforeMore.isOver(now)) {
      this.#try(this.#more(), baseMs, "due");
    } else if (
      threads > 1 &&
      (this.#paces.age(threads - 1, now) ?? Infinity) > lookAgainMs &&
      this.#beforeFewer.isOver(now)
    ) {
      this.#try(threads - 1, baseMs, "due");
    }
  }

  #try(threads: number, fromMs: number, reason: Probe["reason"]): void {
    this.#probe = { from: this.#threads, fromMs, reason };
    this.#threads = threads;
  }

  #judge({ from, fromMs, reason }: Probe, { now, tokens, wallMs }: PaceWindow, tokenMs: number): void {
    const tried = this.#threads;
    this.#probe = null;
    this.#trouble = { windows: 0, tokens: 0, wallMs: 0 };
    this.#paces.note(tried, tokenMs, wallMs, now);
    const isMore = tried > from;
    // Two slow windows may have been chance, and what follows chance is faster whatever is tried.
    const margin = reason === "trouble" ? this.#unrest : 0;
    if (tokenMs < (worthIt - margin) * fromMs) {
      if (isMore) this.#raised(now, from, fromMs);
      else this.#gaveWay(now);
      return;
    }
    this.#threads = from;
    const lostMs = wallMs - tokens * fromMs;
    if (isMore) {
      this.#stepsOnly = !this.#stepsOnly;
      if (reason === "idle") this.#beforeIdle.fail(now, lostMs);
      else this.#beforeMore.fail(now, lostMs);
    } else {
      this.#inVainMs = fromMs;
      this.#beforeFewer.fail(now, lostMs);
    }
  }

  #raised(now: number, from: number, fromMs: number): void {
    this.#raise = { from, fromMs, gainedMs: 0 };
    this.#beforeIdle.reset();
    this.#stepsOnly = false;
    this.#beforeMore.renew(now);
    this.#beforeFewer.reset();
  }

  #gaveWay(now: number): void {
    this.#fewest = Math.min(this.#fewest, this.#threads);
    this.#inVainMs = Infinity;
    // More threads that were slower in the end were tried in vain, however well it began.
    const raise = this.#raise;
    const isLoss = raise !== null && this.#threads <= raise.from && raise.gainedMs < 0;
    if (isLoss) this.#beforeMore.fail(now, -raise.gainedMs);
    else this.#beforeMore.renew(now);
    this.#raise = null;
    this.#beforeFewer.reset();
  }

  /** As many as really had a core, or one less; or as many as were the fastest lately, if that is not more. */
  #fewer({ now, cores }: PaceWindow, tokenMs: number): number {
    const threads = this.#threads;
    const starves = cores < starvedShare * threads;
    const step = starves ? threads - Math.floor(cores + 0.2) : Math.ceil(threads / 8);
    const goal = Math.max(1, threads - Math.max(1, step));
    const known = this.#paces.fastestBelow(threads, now);
    return known !== null && known.threads <= goal && known.stepMs < worthIt * tokenMs ? known.threads : goal;
  }

  /** All that a quiet computer has use for at once; by turns with one more, when some of the cores may have come free. */
  #more(): number {
    return this.#threads < this.#tuned && !this.#stepsOnly ? this.#tuned : this.#threads + 1;
  }

  #idleFor({ idleCores }: PaceWindow): number {
    const free = idleCores === null ? 0 : Math.floor(idleCores + 1 - idleShare);
    const goal = this.#threads < this.#tuned ? this.#tuned : this.#options.most;
    return Math.min(goal, this.#threads + free);
  }

  /** Without a try that is under way. */
  get #settled(): number {
    return this.#probe?.from ?? this.#threads;
  }
}
