import { unlessAborted } from "../../ground/core/index.ts";
import type { AskedLoad } from "./types.ts";

interface Running<T> {
  id: number;
  asked: AskedLoad;
  controller: AbortController;
  result: Promise<T>;
}

/**
 * One load at a time, shared by all who wait for it: a new one ends the one before, and a request for what is being
 * loaded joins it. Ids grow with each load and each unload.
 */
export class LoadQueue<T> {
  readonly #serves: (running: AskedLoad, asked: AskedLoad) => boolean;
  #running: Running<T> | null = null;
  #latestId = 0;
  #latest = new AbortController();

  /** `serves` says whether a running load will be what is asked for, and is allowed all that this allows. */
  constructor(serves: (running: AskedLoad, asked: AskedLoad) => boolean) {
    this.#serves = serves;
  }

  /** Of the latest request: after another load or an unload, results of an earlier load are dropped. */
  get latestId(): number {
    return this.#latestId;
  }

  /** Fires at the next load or unload. */
  get latestSignal(): AbortSignal {
    return this.#latest.signal;
  }

  /** Null when nothing is being loaded. */
  get running(): { id: number; asked: AskedLoad } | null {
    return this.#running;
  }

  /**
   * Joins a load that serves, since a second one would double the wait, or else begins one. An abort ends the load that
   * it began, and the wait of one that joined: that rejects with `cancelled`.
   */
  enter(asked: AskedLoad, work: (id: number, signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const running = this.#running;
    if (running !== null && !running.controller.signal.aborted && this.#serves(running.asked, asked))
      return unlessAborted(running.result, signal);
    const { controller, result } = this.begin(asked, work);
    signal?.addEventListener("abort", () => controller.abort(), { once: true });
    return unlessAborted(result, signal);
  }

  /** As `enter`, without ending what is running: that is waited for. */
  async enterInTurn(
    asked: AskedLoad,
    work: (id: number, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    while (this.#running !== null && !this.#serves(this.#running.asked, asked)) {
      const over = this.#running.result.then(
        () => undefined,
        () => undefined,
      );
      await unlessAborted(over, signal);
    }
    return this.enter(asked, work, signal);
  }

  /** Ends what is running, and begins. */
  begin(asked: AskedLoad, work: (id: number, signal: AbortSignal) => Promise<T>): Running<T> {
    this.supersede();
    this.abort();
    const controller = new AbortController();
    const id = this.#latestId;
    const begun: Running<T> = { id, asked, controller, result: work(id, controller.signal) };
    this.#running = begun;
    const over = (): void => {
      if (this.#running === begun) this.#running = null;
    };
    begun.result.then(over, over);
    return begun;
  }

  /** Ends what is running. */
  abort(): void {
    this.#running?.controller.abort();
  }

  /** From now on, results of earlier loads are dropped. */
  supersede(): void {
    this.#latestId++;
    this.#latest.abort();
    this.#latest = new AbortController();
  }
}
