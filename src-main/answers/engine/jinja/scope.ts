import { Undefined, type Value } from "./values.ts";

/** Names as a body sees them: its own, then those around it where it was written. */
export class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | null;

  constructor(around: Scope | null) {
    this.#around = around;
  }

  get(name: string): Value {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    return this.#around === null ? Undefined.ofName(name) : this.#around.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}
