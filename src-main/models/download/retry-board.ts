import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import type { Timers } from "./timers.ts";

/** A reconnection that succeeds at once would not be seen at all; a person should be able to read why. */
const leastShownMs = 3000;

interface Note {
  reason: ErrorDto;
  attempt: number;
  since: number;
  over: boolean;
}

/** What is being retried, by whom, and why. */
export class RetryBoard {
  readonly #timers: Pick<Timers, "now">;
  readonly #notes = new Map<object, Note>();

  constructor(timers: Pick<Timers, "now">) {
    this.#timers = timers;
  }

  failed(who: object, reason: ErrorDto, attempt: number): void {
    this.#notes.set(who, { reason, attempt, since: this.#timers.now(), over: false });
  }

  /** It goes on again. */
  over(who: object): void {
    const note = this.#notes.get(who);
    if (note !== undefined) note.over = true;
  }

  /** The worst of what is still so, else the latest that just passed. */
  get worst(): Download["retry"] {
    const now = this.#timers.now();
    for (const [who, note] of this.#notes) {
      if (note.over && now - note.since >= leastShownMs) this.#notes.delete(who);
    }
    const [first] = [...this.#notes.values()].sort(
      (a, b) => Number(a.over) - Number(b.over) || b.attempt - a.attempt || b.since - a.since,
    );
    return first === undefined ? null : { reason: first.reason, attempt: first.attempt };
  }
}
