import { randomUUID } from "node:crypto";
import type { SavePrompt, SavedPrompt } from "../../../src-shared/contract/index.ts";
import { type Clock, type Dispose, Emitter, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { PromptsTable } from "./prompts-table.ts";

/** A list that a person chooses from. */
const mostPrompts = 500;

/** Texts that a person keeps to ask with. Methods throw `AppError`: not-found, invalid-input (too many), disk-full, database-failed. */
export class Prompts {
  readonly #table: PromptsTable;
  readonly #clock: Clock;
  readonly #changes = new Emitter<SavedPrompt[]>();

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#table = new PromptsTable(db);
    this.#clock = clock;
  }

  /** The oldest first. */
  list(): SavedPrompt[] {
    return this.#table.all();
  }

  /** A new one, or in the place of the one with this id. */
  save({ id, name, text }: SavePrompt): SavedPrompt {
    const all = this.list();
    const before = id === null ? null : all.find((one) => one.id === id);
    if (before === undefined) throw appError("not-found", "prompt", {});
    if (before === null && all.length >= mostPrompts)
      throw appError("invalid-input", "too-many-prompts", { most: mostPrompts });
    const createdAt = before?.createdAt ?? this.#clock.now();
    const saved = { id: before?.id ?? randomUUID(), name, text, createdAt };
    this.#table.put(saved);
    this.#changes.emit(this.list());
    return saved;
  }

  remove(id: string): void {
    if (!this.#table.remove(id)) throw appError("not-found", "prompt", {});
    this.#changes.emit(this.list());
  }

  onChange(listener: (all: SavedPrompt[]) => void): Dispose {
    return this.#changes.on(listener);
  }
}
