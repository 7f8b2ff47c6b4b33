import {
  type ArrangeConversations,
  type BranchChange,
  type ChatDelta,
  type CollectionChange,
  type CollectionPage,
  type Conversation,
  type ConversationPage,
  type ConversationSearch,
  type ConversationSettings,
  type ConversationView,
  type EarlierMessages,
  type EditMessage,
  type EditSummary,
  type FoundConversation,
  type InstalledVariant,
  type MessageChoice,
  type MessagePage,
  type PromptPage,
  type PromptRequest,
  type RetryAnswer,
  type SendMessage,
  type UpdateConversation,
  freeForm,
  given,
} from "../../../src-shared/contract/index.ts";
import { variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";
import { ChangeFeed, type Dispose, Emitter, type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { AnswerRuns, type AnswerTask } from "./answer-runs.ts";
import { AttachmentFiles } from "./attachment-files.ts";
import type { ChatOptions } from "./chat-options.ts";
import { ChatStore } from "./chat-store.ts";
import { ConversationFolders } from "./conversation-folders.ts";
import { ConversationLists } from "./conversation-lists.ts";
import { ConversationSummaries } from "./conversation-summaries.ts";
import { requireUsable } from "./form-of-answer.ts";
import { ModelTitles } from "./model-titles.ts";
import { moreAnswers } from "./more-answers.ts";
import { plainAsking } from "./plain-asking.ts";
import { type PromptPagesOptions, promptPage } from "./prompt-pages.ts";
import { MessageSearch } from "./search/index.ts";
import { stepByStep } from "./steps.ts";
import { TypedTexts } from "./typed-texts.ts";
import type { Answerer, ChatModels, ChatVariants, KeptConversation, NewConversation, SaidMessage } from "./types.ts";

/**
 * Conversations and who answers in them. Methods throw `AppError`: not-found, invalid-input, busy (one answer at a time),
 * no-model-loaded (no variant is chosen), disk-full, database-failed. What ends an answer early is in the message instead.
 */
export class Chat {
  readonly folders: ConversationFolders;
  readonly typed: TypedTexts;
  readonly #store: ChatStore;
  readonly #lists: ConversationLists;
  readonly #summaries: ConversationSummaries;
  readonly #search: MessageSearch;
  readonly #variants: ChatVariants;
  readonly #attachments: AttachmentFiles | null;
  readonly #logger: Logger;
  readonly #deltas = new Emitter<ChatDelta>();
  readonly #changes = new Emitter<BranchChange>();
  readonly #conversations = new ChangeFeed<Conversation>();
  /** Of each branch that was reported. */
  readonly #revisions = new Map<string, number>();
  readonly #runs: AnswerRuns;
  readonly #onMessagesRemoved: (conversationId: string) => void;
  readonly #titles: ModelTitles;
  readonly #asked: PromptPagesOptions & { models: ChatModels };
  /** Of the conversations when another process's changes were last looked for. */
  #stamp: string | null = null;

  constructor(options: ChatOptions) {
    const { db, searchIndex, models, variants, attachmentsFolder = null, clock, logger } = options;
    this.#search = new MessageSearch({ db, index: searchIndex, logger });
    this.#store = new ChatStore({ db, search: this.#search, clock });
    this.#lists = new ConversationLists({ db, search: this.#search });
    this.#summaries = new ConversationSummaries(db);
    this.folders = new ConversationFolders({ db, clock });
    this.typed = new TypedTexts({ db, store: this.#store, clock });
    this.#variants = variants;
    const { asking = plainAsking } = options;
    this.#asked = { store: this.#store, summaries: this.#summaries, models, asking, clock };
    this.#titles = new ModelTitles({
      ...{ ...this.#asked, db, titles: options.titles ?? null, logger },
      onTitle: (kept) => {
        this.#told(kept);
      },
    });
    this.#runs = new AnswerRuns({
      ...{ ...this.#asked, logger },
      onDelta: (delta) => {
        this.#deltas.emit(delta);
      },
      onChanged: (id, after) => {
        this.#report(id, after);
      },
      onRest: () => {
        this.#search.catchUp();
      },
      onEnded: (task) => {
        this.#titles.begin(task);
      },
    });
    this.#attachments = attachmentsFolder === null ? null : new AttachmentFiles(db, attachmentsFolder, logger);
    this.#onMessagesRemoved = options.onMessagesRemoved ?? (() => undefined);
    this.#logger = logger;
  }

  /** The last used first. `cursor` is the `next` of the page before. */
  page({ place, cursor }: ConversationPage): CollectionPage<Conversation> {
    const { items, next } = this.#lists.page(place, cursor);
    return { revision: this.#conversations.revision, items: items.map((kept) => this.#numbered(kept)), next };
  }

  /**
   * What says this in its title or in a message, with a turn for others every few milliseconds. Once the signal has fired, it ends there.
   */
  async search({ text, cursor }: ConversationSearch, signal: AbortSignal): Promise<CollectionPage<FoundConversation>> {
    const { items, next } = await stepByStep(this.#lists.search(text, cursor), signal);
    // What has changed meanwhile was told by events that come before this revision.
    const now = this.#lists.again(items).map((found) => ({
      ...found,
      conversation: this.#numbered(found.conversation),
    }));
    return { revision: this.#conversations.revision, items: now, next };
  }

  /** Puts conversations elsewhere in the list. Throws `not-found` for the folder. */
  arrange(change: ArrangeConversations): void {
    if (change.folderId != null) this.folders.require(change.folderId);
    const put = this.#lists.arrange(change).map((kept) => this.#numbered(kept));
    this.#conversations.tell({ put });
    this.folders.tell();
  }

  /** What was in it moves up. Throws `not-found`. */
  removeFolder(id: string): void {
    this.folders.remove(id);
    this.#conversations.tellGap();
  }

  has(id: string): boolean {
    return this.#store.hasConversation(id);
  }

  /** The end of the branch that is shown. */
  get(id: string): ConversationView {
    const conversation = this.#numbered(this.#store.conversation(id));
    return {
      conversation,
      ...this.#runs.asItIs(id, () => this.#store.end(conversation, null)),
      ...this.#summarised(conversation),
    };
  }

  /** The page above a message of its branch. */
  earlier(wanted: EarlierMessages): MessagePage {
    return this.#runs.asItIs(wanted.conversationId, () => this.#store.above(wanted));
  }

  create(input: NewConversation): Conversation {
    const variant = input.variantId === null ? null : this.#variants.get(input.variantId);
    return this.#told(
      this.#store.create({ ...input, variantId: variant?.id ?? null }, variant && variantName(variant)),
    );
  }

  rename(id: string, title: string): Conversation {
    return this.#told(this.#store.change(id, { title }));
  }

  update({ id, variantId, settings }: UpdateConversation): Conversation {
    const chosen = variantId == null ? null : this.#variants.get(variantId);
    if (variantId != null && chosen === null) throw appError("not-found", "variant", {});
    return this.#told(
      this.#store.change(id, {
        ...(variantId === undefined ? {} : { variantId, variantName: chosen && variantName(chosen) }),
        ...(settings === undefined
          ? {}
          : { settings: { ...this.#store.conversation(id).settings, ...given<ConversationSettings>(settings) } }),
      }),
    );
  }

  /** Stops its answer first. */
  async remove(id: string): Promise<void> {
    await this.stop(id);
    const files = this.#attachments?.of(id) ?? [];
    this.#store.remove(id);
    this.#revisions.delete(id);
    this.#runs.forget(({ conversationId }) => conversationId === id);
    this.#conversations.tell({ removed: [id] });
    this.folders.tell();
    await this.#attachments?.removeUnused(files);
  }

  /** Returns with the question and an empty answer in place; what follows comes as events. */
  send(question: SendMessage): BranchChange {
    const conversation = this.#store.conversation(question.conversationId);
    const by = this.#answerer(conversation);
    return this.#start({ conversation, answer: this.#store.send(question, by), ...by });
  }

  /** Another answer to the same question, or several, beside the first. */
  retry({ conversationId, messageId, seed, sameForm, times }: RetryAnswer): BranchChange {
    const conversation = this.#store.conversation(conversationId);
    const message = this.#store.message(conversationId, messageId);
    const by = this.#answerer(conversation, sameForm ? this.#store.form(message) : undefined);
    const questionId = message.role === "user" ? message.id : message.parentId;
    if (questionId === null) throw appError("invalid-input", "nothing-to-answer-again");
    const question = this.#store.message(conversationId, questionId);
    const answer = this.#store.answerAgain(conversationId, question, by, null);
    const next = moreAnswers(this.#store, { conversationId, question, before: answer, ...by }, times - 1);
    return this.#start({ conversation, answer, seed, next, ...by });
  }

  /** Another question in its place, beside the first, and its answer. */
  edit({ conversationId, messageId, text }: EditMessage): BranchChange {
    const conversation = this.#store.conversation(conversationId);
    const by = this.#answerer(conversation);
    const message = this.#store.message(conversationId, messageId);
    if (message.role !== "user") throw appError("invalid-input", "not-a-question");
    return this.#start({
      ...{ conversation, answer: this.#store.ask(conversationId, message.parentId, text, by) },
      ...by,
    });
  }

  /** See `promptPage`. */
  async prompt(wanted: PromptRequest): Promise<PromptPage> {
    return promptPage(this.#asked, wanted, this.#variantOf(this.#store.conversation(wanted.conversationId)));
  }

  /** Another text in the message's place, beside it, which nobody answers. */
  replace({ conversationId, messageId, text }: EditMessage): BranchChange {
    const { headId } = this.#store.conversation(conversationId);
    const replaced = this.#store.replace(conversationId, messageId, text);
    this.#search.catchUp();
    return this.#changed(conversationId, this.#store.fork(headId, replaced.id));
  }

  /** Goes on with an answer, which grows. */
  continue({ conversationId, messageId }: MessageChoice): BranchChange {
    const conversation = this.#store.conversation(conversationId);
    const by = this.#answerer(conversation, freeForm);
    const answer = this.#store.message(conversationId, messageId);
    const begun = this.#store.reopen(conversationId, answer);
    return this.#start({ conversation, answer, begun, ...by });
  }

  /** What was said before the question that an answer answers, with how the conversation asks. Throws `not-found`. */
  before({ conversationId, messageId }: MessageChoice): { above: SaidMessage[]; settings: ConversationSettings } {
    const { settings } = this.#store.conversation(conversationId);
    const { parentId } = this.#store.message(conversationId, messageId);
    return { above: parentId === null ? [] : this.#store.said(parentId).slice(0, -1), settings };
  }

  /** A new conversation that begins with the branch down to a message. */
  branchOff({ conversationId, messageId }: MessageChoice): Conversation {
    // What is not on the disk cannot be copied there.
    this.#runs.flush(conversationId);
    const copy = this.#told(this.#store.branchOff(conversationId, messageId));
    this.folders.tell();
    this.#search.catchUp();
    return copy;
  }

  /** With all that is below it; an answer that is being written there is stopped first. */
  async removeMessage({ conversationId, messageId }: MessageChoice): Promise<BranchChange> {
    const writing = this.#runs.writing(conversationId);
    if (writing !== null && this.#store.isPartOf(messageId, writing)) await this.stop(conversationId);
    const files = this.#attachments?.of(conversationId) ?? [];
    const after = this.#store.removeMessage(conversationId, messageId);
    this.#runs.forget((run) => !this.#store.has(run.messageId));
    this.#search.catchUp();
    this.#onMessagesRemoved(conversationId);
    const change = this.#changed(conversationId, after);
    await this.#attachments?.removeUnused(files);
    return change;
  }

  /** Shows the branch through the message. */
  selectBranch({ conversationId, messageId }: MessageChoice): BranchChange {
    return this.#changeBelow(conversationId, this.#store.show(conversationId, messageId));
  }

  /** Throws `not-found`. */
  editSummary(change: EditSummary): BranchChange {
    this.#summaries.edit(change);
    return this.#changed(change.conversationId, this.#store.conversation(change.conversationId).headId);
  }

  /** As `editSummary`. */
  removeSummary(choice: MessageChoice): BranchChange {
    this.#summaries.remove(choice);
    return this.#changed(choice.conversationId, this.#store.conversation(choice.conversationId).headId);
  }

  /** Resolves when the answer has ended; what was written is kept. */
  async stop(id: string): Promise<void> {
    await this.#runs.stop(id);
  }

  /** It thinks no longer and begins with the answer, where it is thinking. */
  answerNow(id: string): void {
    this.#runs.answerNow(id);
  }

  onDelta(listener: (delta: ChatDelta) => void): Dispose {
    return this.#deltas.on(listener);
  }

  onChanged(listener: (change: BranchChange) => void): Dispose {
    return this.#changes.on(listener);
  }

  onConversations(listener: (change: CollectionChange<Conversation>) => void): Dispose {
    return this.#conversations.on(listener);
  }

  /**
   * Reports a gap when another process may have changed conversations since the last call; the first one only
   * remembers.
   */
  noticeOutsideChanges(): void {
    const now = this.#lists.stamp();
    const before = this.#stamp;
    this.#stamp = now;
    if (before === null || before === now) return;
    this.#conversations.tellGap();
    this.folders.tell();
    this.#search.catchUpWhenQuiet();
  }

  /** Conversations are there that this service has not made, and these are no longer as they were. */
  imported(updatedIds: readonly string[]): void {
    for (const id of updatedIds) this.#revisions.set(id, (this.#revisions.get(id) ?? 0) + 1);
    this.#conversations.tellGap();
    this.folders.tell();
    this.#search.catchUp();
  }

  /** Conversations with one variant go on with another one. Throws `not-found` where that is not installed. */
  switchVariant(fromId: string, toId: string): void {
    const to = this.#variants.get(toId);
    if (to === null) throw appError("not-found", "variant", {});
    this.imported(this.#store.switchVariant(fromId, { id: to.id, name: variantName(to) }));
  }

  /** Marks what was being written when the last run ended. Once, by the process that shows the window. */
  recover(): void {
    const cut = this.#store.markInterrupted();
    if (cut > 0) this.#logger.info("answers were cut short by the end of the last run", { count: cut });
    this.#search.catchUp();
  }

  async dispose(): Promise<void> {
    await this.#runs.dispose();
    await this.#titles.dispose();
    this.#search.dispose();
  }

  #numbered(kept: KeptConversation): Conversation {
    return { ...kept, revision: this.#revisions.get(kept.id) ?? 0 };
  }

  #told(kept: KeptConversation): Conversation {
    const conversation = this.#numbered(kept);
    this.#conversations.tell({ put: [conversation] });
    return conversation;
  }

  #changeBelow(id: string, after: string | null): BranchChange {
    const kept = this.#store.conversation(id);
    const page = this.#runs.asItIs(id, () => this.#store.end(kept, after));
    this.#revisions.set(id, (this.#revisions.get(id) ?? 0) + 1);
    const [first] = page.messages;
    return {
      ...{ conversation: this.#numbered(kept), after: first === undefined ? after : first.parentId },
      ...page,
      ...this.#summarised(kept),
    };
  }

  #summarised({ id, headId }: KeptConversation): Pick<ConversationView, "summary" | "isSummarising"> {
    return { summary: this.#summaries.of(id, headId), isSummarising: this.#runs.isSummarising(id) };
  }

  /** Before anything is written: who will answer and in which form, or why none can. */
  #answerer(conversation: KeptConversation, form = conversation.settings.answerForm): Answerer {
    this.#runs.requireFree(conversation.id);
    requireUsable(form);
    const variant = this.#variantOf(conversation);
    return { variant, variantName: variantName(variant), form };
  }

  #variantOf({ variantId }: KeptConversation): InstalledVariant {
    const variant = variantId === null ? null : this.#variants.get(variantId);
    if (variant === null) throw appError("no-model-loaded", "none-chosen");
    return variant;
  }

  #start(task: Omit<AnswerTask, "seed" | "begun" | "next"> & Partial<AnswerTask>): BranchChange {
    const { conversation, answer } = task;
    this.#titles.stop();
    this.#runs.start({ seed: null, begun: null, next: null, ...task });
    const shared = this.#store.fork(conversation.headId, answer.id);
    return this.#changed(conversation.id, shared === answer.id ? answer.parentId : shared);
  }

  /** As `#changeBelow`, and told to those who list conversations. */
  #changed(id: string, after: string | null): BranchChange {
    const change = this.#changeBelow(id, after);
    this.#told(change.conversation);
    return change;
  }

  #report(conversationId: string, after: string | null): void {
    try {
      const change = this.#changeBelow(conversationId, after);
      this.#changes.emit(change);
      this.#told(change.conversation);
    } catch (thrown) {
      // It was deleted while it was being written.
      if (toAppError(thrown).code !== "not-found")
        this.#logger.error("a conversation could not be read", { error: String(thrown) });
    }
  }
}

/** "Gemma-3-4B-it · Q4_K_M". */
function variantName(variant: InstalledVariant): string {
  return `${withoutFormat(variant.name)} · ${variantLabel(variant)}`;
}
