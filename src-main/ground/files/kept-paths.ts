import { randomUUID } from "node:crypto";
import { appError } from "../core/index.ts";

/** A window has one dialog at a time; what was left open for long is forgotten. */
const mostKept = 20;

/** What the window may ask for again without knowing where it lies. */
export class KeptPaths<T> {
  readonly #kept = new Map<string, T>();
  readonly #missing: "files-chosen" | "file-exported";

  /** `missing`: what is said of one that is not known. */
  constructor(missing: "files-chosen" | "file-exported") {
    this.#missing = missing;
  }

  /** Returns the id that it is asked for by. */
  keep(paths: T): string {
    const id = randomUUID();
    this.#kept.set(id, paths);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return id;
  }

  /** Throws `not-found`. */
  get(id: string): T {
    const found = this.#kept.get(id);
    if (found === undefined) throw appError("not-found", this.#missing);
    return found;
  }
}
