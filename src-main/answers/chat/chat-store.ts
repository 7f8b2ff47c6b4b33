import { randomUUID } from "node:crypto";
import {
  type AnswerForm,
  type EarlierMessages,
  type Message,
  type MessagePage,
  type MessagePart,
  type MessageState,
  type MessageStats,
  type SendMessage,
  besideOf,
  freeForm,
} from "../../../src-shared/contract/index.ts";
import { type Clock, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { AnswerEnding, PartGrowth } from "./answer-run.ts";
import { AttachmentsTable } from "./attachments-table.ts";
import { ConversationsTable } from "./conversations-table.ts";
import { DraftsTable } from "./drafts-table.ts";
import { FiguresTable } from "./figures-table.ts";
import { FormsTable } from "./forms-table.ts";
import { MessagesTable } from "./messages-table.ts";
import { PartsTable } from "./parts-table.ts";
import { SummariesTable } from "./summaries-table.ts";
import type { MessageSearch } from "./search/index.ts";
import { branchTitle, titleFrom, untitled } from "./title.ts";
import type { AnswerBy, BegunAnswer, KeptConversation, MessageNode, NewConversation, SaidMessage } from "./types.ts";

/** Some screens full of a conversation. */
const messagesInPage = 40;
/** On the way up to a message: others have their turn between two of them. */
const messagesOnTheWay = 400;
/** What is read above a message that one goes to. */
const messagesAbove = 10;

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
  edited: boolean;
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
  readonly #forms: FormsTable;
  readonly #summaries: SummariesTable;
  readonly #drafts: DraftsTable;
  readonly #attachments: AttachmentsTable;

  constructor({ db, search, clock }: ChatStoreOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#search = search;
    this.#conversations = new ConversationsTable(db);
    this.#messages = new MessagesTable(db);
    this.#parts = new PartsTable(db);
    this.#figures = new FiguresTable(db);
    this.#forms = new FormsTable(db);
    this.#summaries = new SummariesTable(db);
    this.#drafts = new DraftsTable(db);
    this.#attachments = new AttachmentsTable(db);
  }

  /** Throws `not-found`. */
  conversation(id: string): KeptConversation {
    const found = this.#conversations.get(id);
    if (found === null) throw appError("not-found", "conversation");
    return found;
  }

  /** Conversations with one variant get another one; their ids. */
  switchVariant(fromId: string, to: { id: string; name: string }): string[] {
    return this.#conversations.switchVariant(fromId, to);
  }

  hasConversation(id: string): boolean {
    return this.#conversations.get(id) !== null;
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

  /** The page above a message; with `until` a larger one, which ends some messages above that one. */
  above({ conversationId, messageId, until }: EarlierMessages): MessagePage {
    const { parentId, depth } = this.message(conversationId, messageId);
    const wanted = until === null ? 0 : depth - this.message(conversationId, until).depth + messagesAbove;
    const limit = Math.min(Math.max(wanted, messagesInPage), messagesOnTheWay);
    return this.#shown(conversationId, parentId === null ? [] : this.#messages.branch(parentId, null, limit));
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
      folderId: null,
      pinned: false,
      archived: false,
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
    if (change.title !== undefined) this.#conversations.closeTitle(id, null);
    this.#conversations.update(changed);
    return changed;
  }

  remove(id: string): void {
    this.#db.transaction(() => {
      this.conversation(id);
      this.#messages.removeAll(id);
      this.#conversations.remove(id);
    });
    this.#search.forget(id);
  }

  /** A question at the end of the branch that is shown, taken off the draft that it was typed in. Together or not at all. */
  send({ conversationId, text, fromNew, hidden }: SendMessage, by: AnswerBy): MessageNode {
    return this.#db.transaction(() => {
      this.#drafts.takeOff(fromNew ? null : conversationId, text, this.#clock.now());
      const { headId } = this.conversation(conversationId);
      return this.ask(conversationId, this.#above(headId, hidden), text, by);
    });
  }

  /** The end of a branch above whichever of these messages it leads through. */
  #above(headId: string | null, hidden: readonly string[]): string | null {
    let end = headId;
    for (const id of hidden) if (this.isPartOf(id, end)) end = this.#messages.get(id)?.parentId ?? null;
    return end;
  }

  /** A question under `parentId` (null: at the root) with an empty answer to it; the branch then ends in that answer. */
  ask(id: string, parentId: string | null, text: string, by: AnswerBy): MessageNode {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const isUntitled = conversation.title === untitled;
      const title = isUntitled ? titleFrom(text) : conversation.title;
      if (isUntitled) this.#conversations.openTitle(id);
      const question = this.#insert({
        conversationId: id,
        parent: parentId === null ? null : this.message(id, parentId),
        role: "user",
        state: "complete",
        parts: [{ kind: "text", text }],
        variantName: null,
        edited: false,
      });
      return this.#answer({ ...conversation, title }, question, by);
    });
  }

  /** An empty answer to a question that already exists. After the one `before` of several, whoever looks at another branch by now stays there. */
  answerAgain(id: string, question: MessageNode, by: AnswerBy, before: MessageNode | null): MessageNode {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const { headId } = conversation;
      const stays = before !== null && headId !== before.id;
      return stays ? this.#answer(conversation, question, by, { headId }) : this.#answer(conversation, question, by);
    });
  }

  /** Another text beside a message, which nothing follows; the branch then ends there. */
  replace(id: string, messageId: string, text: string): MessageNode {
    return this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const { parentId, role, variantName } = this.message(id, messageId);
      const replaced = this.#insert({
        ...{ conversationId: id, role, variantName, state: "complete", edited: role === "assistant" },
        parent: parentId === null ? null : this.message(id, parentId),
        parts: [{ kind: "text", text }],
      });
      this.#conversations.update({ ...conversation, headId: replaced.id, updatedAt: this.#clock.now() });
      return replaced;
    });
  }

  /**
   * Has an answer written on, which the branch then ends in. Returns what there is of it. Throws `invalid-input` where there is nothing, or
   * where something follows it.
   */
  reopen(id: string, answer: MessageNode): BegunAnswer {
    return this.#db.transaction(() => {
      const { sequence } = answer;
      const parts = this.#parts.of([sequence]).get(sequence) ?? [];
      const stats = this.stats(answer);
      const isFollowed = this.#messages.childrenOf(id, [answer.id]).size > 0;
      // What is not shown has a place among the parts as well.
      const isWhole = this.#parts.count(sequence) === parts.length;
      // Nothing knows at which place of its form it was cut short.
      const isFormed = this.#forms.of([sequence]).size > 0;
      if (answer.role !== "assistant" || parts.length === 0 || isFollowed || isFormed || !isWhole)
        throw appError("invalid-input", "nothing-to-continue");
      this.#messages.end(sequence, "streaming", null);
      // It stood for less.
      this.#summaries.remove(sequence);
      this.#search.note(sequence);
      this.#conversations.update({ ...this.conversation(id), headId: answer.id, updatedAt: this.#clock.now() });
      return { parts, stats };
    });
  }

  /** A new conversation with a copy of the branch down to a message. */
  branchOff(id: string, messageId: string): KeptConversation {
    return this.#db.transaction(() => {
      const from = this.conversation(id);
      const branchId = this.message(id, messageId).id;
      const now = this.#clock.now();
      const copy: KeptConversation = {
        ...from,
        ...{ id: randomUUID(), title: branchTitle(from.title), headId: null, createdAt: now, updatedAt: now },
        ...{ pinned: false, archived: false },
      };
      this.#conversations.insert(copy);
      const { pairs, headId } = this.#messages.copyBranch(branchId, copy.id);
      for (const table of [this.#parts, this.#figures, this.#forms, this.#summaries, this.#attachments])
        table.copy(pairs);
      this.#search.noteAll(copy.id);
      const whole = { ...copy, headId };
      this.#conversations.update(whole);
      return whole;
    });
  }

  /** With all that is below it. Returns the last message that stays in view. */
  removeMessage(id: string, messageId: string): string | null {
    const { after, removed } = this.#db.transaction(() => {
      const conversation = this.conversation(id);
      const { headId } = conversation;
      const { parentId } = this.message(id, messageId);
      const isShown = this.isPartOf(messageId, headId);
      const isParentShown = isShown || parentId === null || this.isPartOf(parentId, headId);
      const siblingIds = this.#messages.childrenOf(id, [parentId]).get(parentId) ?? [];
      const beside = besideOf(siblingIds, messageId);
      const removed = this.#search.gone(id, this.#messages.below(messageId));
      this.#messages.remove(messageId);
      if (isShown) {
        const next = beside === null ? parentId : this.#messages.newestLeaf(beside);
        this.#conversations.update({ ...conversation, headId: next });
      }
      // The one beside it has fewer siblings now.
      return { after: isParentShown ? parentId : headId, removed };
    });
    this.#search.forgetMessages(id, removed);
    return after;
  }

  has(messageId: string): boolean {
    return this.#messages.get(messageId) !== null;
  }

  /** Whether the branch that ends so leads through a message. */
  isPartOf(messageId: string, headId: string | null): boolean {
    return headId !== null && this.#messages.fork(messageId, headId, 1) === messageId;
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

  /** What the answer was asked for in. */
  form({ sequence }: MessageNode): AnswerForm {
    return this.#forms.get(sequence)?.form ?? freeForm;
  }

  stats({ sequence }: MessageNode): MessageStats | null {
    return this.#figures.of([sequence]).get(sequence) ?? null;
  }

  endAnswer({ sequence }: MessageNode, { state, stats, error, form }: AnswerEnding): void {
    this.#db.transaction(() => {
      this.#messages.end(sequence, state, error);
      if (form !== null) this.#forms.end(sequence, form);
      if (stats !== null) this.#figures.put(sequence, stats);
    });
  }

  /** Shows the branch through a message: the one that is shown, or down to its newest descendant. Returns the last message that stays in view. */
  show(id: string, messageId: string): string | null {
    const conversation = this.conversation(id);
    this.message(id, messageId);
    const { headId: shownId } = conversation;
    const isShown = shownId !== null && this.isPartOf(messageId, shownId);
    const headId = isShown ? shownId : this.#messages.newestLeaf(messageId);
    this.#conversations.update({ ...conversation, headId });
    return this.fork(shownId, headId);
  }

  /** The last message of the branch before that the new one has as well; null where it is not in sight of the new one's end. */
  fork(beforeHeadId: string | null, headId: string): string | null {
    return beforeHeadId === null ? null : this.#messages.fork(headId, beforeHeadId, messagesInPage + 1);
  }

  /** Returns how many answers the end of the last run cut short. */
  markInterrupted(): number {
    return this.#messages.markInterrupted();
  }

  /** `head`: where the branch that is shown ends, where that is not the answer. */
  #answer(
    conversation: KeptConversation,
    question: MessageNode,
    { variantName, form }: AnswerBy,
    head: Partial<Pick<KeptConversation, "headId">> = {},
  ): MessageNode {
    const answer = this.#insert({
      conversationId: conversation.id,
      parent: question,
      role: "assistant",
      state: "streaming",
      parts: [],
      variantName,
      edited: false,
    });
    if (form.kind !== "free") this.#forms.begin(answer.sequence, form);
    const updatedAt = this.#clock.now();
    this.#conversations.update({ ...conversation, variantName, headId: answer.id, updatedAt, ...head });
    return answer;
  }

  #insert({ conversationId, parent, role, state, parts, variantName, edited }: NewMessage): MessageNode {
    const node = {
      id: randomUUID(),
      conversationId,
      parentId: parent?.id ?? null,
      depth: parent === null ? 0 : parent.depth + 1,
      role,
      state,
      error: null,
      variantName,
      edited,
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
    const forms = this.#forms.of(sequences);
    const siblings = this.#messages.childrenOf(
      conversationId,
      branch.map(({ parentId }) => parentId),
    );
    const messages = branch.map(({ sequence, depth: _depth, ...node }): Message => ({
      ...node,
      parts: parts.get(sequence) ?? [],
      stats: figures.get(sequence) ?? null,
      form: forms.get(sequence) ?? null,
      siblingIds: siblings.get(node.parentId) ?? [],
    }));
    return { messages, earlier: branch[0]?.depth ?? 0 };
  }
}
