import { randomUUID } from "node:crypto";
import {
  type PromptContent,
  type SavePrompt,
  type SavedPrompt,
  promptLimits,
} from "../../../src-shared/contract/index.ts";
import { type Clock, type Dispose, Emitter, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { PromptsTable } from "./prompts-table.ts";

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
    if (before === null) this.#requireRoom(1);
    const createdAt = before?.createdAt ?? this.#clock.now();
    const saved = { id: before?.id ?? randomUUID(), name, text, createdAt };
    this.#table.put(saved);
    this.tell();
    return saved;
  }

  /** New ones, in this order. Whoever adds them says so with `tell`, once they are kept. */
  add(contents: readonly PromptContent[]): void {
    this.#requireRoom(contents.length);
    const now = this.#clock.now();
    for (const [index, content] of contents.entries())
      this.#table.put({ ...content, id: randomUUID(), createdAt: now + index });
  }

  tell(): void {
    this.#changes.emit(this.list());
  }

  remove(id: string): void {
    if (!this.#table.remove(id)) throw appError("not-found", "prompt", {});
    this.tell();
  }

  onChange(listener: (all: SavedPrompt[]) => void): Dispose {
    return this.#changes.on(listener);
  }

  #requireRoom(count: number): void {
    if (this.list().length + count > promptLimits.prompts)
      throw appError("invalid-input", "too-many-prompts", { most: promptLimits.prompts });
  }
}
