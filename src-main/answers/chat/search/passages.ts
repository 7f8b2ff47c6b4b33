import type { Passage } from "../../../../src-shared/contract/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import { PartsTable } from "../parts-table.ts";
import type { FoundByIndex } from "./found-by-index.ts";
import { passageIn } from "./passage-in.ts";
import { SaidTable } from "./said-table.ts";

/** What is shown of the messages that a search found. */
export class Passages {
  readonly #said: SaidTable;
  readonly #parts: PartsTable;

  constructor(db: Database) {
    this.#said = new SaidTable(db);
    this.#parts = new PartsTable(db);
  }

  /**
   * Of each of these conversations the newest message that says it. `known`: what the index has found, without which a conversation's
   * messages are read from the end until one says it. Who is left out has it in the title alone.
   */
  of(conversationIds: readonly string[], needle: string, known: FoundByIndex | null): Map<string, Passage> {
    const unsearched = known === null ? null : this.#said.unsearched(needle);
    const found: number[] = [];
    for (const id of conversationIds) {
      // What the index does not have yet is newer than what it has.
      const message = unsearched?.get(id) ?? known?.get(id) ?? this.#newest(id, needle, known);
      if (message !== null) found.push(message);
    }
    const parts = this.#parts.of(found);
    return new Map(
      this.#said
        .of(found)
        .map(({ sequence, id, conversationId, ...said }) => [
          conversationId,
          { messageId: id, ...said, ...passageIn(parts.get(sequence) ?? [], needle) },
        ]),
    );
  }

  #newest(conversationId: string, needle: string, known: FoundByIndex | null): number | null {
    return known !== null && !known.has(conversationId) ? null : this.#said.newest(conversationId, needle);
  }
}
