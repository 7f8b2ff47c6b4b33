import { JOB_BUDGET_MS, MAX_FAILED_STARTS, MAX_PROMPT_CHARS } from "../limits.ts";
import type { Job, Result, Results } from "./job.ts";
import type { FromWorker } from "./main.ts";

/** Until the next job after a long one, where no frame is drawn. */
const longestRestMs = 200;

interface Asked {
  job: Job;
  done: (result: Result) => void;
}

/** What of a `Worker` is used. */
export interface WorkerPort {
  postMessage(job: Job): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/**
 * The worker that parses what may take longer than a frame. It does one job at a time, the last one asked for first (that is
 * what has just come near the screen). A job that takes too long ends with its worker: it has no result, and a new worker
 * does the others.
 */
export class ParserClient {
  readonly #open: () => WorkerPort;
  readonly #waiting: Asked[] = [];
  #worker: WorkerPort | null = null;
  #ready = false;
  #running: Asked | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failedStarts = 0;
  #resting = false;

  constructor(open: () => WorkerPort) {
    this.#open = open;
  }

  /** `done` is called once, later; with null without a result. Returns the function that withdraws the question. */
  ask<K extends Job["kind"]>(job: Extract<Job, { kind: K }>, done: (result: Results[K]) => void): () => void {
    const asked: Asked = { job, done: done as Asked["done"] };
    this.#waiting.push(asked);
    this.#next();
    return () => {
      const at = this.#waiting.indexOf(asked);
      if (at !== -1) this.#waiting.splice(at, 1);
      if (this.#running === asked) asked.done = () => undefined;
    };
  }

  #next(): void {
    if (this.#running || this.#resting) return;
    if (this.#failedStarts >= MAX_FAILED_STARTS) {
      for (const asked of this.#waiting.splice(0)) queueMicrotask(() => asked.done(null));
      return;
    }
    if (this.#waiting.length === 0) return;
    this.#worker ??= this.#start();
    if (!this.#ready || !this.#worker) return;
    const asked = this.#waiting.pop();
    if (!asked) return;
    this.#running = asked;
    this.#timer = setTimeout(() => this.#late(asked), JOB_BUDGET_MS);
    this.#worker.postMessage(asked.job);
  }

  #start(): WorkerPort | null {
    try {
      const worker = this.#open();
      worker.onmessage = ({ data }) => {
        if (worker !== this.#worker) return;
        if ("ready" in data) this.#ready = true;
        else this.#finish(data.result);
        this.#next();
      };
      worker.onerror = () => {
        if (worker === this.#worker) this.#replace();
      };
      return worker;
    } catch {
      this.#failedStarts += 1;
      return null;
    }
  }

  /** The answer may have come while the window itself was held up: it is looked for once more before the worker goes. */
  #late(asked: Asked): void {
    this.#timer = setTimeout(() => {
      if (this.#running === asked) this.#replace();
    }, 0);
  }

  #replace(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (!this.#ready) this.#failedStarts += 1;
    this.#ready = false;
    this.#finish(null);
    this.#next();
  }

  /** What is long is drawn and laid out before the next is done: otherwise one frame would have to take all that came meanwhile. */
  #rest(): void {
    this.#resting = true;
    const go = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#resting = false;
      this.#next();
    };
    // The frame after the one that draws it; a hidden window has none.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(go);
    });
    const timer = setTimeout(go, longestRestMs);
  }

  #finish(result: Result): void {
    clearTimeout(this.#timer);
    const asked = this.#running;
    this.#running = null;
    if (!asked) return;
    this.#failedStarts = 0;
    if (asked.job.kind === "block" && asked.job.text.length > MAX_PROMPT_CHARS) this.#rest();
    asked.done(result);
  }
}

export const parserClient = new ParserClient(
  () => new Worker(new URL("./main.ts", import.meta.url), { type: "module", name: "markdown" }),
);
