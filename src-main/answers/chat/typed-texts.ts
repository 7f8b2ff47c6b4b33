import {
  type Draft,
  type KeepDraft,
  type KeepEdit,
  type MessageEdit,
  isNoDraft,
  noDraft,
} from "../../../src-shared/contract/index.ts";
import type { Clock } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { ChatStore } from "./chat-store.ts";
import { DraftsTable } from "./drafts-table.ts";
import { EditsTable } from "./edits-table.ts";

export interface TypedTextsOptions {
  db: Database;
  store: Pick<ChatStore, "conversation" | "message">;
  clock: Clock;
}

/** What a person has typed and neither sent nor saved. What is kept is on the disk when the method returns. Throws `not-found`. */
export class TypedTexts {
  readonly #drafts: DraftsTable;
  readonly #edits: EditsTable;
  readonly #store: TypedTextsOptions["store"];
  readonly #clock: Clock;

  constructor({ db, store, clock }: TypedTextsOptions) {
    this.#drafts = new DraftsTable(db);
    this.#edits = new EditsTable(db);
    this.#store = store;
    this.#clock = clock;
  }

  /** What was typed there and not sent; null: for a conversation that is not yet one. */
  draft(conversationId: string | null): Draft {
    return this.#drafts.get(conversationId) ?? noDraft;
  }

  keepDraft({ conversationId, ...draft }: KeepDraft): void {
    if (conversationId !== null) this.#store.conversation(conversationId);
    if (isNoDraft(draft)) this.#drafts.remove(conversationId);
    else this.#drafts.put(conversationId, draft, this.#clock.now());
  }

  /** What was typed in the places of a conversation's messages and not saved. */
  edits(conversationId: string): MessageEdit[] {
    return this.#edits.ofConversation(this.#store.conversation(conversationId).id);
  }

  keepEdit({ conversationId, messageId, edit }: KeepEdit): void {
    const { sequence } = this.#store.message(conversationId, messageId);
    if (edit === null) this.#edits.remove(sequence);
    else this.#edits.put(sequence, edit, this.#clock.now());
  }
}
