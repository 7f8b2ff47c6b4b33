import { randomUUID } from "node:crypto";
import type {
  AnswerStats,
  BranchChange,
  Conversation,
  ConversationView,
  ErrorDto,
  Message,
  MessageState,
} from "../../../src-shared/contract/index.ts";
import { AppError, type Clock } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { partText } from "../engine/index.ts";
import { ConversationsTable } from "./conversations-table.ts";
import { MessagesTable } from "./messages-table.ts";
import { fromCursor, toCursor } from "./page-cursor.ts";
import { titleFrom, untitled } from "./title.ts";
import type { MessageRecord, NewConversation } from "./types.ts";

/** Some screens full of a list. */
const pageSize = 100;

export interface ChatStoreOptions {
  db: Database;
  clock: Clock;
}

/** Conversations as trees of messages, in SQLite. Every change is on disk when the method returns. */
export class ChatStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #conversations: ConversationsTable;
  readonly #messages: MessagesTable;

  constructor({ db, clock }: ChatStoreOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#conversations = new ConversationsTable(db);
    this.#messages = new MessagesTable(db);
  }

  /** The last used first. Throws `invalid-input` for a cursor that is none. */
  page(text: string, cursor: string | null): { items: Conversation[]; next: string | null } {
    const needle = text.trim();
    const after = fromCursor(cursor);
    // One more than is shown tells whether there are more.
    const found =
      needle === ""
        ? this.#conversations.page(after, pageSize + 1)
        : this.#conversations.search(needle, after, pageSize + 1);
    const items = found.slice(0, pageSize);
    const last = items.at(-1);
    return { items, next: found.length > pageSize && last !== undefined ? toCursor(last) : null };
  }

  /** Changes when a conversation comes, goes or is answered, by whichever process. */
  stamp(): string {
    return this.#conversations.stamp();
  }

  /** Throws `not-found`. */
  conversation(id: string): Conversation {
    const found = this.#conversations.get(id);
    if (found === null) throw new AppError("not-found", "This conversation is no longer there.");
    return found;
  }

  /** A message of this conversation. Throws `not-found`. */
  message(conversationId: string, id: string): MessageRecord {
    const found = this.#messages.get(id);
    if (found?.conversationId !== conversationId) throw new AppError("not-found", "This message is no longer there.");
    return found;
  }

  view(id: string): ConversationView {
    const { conversation, messages } = this.changeBelow(id, null);
    return { conversation, messages };
  }

  /** The branch that is shown, as far as it lies below `after`; all of it where `after` is not part of it. */
  changeBelow(id: string, after: string | null): BranchChange {
    const conversation = this.conversation(id);
    const branch = conversation.headId === null ? [] : this.#messages.branch(conversation.headId, after);
    const siblings = this.#messages.childrenOf(
      id,
      branch.map(({ parentId }) => parentId),
    );
    const messages = branch.map((record): Message => ({
      ...shownParts(record),
      siblingIds: siblings.get(record.parentId) ?? [],
    }));
    return { conversation, after: messages[0] === undefined ? after : messages[0].parentId, messages };
  }

  /** The turns above and including a message, first one first. */
  branch(messageId: string): MessageRecord[] {
    return this.#messages.branch(messageId);
  }

  create({ variantId, settings }: NewConversation, variantName: string | null): Conversation {
    const now = this.#clock.now();
    const conversation: Conversation = {
      id: randomUUID(),
      title: untitled,
      variantId,
      variantName,
      settings,
      headId: null,
      createdAt: now,
      updatedAt: now,
    };
    this.#conversations.insert(conversation);
    return conversation;
  }

  change(
    id: string,
    change: Partial<Pick<Conversation, "title" | "variantId" | "variantName" | "settings">>,
  ): Conversation {
    const changed = { ...this.conversation(id), ...change };
    this.#conversations.update(changed);
    return changed;
  }

  remove(id: string): void {
    if (!this.#conversations.remove(id)) throw new AppError("not-found", "This conversation is no longer there.");
  }

  /** A question below `parentId` (null: at the root) with an empty answer below it; the branch then ends in that answer. */
  ask(id: string, parentId: string | null, text: string, variantName: string): MessageRecord {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const question = this.#insert(id, parentId, "user", text, "complete", null);
      const answer = this.#insert(id, question.id, "assistant", "", "streaming", variantName);
      const title = conversation.title === untitled ? titleFrom(text) : conversation.title;
      this.#conversations.update({
        ...conversation,
        title,
        variantName,
        headId: answer.id,
        updatedAt: this.#clock.now(),
      });
      return answer;
    });
  }

  /** An empty answer below a question that is there already. */
  answerAgain(id: string, questionId: string, variantName: string): MessageRecord {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const answer = this.#insert(id, questionId, "assistant", "", "streaming", variantName);
      this.#conversations.update({ ...conversation, variantName, headId: answer.id, updatedAt: this.#clock.now() });
      return answer;
    });
  }

  append(messageId: string, text: string): void {
    this.#messages.append(messageId, text);
  }

  /** In the place of what was kept of it. */
  rewrite(messageId: string, text: string): void {
    this.#messages.rewrite(messageId, text);
  }

  end(messageId: string, state: MessageState, stats: AnswerStats | null, error: ErrorDto | null): void {
    this.#messages.end(messageId, state, stats, error);
  }

  /** Shows the branch through a message, down to the newest message below it. Returns the last message that stays in view. */
  show(id: string, messageId: string): string | null {
    const conversation = this.conversation(id);
    const headId = this.#messages.newestLeaf(this.message(id, messageId).id);
    this.#conversations.update({ ...conversation, headId });
    return this.fork(conversation.headId, headId);
  }

  /** The lowest message of both branches; null where there is none. */
  fork(headId: string | null, otherHeadId: string): string | null {
    return headId === null ? null : this.#messages.fork(headId, otherHeadId);
  }

  /** Returns how many answers the end of the last run cut short. */
  markInterrupted(): number {
    return this.#messages.markInterrupted();
  }

  #insert(
    conversationId: string,
    parentId: string | null,
    role: Message["role"],
    text: string,
    state: MessageState,
    variantName: string | null,
  ): MessageRecord {
    const record: MessageRecord = {
      id: randomUUID(),
      conversationId,
      parentId,
      role,
      text,
      state,
      error: null,
      stats: null,
      variantName,
      createdAt: this.#clock.now(),
    };
    this.#messages.insert(record);
    return record;
  }
}

function shownParts(record: MessageRecord): Omit<Message, "siblingIds"> {
  return record.role === "assistant" ? { ...record, ...partText(record.text) } : { ...record, thinking: "" };
}
