/** What is being paused, cancelled or cleared: starting it again waits until that is done. */
export class Endings {
  readonly #ending = new Map<string, Promise<unknown>>();

  async run(id: string, work: () => Promise<void>): Promise<void> {
    const mine = work();
    const all = Promise.allSettled([mine, this.#ending.get(id)]);
    this.#ending.set(id, all);
    try {
      await mine;
    } finally {
      await all;
      if (this.#ending.get(id) === all) this.#ending.delete(id);
    }
  }

  /** Resolves when it is over, however it went, and whatever else ended it meanwhile. */
  async over(id: string): Promise<void> {
    while (this.#ending.has(id)) await this.#ending.get(id);
  }
}
