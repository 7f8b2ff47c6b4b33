export interface GovernorClock {
  /** Milliseconds of wall time. */
  now(): number;
  /** Milliseconds of processor time that this process has had, all threads together. */
  cpu(): number;
}

export interface GovernorOptions {
  maxThreads: number;
  apply(threads: number): void;
  clock: GovernorClock;
  /** Shorter windows say nothing where the system counts processor time in steps (Windows: 15.6 ms). */
  minWindowMs: number;
}

interface Trial {
  kind: "fewer" | "more";
  before: number;
  /** Milliseconds a token then. */
  beforeMs: number;
}

/** llama.cpp's waiting threads spin, so threads that all have a core are busy all the time; below this one has none. */
const starvedShare = 0.8;
/** Reading a prompt has fewer barriers: at 1.3 of 2 cores, 2 threads and 1 are equally fast. */
const starvedPieceShare = 0.7;
/** What was measured longer ago says nothing about now. */
const staleMs = 30_000;
const minSteps = 3;
/** After so many windows' time one token is enough. */
const slowWindows = 3;
/** How long fewer threads are kept before all are tried again; doubled by every try that fails. */
const firstHoldMs = 2000;
const maxHoldMs = 60_000;
/** Fewer threads must be this much faster, or starving was not the trouble. */
const worthIt = 0.97;

/**
 * Uses fewer threads while other programs need the cores. One thread without a core of its own makes all the others
 * wait a time slice at every barrier: beside one busy program on 2 cores, 2 threads decode 20 tokens/s and 1 thread 76;
 * beside two, 6 and 39 (SmolLM2-135M Q4_1). What gives it away is processor time: less than threads times wall time.
 */
export class ThreadGovernor {
  readonly #options: GovernorOptions;
  #threads: number;
  #window = { wall: 0, cpu: 0, steps: 0 };
  /** A change that has to prove itself against what was before; null when settled. */
  #trial: Trial | null = null;
  #holdMs = firstHoldMs;
  #holdUntil = 0;
  /** All threads are tried again on a prompt. */
  #raised = false;
  #measuredAt = -Infinity;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#threads = options.maxThreads;
  }

  get threads(): number {
    return this.#threads;
  }

  /** Whether it is unknown that the threads have their cores: then a short piece of work should come first. */
  get unsure(): boolean {
    return this.#options.maxThreads > 1 && this.#options.clock.now() - this.#measuredAt > staleMs;
  }

  /** Before a stretch of work; what the threads did meanwhile does not count. */
  begin(): void {
    if (this.unsure) this.#raise();
    this.#open();
  }

  /** After a piece of a prompt, whose pace says nothing about an answer's. */
  afterPiece(): void {
    const { wall, got, share } = this.#measure();
    if (wall >= this.#options.minWindowMs / 2) {
      this.#measuredAt = this.#options.clock.now();
      if (this.#threads > 1 && share < starvedPieceShare) this.#lower(got);
      else if (this.#threads < this.#options.maxThreads && this.#holdIsOver()) this.#raise();
    }
    this.#open();
  }

  /** After each token of an answer. */
  afterToken(): void {
    this.#window.steps++;
    const { wall, got, share } = this.#measure();
    // A try with more threads may be the slow one, so it is judged by the first token that says anything.
    const steps = this.#trial?.kind === "more" || wall >= slowWindows * this.#options.minWindowMs ? 1 : minSteps;
    if (wall < this.#options.minWindowMs || this.#window.steps < steps) return;
    this.#measuredAt = this.#options.clock.now();
    const ms = wall / this.#window.steps;
    if (this.#trial !== null) this.#judge(this.#trial, ms, share);
    else if (this.#threads > 1 && share < starvedShare && this.#holdIsOver())
      this.#try("fewer", ms, this.#reduced(got));
    else if (this.#threads < this.#options.maxThreads && this.#holdIsOver())
      this.#try("more", ms, this.#options.maxThreads);
    this.#open();
  }

  #judge({ kind, before, beforeMs }: Trial, ms: number, share: number): void {
    this.#trial = null;
    const better = kind === "fewer" ? ms < beforeMs * worthIt : ms <= beforeMs && share >= starvedShare;
    if (better && kind === "more") this.#holdMs = firstHoldMs;
    if (!better) {
      this.#use(before);
      this.#holdMs = Math.min(maxHoldMs, this.#holdMs * 2);
    }
    this.#holdUntil = this.#options.clock.now() + this.#holdMs;
  }

  #try(kind: "fewer" | "more", beforeMs: number, threads: number): void {
    this.#trial = { kind, before: this.#threads, beforeMs };
    this.#use(threads);
  }

  #raise(): void {
    this.#trial = null;
    this.#raised = this.#threads < this.#options.maxThreads;
    this.#use(this.#options.maxThreads);
  }

  #lower(got: number): void {
    this.#trial = null;
    if (this.#raised) this.#holdMs = Math.min(maxHoldMs, this.#holdMs * 2);
    this.#raised = false;
    this.#use(this.#reduced(got));
    this.#holdUntil = this.#options.clock.now() + this.#holdMs;
  }

  /** As many threads as really had a core. */
  #reduced(got: number): number {
    return Math.min(this.#threads - 1, Math.max(1, Math.floor(got + 0.2)));
  }

  #measure(): { wall: number; got: number; share: number } {
    const wall = this.#options.clock.now() - this.#window.wall;
    const got = wall > 0 ? (this.#options.clock.cpu() - this.#window.cpu) / wall : this.#threads;
    return { wall, got, share: got / this.#threads };
  }

  #open(): void {
    this.#window = { wall: this.#options.clock.now(), cpu: this.#options.clock.cpu(), steps: 0 };
  }

  #holdIsOver(): boolean {
    return this.#options.clock.now() >= this.#holdUntil;
  }

  #use(threads: number): void {
    if (threads === this.#threads) return;
    this.#threads = threads;
    this.#options.apply(threads);
  }
}
