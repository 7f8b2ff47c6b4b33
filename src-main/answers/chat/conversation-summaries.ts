import type { ConversationSummary, EditSummary, MessageChoice } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { MessagesTable } from "./messages-table.ts";
import { SummariesTable } from "./summaries-table.ts";
import type { KeptSummary } from "./types.ts";

/** What models have written of the beginnings of branches. The tree is as it is without them. */
export class ConversationSummaries {
  readonly #messages: MessagesTable;
  readonly #summaries: SummariesTable;

  constructor(db: Database) {
    this.#messages = new MessagesTable(db);
    this.#summaries = new SummariesTable(db);
  }

  /** The one that stands for most of the branch that ends in a message; of those that stand for this many messages where that is said. */
  of(conversationId: string, headId: string | null, messages: number | null = null): ConversationSummary | null {
    if (headId === null) return null;
    const found = this.#summaries
      .ofConversation(conversationId)
      .find(
        ({ messageId, depth }) =>
          (messages === null || depth + 1 === messages) && this.#messages.fork(messageId, headId, 1) === messageId,
      );
    if (found === undefined) return null;
    const { depth, ...summary } = found;
    return { ...summary, messages: depth + 1 };
  }

  /** Of the first so many messages of the branch that ends in a message. */
  keep(headId: string, messages: number, summary: KeptSummary): void {
    const last = this.#messages.branch(headId)[messages - 1];
    if (last === undefined) throw appError("not-found", "message");
    this.#summaries.put(last.sequence, last.conversationId, summary);
  }

  /** Throws `not-found`. */
  edit({ conversationId, messageId, text }: EditSummary): void {
    if (!this.#summaries.edit(this.#sequence(conversationId, messageId), text)) throw appError("not-found", "message");
  }

  /** Throws `not-found` for the message. */
  remove({ conversationId, messageId }: MessageChoice): void {
    this.#summaries.remove(this.#sequence(conversationId, messageId));
  }

  #sequence(conversationId: string, messageId: string): number {
    const found = this.#messages.get(messageId);
    if (found?.conversationId !== conversationId) throw appError("not-found", "message");
    return found.sequence;
  }
}
