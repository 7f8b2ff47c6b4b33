/** Undoes what an acquire did. Calling it twice is harmless. */
export type Dispose = () => void | Promise<void>;

/** Collects what must be undone, and undoes it in reverse order; the first failure is thrown after all have run. */
export class DisposableStore {
  readonly #items: Dispose[] = [];
  #disposed = false;

  add<D extends Dispose>(dispose: D): D {
    if (this.#disposed) throw new Error("added to a store that was disposed of");
    this.#items.push(dispose);
    return dispose;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const failures: unknown[] = [];
    for (const item of this.#items.reverse()) {
      try {
        await item();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
