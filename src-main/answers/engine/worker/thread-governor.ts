import type { Threads } from "../protocol.ts";
import { AnswerThreads } from "./answer-threads.ts";
import { PromptThreads } from "./prompt-threads.ts";
import type { SystemTime } from "./system-time.ts";

export interface GovernorClock {
  /** Milliseconds of wall time. */
  now(): number;
  /** Milliseconds of processor time that this process has had, all threads together. */
  cpu(): number;
  /** Null where the system does not say. */
  system(): SystemTime | null;
}

export interface GovernorOptions {
  /** For reading prompts, and for the tokens of an answer: what is fastest on a quiet computer, as far as it is known. */
  threads: Threads;
  /** As many as there are cores for. */
  mostThreads: number;
  /** Before the first step and on every change. */
  apply(threads: number): void;
  clock: GovernorClock;
  /** Shorter windows say nothing where the system counts processor time in steps (Windows: 15.6 ms). */
  minWindowMs: number;
}

/** The system counts in steps of 10 ms, so it takes a while to show. */
const systemWindowMs = 250;

/**
 * Uses fewer threads while other programs need the cores, and all of them again when they are free. One thread that has
 * to share a core makes all the others wait a time slice at every barrier: see docs/decisions/008-threads-give-way.md.
 */
export class ThreadGovernor {
  readonly #options: GovernorOptions;
  readonly #prompt: PromptThreads;
  readonly #answer: AnswerThreads;
  #work: keyof Threads = "prompt";
  #applied = 0;
  #window = { wall: 0, cpu: 0, tokens: 0 };
  /** When the system's time was read last, and what came of it. */
  #systemAt: { wall: number; time: SystemTime } | null = null;
  #system: { idleCores: number | null; stolenCores: number } = { idleCores: null, stolenCores: 0 };

  constructor(options: GovernorOptions) {
    this.#options = options;
    const { threads, mostThreads, minWindowMs } = options;
    this.#prompt = new PromptThreads(threads.prompt, minWindowMs);
    this.#answer = new AnswerThreads({ tuned: threads.decode, most: mostThreads, minWindowMs });
  }

  /** Another measurement of what is fastest. */
  retune(threads: Threads): void {
    this.#prompt.retune(threads.prompt);
    this.#answer.retune(threads.decode);
  }

  /** Whether the prompt's threads lack cores: then it comes in short pieces, so that there is time to react. */
  get unsure(): boolean {
    return this.#prompt.givesWay;
  }

  /** Before a prompt is read; what the threads did meanwhile does not count. */
  begin(): void {
    this.#work = "prompt";
    this.#prompt.begin(this.#now);
    const time = this.#options.clock.system();
    this.#systemAt = time && { wall: this.#now, time };
    this.#system = { idleCores: null, stolenCores: 0 };
    this.#restart();
  }

  /** After a piece of a prompt, whose pace says nothing about an answer's. */
  afterPiece(tokens: number): void {
    this.#window.tokens = tokens;
    this.#prompt.take(this.#measure());
    this.#restart();
  }

  /** The prompt has been read, and its answer's first token is there. */
  beginAnswer(): void {
    this.#work = "decode";
    this.#answer.begin(this.#now);
    this.#restart();
  }

  /** After each token of an answer but the first. */
  afterToken(): void {
    this.#window.tokens++;
    if (!this.#answer.isEnough(this.#window.tokens, this.#now - this.#window.wall)) return;
    this.#answer.take(this.#measure());
    this.#restart();
  }

  /** Threads of the answer: on a quiet computer, and the fewest that other programs left. */
  used(): { usual: number; fewest: number } {
    return this.#answer.used;
  }

  #measure(): { now: number; tokens: number; wallMs: number; cores: number; idleCores: number | null } {
    const now = this.#now;
    const wallMs = now - this.#window.wall;
    const ownCores = wallMs > 0 ? (this.#options.clock.cpu() - this.#window.cpu) / wallMs : this.#applied;
    this.#lookAtSystem(now);
    const { idleCores, stolenCores } = this.#system;
    return { now, tokens: this.#window.tokens, wallMs, cores: ownCores + stolenCores, idleCores };
  }

  #lookAtSystem(now: number): void {
    const before = this.#systemAt;
    if (before !== null && now - before.wall < systemWindowMs) return;
    const time = this.#options.clock.system();
    this.#systemAt = time && { wall: now, time };
    if (time === null || before === null) return;
    const wallMs = now - before.wall;
    this.#system = {
      idleCores: (time.idleMs - before.time.idleMs) / wallMs,
      stolenCores: (time.stolenMs - before.time.stolenMs) / wallMs,
    };
  }

  #restart(): void {
    const { prompt, decode } = { prompt: this.#prompt.threads, decode: this.#answer.threads };
    const threads = this.#work === "prompt" ? prompt : decode;
    if (threads !== this.#applied) this.#options.apply(threads);
    this.#applied = threads;
    this.#window = { wall: this.#now, cpu: this.#options.clock.cpu(), tokens: 0 };
  }

  get #now(): number {
    return this.#options.clock.now();
  }
}
