import type { ArrangeConversations, ConversationPlace } from "../../../src-shared/contract/index.ts";
import {
  type Bindable,
  type Database,
  type Row,
  flag,
  integer,
  integerOrNull,
  text,
  textOrNull,
} from "../../ground/storage/index.ts";
import { likePattern } from "./like-pattern.ts";
import { fromStored, toStored } from "./stored-settings.ts";
import { titleOf } from "./title.ts";
import type { ConversationPosition, KeptConversation } from "./types.ts";

const columns =
  "id, title, variant_id, variant_name, settings, head_id, folder_id, pinned, archived, created_at, updated_at";

const order = "ORDER BY updated_at DESC, id DESC LIMIT ?";
const everyMessage = `EXISTS (SELECT 1 FROM messages AS m CROSS JOIN message_parts AS p ON p.message = m.sequence
  WHERE m.conversation_id = conversations.id AND p.text LIKE ? ESCAPE '\\')`;
const unsearchedMessages = `id IN (SELECT m.conversation_id FROM unsearched_messages AS u
  CROSS JOIN message_parts AS p ON p.message = u.message CROSS JOIN messages AS m ON m.sequence = u.message
  WHERE p.text LIKE ? ESCAPE '\\')`;
const newestMessages = (limit: number): string => `EXISTS (SELECT 1 FROM (
    SELECT sequence FROM messages WHERE conversation_id = conversations.id ORDER BY sequence DESC LIMIT ${limit}) AS m
  CROSS JOIN message_parts AS p ON p.message = m.sequence WHERE p.text LIKE ? ESCAPE '\\')`;
/** Messages of each conversation that are read for a text that may be everywhere. */
const fewNewest = 20;
/** Messages of one without the text in those: half a millisecond each. */
const manyNewest = 200;
/** Conversations that are read before it is judged whether the text is everywhere. */
const newestAtOnce = 5;
/** Of the conversations: where more do not have the text in their few newest messages, the index is quicker. */
const mostWithout = 1 / 4;
/** Conversations: some milliseconds where each has a hundred messages. */
const readAtOnce = 10;
/** One that is still being imported is not shown: what ended it half-way would leave half a conversation. */
const isWhole = `NOT EXISTS (SELECT 1 FROM imported_conversations AS i WHERE i.conversation_id = conversations.id AND i.fingerprint IS NULL)`;
/** As the index of each has it. */
const places: Readonly<Record<Extract<ConversationPlace, string>, string>> = {
  all: "TRUE",
  recent: "folder_id IS NULL AND pinned = 0 AND archived = 0",
  pinned: "pinned = 1",
  archived: "archived = 1",
};
const inFolder = "folder_id = ? AND pinned = 0 AND archived = 0";
/** Before every position there can be. */
const start: ConversationPosition = { updatedAt: Number.MAX_SAFE_INTEGER, id: "" };

export class ConversationsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The last used first, at most `limit`. */
  page(place: ConversationPlace, after: ConversationPosition | null, limit: number): KeptConversation[] {
    const { updatedAt, id } = after ?? start;
    const isInFolder = typeof place === "object";
    const where = isInFolder ? inFolder : places[place];
    return this.#db.all(
      `SELECT ${columns} FROM conversations WHERE ${where} AND (updated_at, id) < (?, ?) AND ${isWhole} ${order}`,
      [...(isInFolder ? [place.folderId] : []), updatedAt, id, limit],
      readConversation,
    );
  }

  /**
   * As `page`, those with the text in their title, those that are in `found`, and those with the text in a message that the index does
   * not have yet. Case counts only beyond ASCII here.
   */
  search(
    needle: string,
    found: readonly string[],
    after: ConversationPosition | null,
    limit: number,
  ): KeptConversation[] {
    const pattern = likePattern(needle);
    const { updatedAt, id } = after ?? start;
    return this.#db.all(
      `SELECT ${columns} FROM conversations
       WHERE (updated_at, id) < (?, ?) AND ${isWhole}
         AND (title LIKE ? ESCAPE '\\' OR id IN (SELECT value FROM json_each(?)) OR ${unsearchedMessages})
       ${order}`,
      [updatedAt, id, pattern, JSON.stringify(found), pattern, limit],
      readConversation,
    );
  }

  /**
   * The same for a text that is in nearly every conversation, by reading their newest messages: the lists of such a text are the index's
   * longest, and those of two such words are compared place by place. Null where it turns out not to be one, or where a conversation has
   * too many messages to be sure.
   */
  searchNewest(needle: string, after: ConversationPosition | null, limit: number): KeptConversation[] | null {
    const pattern = likePattern(needle);
    const found: KeptConversation[] = [];
    let from = after ?? start;
    let read = 0;
    let without = 0;
    while (found.length < limit) {
      const asked = Math.min(newestAtOnce, limit - found.length);
      const some = this.#db.all(
        `SELECT ${columns}, (title LIKE ? ESCAPE '\\' OR ${newestMessages(fewNewest)}) AS says FROM conversations
         WHERE (updated_at, id) < (?, ?) AND ${isWhole} ${order}`,
        [pattern, pattern, from.updatedAt, from.id, asked],
        (row) => ({ says: integer(row, "says") === 1, conversation: readConversation(row) }),
      );
      read += some.length;
      without += some.filter(({ says }) => !says).length;
      if (without > read * mostWithout) return null;
      for (const { says, conversation } of some) {
        const isFound = says || this.#isSaidIn(conversation.id, pattern);
        if (isFound === null) return null;
        if (isFound) found.push(conversation);
        from = conversation;
      }
      if (some.length < asked) break;
    }
    return found;
  }

  /** Null where it is not in its many newest messages, and there are more. */
  #isSaidIn(id: string, pattern: string): boolean | null {
    return this.#db.get(
      `SELECT ${newestMessages(manyNewest)} AS says, (SELECT count(*) FROM (
         SELECT 1 FROM messages WHERE conversation_id = conversations.id LIMIT ${manyNewest + 1})) AS messages
       FROM conversations WHERE id = ?`,
      [pattern, id],
      (row) => integer(row, "says") === 1 || (integer(row, "messages") > manyNewest ? null : false),
    );
  }

  /** The same with every message read, a few conversations at a time: whoever asks may stop in between. */
  *readThrough(needle: string, after: ConversationPosition | null, limit: number): Generator<void, KeptConversation[]> {
    const pattern = likePattern(needle);
    const found: KeptConversation[] = [];
    let from = after ?? start;
    while (found.length < limit) {
      const end = this.#db.get(
        `SELECT updated_at, id FROM conversations WHERE (updated_at, id) < (?, ?)
         ORDER BY updated_at DESC, id DESC LIMIT 1 OFFSET ?`,
        [from.updatedAt, from.id, readAtOnce - 1],
        (row) => ({ updatedAt: integer(row, "updated_at"), id: text(row, "id") }),
      );
      const to = end ?? { updatedAt: Number.MIN_SAFE_INTEGER, id: "" };
      const some = this.#db.all(
        `SELECT ${columns} FROM conversations
         WHERE (updated_at, id) < (?, ?) AND (updated_at, id) >= (?, ?) AND ${isWhole} AND (title LIKE ? ESCAPE '\\' OR ${everyMessage})
         ${order}`,
        [from.updatedAt, from.id, to.updatedAt, to.id, pattern, pattern, limit - found.length],
        readConversation,
      );
      found.push(...some);
      if (end === null) break;
      from = end;
      yield;
    }
    return found;
  }

  /** Changes when a conversation was added, deleted or answered. */
  stamp(): string {
    const read = (row: Row): string => `${integer(row, "count")} ${integerOrNull(row, "latest") ?? 0}`;
    return this.#db.get("SELECT count(*) AS count, max(updated_at) AS latest FROM conversations", [], read) ?? "";
  }

  get(id: string): KeptConversation | null {
    return this.#db.get(`SELECT ${columns} FROM conversations WHERE id = ?`, [id], readConversation);
  }

  /** Of all, the last used first. */
  ids(): string[] {
    return this.#db.all(`SELECT id FROM conversations WHERE ${isWhole} ORDER BY updated_at DESC, id DESC`, [], (row) =>
      text(row, "id"),
    );
  }

  /** Those that begin so, at most `limit`. */
  idsFrom(beginning: string, limit: number): string[] {
    return this.#db.all(
      "SELECT id FROM conversations WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
      [beginning, `${beginning}\u{10ffff}`, limit],
      (row) => text(row, "id"),
    );
  }

  insert(conversation: KeptConversation): void {
    const { folderId, pinned, archived } = conversation;
    this.#db.run(`INSERT INTO conversations (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
      conversation.id,
      ...changeable(conversation),
      ...[folderId, Number(pinned), Number(archived)],
      conversation.createdAt,
      conversation.updatedAt,
    ]);
  }

  update(conversation: KeptConversation): void {
    this.#db.run(
      `UPDATE conversations SET title = ?, variant_id = ?, variant_name = ?, settings = ?, head_id = ?, updated_at = ?
       WHERE id = ?`,
      [...changeable(conversation), conversation.updatedAt, conversation.id],
    );
  }

  /** Those with one variant get another one; their ids. */
  switchVariant(fromId: string, to: { id: string; name: string }): string[] {
    return this.#db.transaction(() => {
      const ids = this.#db.all("SELECT id FROM conversations WHERE variant_id = ?", [fromId], (row) => text(row, "id"));
      this.#db.run("UPDATE conversations SET variant_id = ?, variant_name = ? WHERE variant_id = ?", [
        to.id,
        to.name,
        fromId,
      ]);
      return ids;
    });
  }

  /** Where all of these are in the list. Throws where the folder is not there. */
  arrange({ ids, pinned, archived, folderId }: ArrangeConversations): void {
    const set = new Map<string, Bindable>();
    if (folderId !== undefined) set.set("folder_id", folderId);
    // One that is pinned is in sight, one that is archived is not.
    if (pinned !== undefined) set.set("pinned", Number(pinned));
    if (pinned === true) set.set("archived", 0);
    if (archived !== undefined) set.set("archived", Number(archived));
    if (archived === true) set.set("pinned", 0);
    if (set.size === 0) return;
    const columnsSet = [...set.keys()].map((column) => `${column} = ?`).join(", ");
    this.#db.run(`UPDATE conversations SET ${columnsSet} WHERE id IN (SELECT value FROM json_each(?))`, [
      ...set.values(),
      JSON.stringify(ids),
    ]);
  }

  /** Its title was made of a question: a model may write another one in its place, once. */
  openTitle(id: string): void {
    this.#db.run("UPDATE conversations SET title_open = 1 WHERE id = ?", [id]);
  }

  hasOpenTitle(id: string): boolean {
    return (
      this.#db.get("SELECT title_open FROM conversations WHERE id = ?", [id], (row) => flag(row, "title_open")) ?? false
    );
  }

  /** No model writes one any more; with one, that is the title. False where a person was quicker, and nothing changes. */
  closeTitle(id: string, title: string | null): boolean {
    const change =
      "UPDATE conversations SET title = coalesce(?, title), title_open = 0 WHERE id = ? AND title_open = 1";
    return this.#db.run(change, [title, id]) > 0;
  }

  remove(id: string): boolean {
    return this.#db.run("DELETE FROM conversations WHERE id = ?", [id]) > 0;
  }
}

/** From `title` to `head_id`, in the order of the columns. */
function changeable(conversation: KeptConversation): Bindable[] {
  const { title, variantId, variantName, settings, headId } = conversation;
  return [title, variantId, variantName, toStored(settings), headId];
}

function readConversation(row: Row): KeptConversation {
  return {
    id: text(row, "id"),
    title: titleOf(text(row, "title")),
    variantId: textOrNull(row, "variant_id"),
    variantName: textOrNull(row, "variant_name"),
    settings: fromStored(text(row, "settings")),
    headId: textOrNull(row, "head_id"),
    folderId: textOrNull(row, "folder_id"),
    pinned: flag(row, "pinned"),
    archived: flag(row, "archived"),
    createdAt: integer(row, "created_at"),
    updatedAt: integer(row, "updated_at"),
  };
}
