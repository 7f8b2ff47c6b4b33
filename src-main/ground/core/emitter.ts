import type { Dispose } from "./disposable.ts";

/** A typed event: services report state through it and never orchestrate with it. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the function that ends the subscription. */
  on(listener: (value: T) => void): Dispose & (() => void) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
