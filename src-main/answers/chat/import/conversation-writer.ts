import { randomUUID } from "node:crypto";
import { defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import type { Clock } from "../../../ground/core/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import { ConversationsTable } from "../conversations-table.ts";
import { FiguresTable } from "../figures-table.ts";
import { FoldersTable } from "../folders-table.ts";
import { FormsTable } from "../forms-table.ts";
import { MessagesTable } from "../messages-table.ts";
import { PartsTable } from "../parts-table.ts";
import { SummariesTable } from "../summaries-table.ts";
import { UnsearchedTable } from "../search/unsearched-table.ts";
import { fromStored } from "../stored-settings.ts";
import type { KeptConversation, KeptPart, MessageNode } from "../types.ts";
import { type Imported, ImportsTable } from "./imports-table.ts";
import type { ReadConversation, ReadMessage } from "./types.ts";

/** What became of a conversation: `older` than what is here, which stays. */
export interface Written {
  outcome: "new" | "updated" | "unchanged" | "older";
  conversationId: string;
  /** That are new here. */
  messages: number;
  /** Files that came with them. */
  attachments: number;
}

type Place = Pick<MessageNode, "id" | "sequence" | "depth">;

interface Open {
  conversation: ReadConversation;
  outcome: Written["outcome"];
  id: string;
  /** As it was here before. */
  before: { conversation: KeptConversation; imported: Imported | null; parts: ReadonlyMap<number, KeptPart[]> } | null;
  /** By the ids of the program that they came from. */
  places: Map<string, Place>;
  known: ReadonlyMap<string, MessageNode & { isImported: boolean }>;
  waiting: readonly ReadMessage[] | null;
  isBegun: boolean;
  added: number;
  attachments: number;
  changed: number;
}

/** Of an id of ours that another file may have: it is in addresses and tests of length. */
const ownId = /^[\w-]{1,100}$/;

/**
 * Keeps conversations as they are read: one in one transaction, unless it is so long that others would have to wait for it. Until its
 * last message is there, such a one is not shown. What was here already is added to, and nothing of it is deleted.
 */
export class ConversationWriter {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #isDry: boolean;
  readonly #conversations: ConversationsTable;
  readonly #folders: FoldersTable;
  readonly #messages: MessagesTable;
  readonly #parts: PartsTable;
  readonly #figures: FiguresTable;
  readonly #forms: FormsTable;
  readonly #summaries: SummariesTable;
  readonly #unsearched: UnsearchedTable;
  readonly #imports: ImportsTable;
  #open: Open | null = null;

  /** `isDry`: nothing is written, and the counts are what they would be. */
  constructor({ db, clock, isDry }: { db: Database; clock: Clock; isDry: boolean }) {
    this.#db = db;
    this.#clock = clock;
    this.#isDry = isDry;
    this.#conversations = new ConversationsTable(db);
    this.#folders = new FoldersTable(db);
    this.#messages = new MessagesTable(db);
    this.#parts = new PartsTable(db);
    this.#figures = new FiguresTable(db);
    this.#forms = new FormsTable(db);
    this.#summaries = new SummariesTable(db);
    this.#unsearched = new UnsearchedTable(db);
    this.#imports = new ImportsTable(db);
  }

  begin(conversation: ReadConversation): void {
    const { source, sourceId } = conversation;
    const imported = this.#imports.find(source, sourceId);
    const here = this.#conversations.get(imported?.conversationId ?? (source === "bitloft" ? sourceId : ""));
    const outcome = here === null ? "new" : comparedWith(conversation, here, imported);
    const isUpdated = here !== null && outcome === "updated";
    this.#open = {
      ...{
        conversation,
        outcome,
        waiting: null,
        isBegun: false,
        added: 0,
        attachments: 0,
        changed: 0,
        places: new Map(),
      },
      id: here?.id ?? this.#freeId(conversation),
      before: isUpdated ? { conversation: here, imported, parts: this.#parts.ofConversation(here.id) } : null,
      known: isUpdated ? this.#messages.bySourceId(here.id) : new Map(),
    };
  }

  take(messages: readonly ReadMessage[]): void {
    const open = this.#required();
    if (open.outcome === "unchanged" || open.outcome === "older") return;
    const { waiting } = open;
    open.waiting = messages;
    if (waiting !== null) this.#transaction(() => this.#put(open, waiting));
  }

  end(): Written {
    const open = this.#required();
    this.#open = null;
    const { outcome, id: conversationId } = open;
    if (outcome === "unchanged" || outcome === "older") return { outcome, conversationId, messages: 0, attachments: 0 };
    let isMoved = false;
    this.#transaction(() => {
      this.#put(open, open.waiting ?? []);
      isMoved = this.#finish(open);
    });
    const isChanged = outcome === "new" || open.added + open.changed > 0 || isMoved;
    const { added: messages, attachments } = open;
    return { outcome: isChanged ? outcome : "unchanged", conversationId, messages, attachments };
  }

  #required(): Open {
    if (this.#open === null) throw new Error("no conversation was begun");
    return this.#open;
  }

  #transaction(work: () => void): void {
    if (this.#isDry) work();
    else this.#db.transaction(work);
  }

  #freeId({ source, sourceId }: ReadConversation): string {
    return source === "bitloft" && ownId.test(sourceId) ? sourceId : randomUUID();
  }

  #put(open: Open, messages: readonly ReadMessage[]): void {
    if (!open.isBegun) this.#create(open);
    open.isBegun = true;
    for (const message of messages) {
      const known = open.known.get(message.id);
      const place = known ?? this.#add(open, message);
      if (known !== undefined) this.#change(open, known, message);
      open.places.set(message.id, place);
    }
  }

  #create({ id, conversation, before }: Open): void {
    if (this.#isDry) return;
    const now = this.#clock.now();
    const { title, model, systemPrompt, settings, createdAt, updatedAt, folders } = conversation;
    if (before === null) {
      this.#conversations.insert({
        ...{ id, title, variantId: null, variantName: model, headId: null, createdAt, updatedAt },
        ...{ folderId: null, pinned: false, archived: false },
        settings: settings === null ? { ...defaultConversationSettings, systemPrompt } : fromStored(settings),
      });
      if (folders.length > 0) this.#folders.put(id, folders, now);
    }
    if ((before?.imported ?? null) === null) this.#imports.begin(id, conversation, now);
  }

  #add(open: Open, message: ReadMessage): Place {
    open.added++;
    open.attachments += message.attachments.length;
    const parent = message.parentId === null ? undefined : open.places.get(message.parentId);
    const id = this.#freeMessageId(open.conversation, message);
    const node = {
      ...{
        id,
        conversationId: open.id,
        parentId: parent?.id ?? null,
        depth: parent === undefined ? 0 : parent.depth + 1,
      },
      ...{
        role: message.role,
        state: message.state,
        error: null,
        variantName: message.model,
        edited: message.edited === true,
        createdAt: message.createdAt,
      },
    };
    if (this.#isDry) return { ...node, sequence: 0 };
    const sequence = this.#messages.insert(node, message.id);
    this.#putParts(sequence, message);
    if (message.form !== undefined) this.#forms.put(sequence, message.form);
    if (message.stats !== undefined) this.#figures.put(sequence, message.stats);
    if (message.summary !== undefined && message.role === "assistant")
      this.#summaries.put(sequence, open.id, message.summary);
    return { ...node, sequence };
  }

  #freeMessageId({ source }: ReadConversation, { id }: ReadMessage): string {
    return source === "bitloft" && ownId.test(id) && this.#messages.get(id) === null ? id : randomUUID();
  }

  /** Of a message that is here: what the program has changed in it since. */
  #change(open: Open, known: MessageNode, message: ReadMessage): void {
    const parts = open.before?.parts.get(known.sequence) ?? [];
    if (JSON.stringify(parts) === JSON.stringify(message.parts) && known.state === message.state) return;
    open.changed++;
    if (this.#isDry) return;
    this.#messages.end(known.sequence, message.state, known.error);
    this.#parts.remove(known.sequence);
    this.#imports.removeAttachments(known.sequence);
    this.#putParts(known.sequence, message);
    // They may stand for what it was.
    this.#summaries.removeAll(known.conversationId);
  }

  #putParts(sequence: number, { parts, attachments }: ReadMessage): void {
    for (const [position, part] of parts.entries()) this.#parts.insert(sequence, position, part);
    if (attachments.length > 0) {
      const withIds = attachments.map((attachment) => ({ ...attachment, id: randomUUID() }));
      this.#imports.addAttachments(sequence, withIds, this.#clock.now());
    }
    this.#unsearched.add(sequence);
  }

  /** Returns whether it has another title or shows another branch now. */
  #finish({ id, conversation, before, places, known }: Open): boolean {
    const { headId, title, updatedAt } = conversation;
    const head = headId === null ? null : (places.get(headId)?.id ?? null);
    const now = this.#clock.now();
    const here = before?.conversation ?? this.#conversations.get(id);
    if (here === null) return false;
    // A title that a person has given stays, and so does a branch that was gone on with here.
    const isOwnTitle = before !== null && here.title !== (before.imported?.title ?? here.title);
    const shown = [...known.values()].find((message) => message.id === here.headId);
    const isOwnBranch = before !== null && shown !== undefined && !shown.isImported && !places.has(shown.id);
    const changed = {
      ...here,
      title: isOwnTitle ? here.title : title,
      headId: isOwnBranch ? here.headId : (head ?? here.headId),
      updatedAt: Math.max(here.updatedAt, updatedAt),
    };
    if (!this.#isDry) {
      this.#conversations.update(changed);
      this.#imports.finish(id, conversation, now);
    }
    return changed.title !== here.title || changed.headId !== here.headId;
  }
}

function comparedWith(
  conversation: ReadConversation,
  here: KeptConversation,
  imported: Imported | null,
): Written["outcome"] {
  if (imported === null) return conversation.updatedAt > here.updatedAt ? "updated" : "unchanged";
  if (imported.fingerprint === conversation.fingerprint) return "unchanged";
  return conversation.updatedAt < imported.sourceUpdatedAt ? "older" : "updated";
}
