import type { ElementContent } from "hast";

/** A renderer that is fetched when it is first needed; what needs it shows its source until then, and if it never comes. */
class Lazy<T> {
  #value = $state.raw<T | null>(null);
  #asked = false;
  readonly #load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  get value(): T | null {
    return this.#value;
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#load().then(
      (value) => (this.#value = value),
      () => (this.#asked = false),
    );
  }
}

export const highlighter = new Lazy<(text: string, language: string) => ElementContent[]>(async () => {
  return (await import("./highlight.ts")).highlight;
});

export const mathRenderer = new Lazy<(tex: string, display: boolean) => ElementContent[] | null>(async () => {
  return (await import("./mathml.ts")).toMathml;
});
