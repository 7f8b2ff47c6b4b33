import { Gate } from "./gate.ts";

/** Connections that are open at once over all downloads. The limit may change at any time; those that wait are served in turn. */
export class Slots {
  readonly #limit: () => number;
  readonly #queue: symbol[] = [];
  readonly #freed = new Gate();
  #taken = 0;

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  async use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const ticket = Symbol("ticket");
    this.#queue.push(ticket);
    try {
      while (this.#queue[0] !== ticket || this.#taken >= this.#limit()) await this.#freed.wait(signal);
      this.#taken++;
    } finally {
      this.#queue.splice(this.#queue.indexOf(ticket), 1);
      this.#freed.open();
    }
    try {
      return await work();
    } finally {
      this.#taken--;
      this.#freed.open();
    }
  }
}
