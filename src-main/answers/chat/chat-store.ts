import { randomUUID } from "node:crypto";
import {
  type Draft,
  type KeepDraft,
  type Message,
  type MessagePage,
  type MessagePart,
  type MessageState,
  isNoDraft,
  noDraft,
} from "../../../src-shared/contract/index.ts";
import { type Clock, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { AnswerEnding, PartGrowth } from "./answer-run.ts";
import { ConversationsTable } from "./conversations-table.ts";
import { DraftsTable } from "./drafts-table.ts";
import { FiguresTable } from "./figures-table.ts";
import { MessagesTable } from "./messages-table.ts";
import { fromCursor, toCursor } from "./page-cursor.ts";
import { PartsTable } from "./parts-table.ts";
import type { MessageSearch } from "./search/index.ts";
import { titleFrom, untitled } from "./title.ts";
import type { ConversationPosition, KeptConversation, MessageNode, NewConversation, SaidMessage } from "./types.ts";

/** Some screens full of a list. */
const conversationsInPage = 100;
/** Some screens full of a conversation. */
const messagesInPage = 40;

export interface ChatStoreOptions {
  db: Database;
  search: MessageSearch;
  clock: Clock;
}

interface NewMessage {
  conversationId: string;
  parent: Pick<MessageNode, "id" | "depth"> | null;
  role: Message["role"];
  state: MessageState;
  parts: MessagePart[];
  variantName: string | null;
}

/** Conversations as trees of messages, in SQLite. Every change is on disk when the method returns. */
export class ChatStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #search: MessageSearch;
  readonly #conversations: ConversationsTable;
  readonly #messages: MessagesTable;
  readonly #parts: PartsTable;
  readonly #figures: FiguresTable;
  readonly #drafts: DraftsTable;

  constructor({ db, search, clock }: ChatStoreOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#search = search;
    this.#conversations = new ConversationsTable(db);
    this.#messages = new MessagesTable(db);
    this.#parts = new PartsTable(db);
    this.#figures = new FiguresTable(db);
    this.#drafts = new DraftsTable(db);
  }

  /**
   * The last used first; with a text, in steps of some ten milliseconds between which the search may be stopped. Throws `invalid-input` for a
   * cursor that is none.
   */
  *page(text: string, cursor: string | null): Generator<void, { items: KeptConversation[]; next: string | null }> {
    const needle = text.trim();
    const after = fromCursor(cursor);
    // One more than is shown, to know whether there are more.
    const limit = conversationsInPage + 1;
    const found = needle === "" ? this.#conversations.page(after, limit) : yield* this.#matching(needle, after, limit);
    const items = found.slice(0, conversationsInPage);
    const last = items.at(-1);
    return { items, next: found.length === limit && last !== undefined ? toCursor(last) : null };
  }

  *#matching(needle: string, after: ConversationPosition | null, limit: number): Generator<void, KeptConversation[]> {
    const everywhere = this.#conversations.searchNewest(needle, after, limit);
    if (everywhere !== null) return everywhere;
    yield;
    const found = this.#search.find(needle);
    yield;
    return found === null
      ? yield* this.#conversations.readThrough(needle, after, limit)
      : this.#conversations.search(needle, found, after, limit);
  }

  /** As they are now, without those that are gone. */
  again(conversations: readonly KeptConversation[]): KeptConversation[] {
    return conversations.flatMap(({ id }) => this.#conversations.get(id) ?? []);
  }

  /** Changes when a conversation comes, goes or is answered, by whichever process. */
  stamp(): string {
    return this.#conversations.stamp();
  }

  /** Throws `not-found`. */
  conversation(id: string): KeptConversation {
    const found = this.#conversations.get(id);
    if (found === null) throw appError("not-found", "conversation");
    return found;
  }

  /** A message of this conversation. Throws `not-found`. */
  message(conversationId: string, id: string): MessageNode {
    const found = this.#messages.get(id);
    if (found?.conversationId !== conversationId) throw appError("not-found", "message");
    return found;
  }

  /**
   * The end of the branch that is shown, as far as it comes after `after`; from the beginning where `after` is not part
   * of it.
   */
  end(conversation: KeptConversation, after: string | null): MessagePage {
    const { id, headId } = conversation;
    return this.#shown(id, headId === null ? [] : this.#messages.branch(headId, after, messagesInPage));
  }

  /** The page above a message. */
  above(conversationId: string, messageId: string): MessagePage {
    const { parentId } = this.message(conversationId, messageId);
    return this.#shown(conversationId, parentId === null ? [] : this.#messages.branch(parentId, null, messagesInPage));
  }

  /** What was said above and in a message, first one first. */
  said(messageId: string): SaidMessage[] {
    const branch = this.#messages.branch(messageId);
    const parts = this.#parts.of(branch.map(({ sequence }) => sequence));
    return branch.map(({ role, sequence }) => ({ role, parts: parts.get(sequence) ?? [] }));
  }

  create({ variantId, settings }: NewConversation, variantName: string | null): KeptConversation {
    const now = this.#clock.now();
    const conversation: KeptConversation = {
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
    change: Partial<Pick<KeptConversation, "title" | "variantId" | "variantName" | "settings">>,
  ): KeptConversation {
    const changed = { ...this.conversation(id), ...change };
    this.#conversations.update(changed);
    return changed;
  }

  remove(id: string): void {
    if (!this.#conversations.remove(id)) throw appError("not-found", "conversation");
    this.#search.forget(id);
  }

  /** A question under `parentId` (null: at the root) with an empty answer to it; the branch then ends in that answer. */
  ask(id: string, parentId: string | null, text: string, variantName: string): MessageNode {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const title = conversation.title === untitled ? titleFrom(text) : conversation.title;
      const question = this.#insert({
        conversationId: id,
        parent: parentId === null ? null : this.message(id, parentId),
        role: "user",
        state: "complete",
        parts: [{ kind: "text", text }],
        variantName: null,
      });
      return this.#answer({ ...conversation, title }, question, variantName);
    });
  }

  /** An empty answer to a question that already exists. */
  answerAgain(id: string, question: MessageNode, variantName: string): MessageNode {
    return this.#db.transaction(() => this.#answer(this.conversation(id), question, variantName));
  }

  /** Parts begin and go on, together or not at all. */
  grow({ sequence }: MessageNode, growth: readonly PartGrowth[]): void {
    this.#db.transaction(() => {
      for (const { position, isNew, kind, text } of growth) {
        if (isNew) this.#parts.insert(sequence, position, { kind, text });
        else this.#parts.append(sequence, position, text);
      }
    });
  }

  /** In the place of what was kept of it. */
  rewrite({ sequence }: MessageNode, parts: readonly MessagePart[]): void {
    this.#db.transaction(() => {
      this.#parts.remove(sequence);
      for (const [position, part] of parts.entries()) this.#parts.insert(sequence, position, part);
    });
  }

  endAnswer({ sequence }: MessageNode, { state, stats, error }: AnswerEnding): void {
    this.#db.transaction(() => {
      this.#messages.end(sequence, state, error);
      if (stats !== null) this.#figures.put(sequence, stats);
    });
  }

  /** Shows the branch through a message, down to its newest descendant. Returns the last message that stays in view. */
  show(id: string, messageId: string): string | null {
    const conversation = this.conversation(id);
    const headId = this.#messages.newestLeaf(this.message(id, messageId).id);
    this.#conversations.update({ ...conversation, headId });
    return this.fork(conversation.headId, headId);
  }

  /** The last message of the branch before that the new one has as well; null where it is not in sight of the new one's end. */
  fork(beforeHeadId: string | null, headId: string): string | null {
    return beforeHeadId === null ? null : this.#messages.fork(headId, beforeHeadId, messagesInPage + 1);
  }

  draft(conversationId: string | null): Draft {
    return this.#drafts.get(conversationId) ?? noDraft;
  }

  keepDraft({ conversationId, ...draft }: KeepDraft): void {
    if (conversationId !== null) this.conversation(conversationId);
    if (isNoDraft(draft)) this.#drafts.remove(conversationId);
    else this.#drafts.put(conversationId, draft, this.#clock.now());
  }

  /** Returns how many answers the end of the last run cut short. */
  markInterrupted(): number {
    return this.#messages.markInterrupted();
  }

  #answer(conversation: KeptConversation, question: MessageNode, variantName: string): MessageNode {
    const answer = this.#insert({
      conversationId: conversation.id,
      parent: question,
      role: "assistant",
      state: "streaming",
      parts: [],
      variantName,
    });
    this.#conversations.update({ ...conversation, variantName, headId: answer.id, updatedAt: this.#clock.now() });
    return answer;
  }

  #insert({ conversationId, parent, role, state, parts, variantName }: NewMessage): MessageNode {
    const node = {
      id: randomUUID(),
      conversationId,
      parentId: parent?.id ?? null,
      depth: parent === null ? 0 : parent.depth + 1,
      role,
      state,
      error: null,
      variantName,
      createdAt: this.#clock.now(),
    };
    const sequence = this.#messages.insert(node);
    for (const [position, part] of parts.entries()) this.#parts.insert(sequence, position, part);
    this.#search.note(sequence);
    return { ...node, sequence };
  }

  /** A page of a branch with all that is shown of it: one statement for each kind of it, however many messages there are. */
  #shown(conversationId: string, branch: readonly MessageNode[]): MessagePage {
    const sequences = branch.map(({ sequence }) => sequence);
    const parts = this.#parts.of(sequences);
    const figures = this.#figures.of(sequences);
    const siblings = this.#messages.childrenOf(
      conversationId,
      branch.map(({ parentId }) => parentId),
    );
    const messages = branch.map(({ sequence, depth: _depth, ...node }): Message => ({
      ...node,
      parts: parts.get(sequence) ?? [],
      stats: figures.get(sequence) ?? null,
      siblingIds: siblings.get(node.parentId) ?? [],
    }));
    return { messages, earlier: branch[0]?.depth ?? 0 };
  }
}
