import type { Threads } from "../protocol.ts";

export interface GovernorClock {
  /** Milliseconds of wall time. */
  now(): number;
  /** Milliseconds of processor time that this process has had, all threads together. */
  cpu(): number;
  /** Milliseconds that the computer's cores have been idle, all together; null where nobody says. */
  idle(): number | null;
}

export interface GovernorOptions {
  /** The most for reading prompts, and for the tokens of an answer: what is fastest on a quiet computer. */
  threads: Threads;
  /** Before the first step and on every change. */
  apply(threads: number): void;
  clock: GovernorClock;
  /** Shorter windows say nothing where the system counts processor time in steps (Windows: 15.6 ms). */
  minWindowMs: number;
}

interface Trial {
  kind: "fewer" | "more";
  /** The limit then. */
  before: number;
  /** Milliseconds a token then. */
  beforeMs: number;
}

/** llama.cpp's waiting threads spin, so threads that all have a core are busy all the time; below this one has none. */
const starvedShare = 0.8;
/** Reading a prompt has fewer barriers: at 1.3 of 2 cores, 2 threads and 1 are equally fast. */
const starvedPieceShare = 0.7;
/**
 * A piece of a prompt must take so many windows to be judged: what goes before and after its reading runs on one thread, and
 * of the short prompt of a quiet computer that is a third.
 */
const pieceWindows = 5;
/** What was measured longer ago says nothing about now. */
const staleMs = 30_000;
const minSteps = 3;
/** After so many windows' time one token is enough. */
const slowWindows = 3;
/** All threads that kept their cores for so long were not raised in vain. */
const calmMs = 10_000;
/** Idle time is counted in steps of 10 ms, so it takes a while to tell; and this share of a core must lie idle for each thread more. */
const idleWindowMs = 300;
const idleShare = 0.8;
/** Fewer threads must be this much faster, or starving was not the trouble. */
const worthIt = 0.97;

/** A wait before the next try, doubled by every try that fails. */
class Patience {
  static readonly #firstMs = 400;
  static readonly #longestMs = 60_000;
  #ms = Patience.#firstMs;
  #until = -Infinity;

  isOver(now: number): boolean {
    return now >= this.#until;
  }

  begin(now: number, failedBefore: boolean): void {
    this.#ms = failedBefore ? Math.min(Patience.#longestMs, this.#ms * 2) : Patience.#firstMs;
    this.#until = now + this.#ms;
  }
}

/**
 * Uses fewer threads while other programs need the cores. One thread without a core of its own makes all the others
 * wait a time slice at every barrier: beside one busy program on 2 cores, 2 threads decode 20 tokens/s and 1 thread 76;
 * beside two, 6 and 39 (SmolLM2-135M Q4_1). What gives it away is processor time: less than threads times wall time.
 */
export class ThreadGovernor {
  readonly #options: GovernorOptions;
  #most: Threads;
  #work: keyof Threads = "prompt";
  /** As many as other programs leave; no limit on a quiet computer. */
  #cap = Infinity;
  /** Of this answer, without tries that were given up. */
  #fewest = Infinity;
  #window = { wall: 0, cpu: 0, steps: 0 };
  /** A change that has to prove itself against what was before; null when settled. */
  #trial: Trial | null = null;
  /** Of the window before, where that one starved; null where it did not. */
  #slowMs: number | null = null;
  readonly #beforeMore = new Patience();
  readonly #beforeFewer = new Patience();
  /** Of the whole computer, while it has fewer threads than it might; null when it has them all. */
  #idleSince: { wall: number; idle: number } | null = null;
  /** A try on the word of idle cores failed (a quota, a core that is not ours): only patience counts until one succeeds. */
  #idleMisleads = false;
  #raisedAt = -Infinity;
  #measuredAt = -Infinity;
  #starvedAt = -Infinity;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#most = options.threads;
  }

  /** Another measurement of what is fastest. */
  retune(threads: Threads): void {
    this.#most = threads;
    this.#cap = Infinity;
    this.#trial = null;
    this.#slowMs = null;
  }

  /** Whether threads may lack cores now: then work comes in short pieces, so that there is time to react. */
  get unsure(): boolean {
    return this.#most.prompt > 1 && (this.#since(this.#measuredAt) > staleMs || this.#since(this.#starvedAt) < staleMs);
  }

  /** Before a prompt is read; what the threads did meanwhile does not count. */
  begin(): void {
    this.#work = "prompt";
    this.#options.apply(this.#threads);
    this.#restart();
  }

  /** The prompt has been read, and its answer's first token is there. */
  beginAnswer(): void {
    this.#work = "decode";
    this.#options.apply(this.#threads);
    this.#fewest = this.#threads;
    this.#restart();
  }

  /** Threads of the answer: on a quiet computer, and the fewest that other programs left. */
  used(): { usual: number; fewest: number } {
    const usual = this.#most.decode;
    return { usual, fewest: Math.min(usual, this.#fewest, this.#trial === null ? this.#threads : Infinity) };
  }

  #restart(): void {
    this.#window = { wall: this.#now, cpu: this.#options.clock.cpu(), steps: 0 };
  }

  /** After a piece of a prompt, whose pace says nothing about an answer's. */
  afterPiece(): void {
    const { wall, got } = this.#measure();
    const long = wall >= this.#options.minWindowMs * pieceWindows;
    if (wall >= this.#options.minWindowMs / 2) {
      this.#measuredAt = this.#now;
      this.#trial = null;
      this.#slowMs = null;
      if (this.#starves(got, starvedPieceShare)) {
        if (long) {
          this.#use(this.#withCores(got));
          this.#keepFewer();
        }
      } else if (this.#mayTryMore()) {
        this.#use(Infinity);
        this.#raisedAt = this.#now;
      }
    }
    this.#restart();
  }

  /** After each token of an answer. */
  afterToken(): void {
    this.#window.steps++;
    const { wall, got } = this.#measure();
    // A try with more threads may be the slow one, so it is judged by the first token that says anything.
    const steps = this.#trial?.kind === "more" || wall >= slowWindows * this.#options.minWindowMs ? 1 : minSteps;
    if (wall < this.#options.minWindowMs || this.#window.steps < steps) return;
    this.#measuredAt = this.#now;
    const ms = wall / this.#window.steps;
    if (this.#trial !== null) this.#judge(this.#trial, ms, got);
    else if (this.#starves(got, starvedShare) && this.#beforeFewer.isOver(this.#now)) this.#suspect(ms, got);
    else if (this.#mayTryMore()) this.#try("more", ms, Infinity);
    if (!this.#starves(got, starvedShare)) this.#slowMs = null;
    this.#restart();
  }

  /** One window may starve of anything, as of a page that is read for the first time after a rest; two in a row tell. */
  #suspect(ms: number, got: number): void {
    if (this.#slowMs === null) this.#slowMs = ms;
    else this.#try("fewer", Math.min(ms, this.#slowMs), this.#withCores(got));
  }

  #try(kind: Trial["kind"], beforeMs: number, cap: number): void {
    this.#trial = { kind, before: this.#cap, beforeMs };
    this.#slowMs = null;
    this.#use(cap);
  }

  #judge({ kind, before, beforeMs }: Trial, ms: number, got: number): void {
    this.#trial = null;
    if (kind === "fewer") {
      if (ms < beforeMs * worthIt) {
        this.#keepFewer();
      } else {
        this.#use(before);
        this.#beforeFewer.begin(this.#now, true);
      }
    } else if (ms <= beforeMs && !this.#starves(got, starvedShare)) {
      this.#raisedAt = this.#now;
      this.#idleMisleads = false;
    } else {
      this.#idleMisleads ||= !this.#beforeMore.isOver(this.#now);
      this.#use(before);
      this.#starvedAt = this.#now;
      this.#beforeMore.begin(this.#now, true);
    }
  }

  #keepFewer(): void {
    if (this.#work === "decode") this.#fewest = Math.min(this.#fewest, this.#threads);
    this.#starvedAt = this.#now;
    this.#idleSince = null;
    this.#beforeMore.begin(this.#now, this.#since(this.#raisedAt) < calmMs);
  }

  #mayTryMore(): boolean {
    if (this.#threads >= this.#most[this.#work]) {
      this.#idleSince = null;
      return false;
    }
    return this.#beforeMore.isOver(this.#now) || this.#coresLieIdle();
  }

  /** The other program is gone, so that there is nothing to be patient about. */
  #coresLieIdle(): boolean {
    const before = this.#idleSince;
    const wall = before === null ? Infinity : this.#since(before.wall);
    if (this.#idleMisleads || wall < idleWindowMs) return false;
    const idle = this.#options.clock.idle();
    if (idle === null) return false;
    this.#idleSince = { wall: this.#now, idle };
    const wanted = this.#most[this.#work] - this.#threads;
    return before !== null && (idle - before.idle) / wall >= idleShare * wanted;
  }

  #starves(got: number, share: number): boolean {
    return this.#threads > 1 && got < share * this.#threads;
  }

  /** As many threads as really had a core. */
  #withCores(got: number): number {
    return Math.min(this.#threads - 1, Math.max(1, Math.floor(got + 0.2)));
  }

  #measure(): { wall: number; got: number } {
    const wall = this.#since(this.#window.wall);
    return { wall, got: wall > 0 ? (this.#options.clock.cpu() - this.#window.cpu) / wall : this.#threads };
  }

  #use(cap: number): void {
    const before = this.#threads;
    this.#cap = cap;
    if (this.#threads !== before) this.#options.apply(this.#threads);
  }

  get #threads(): number {
    return Math.min(this.#cap, this.#most[this.#work]);
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #since(time: number): number {
    return this.#now - time;
  }
}
