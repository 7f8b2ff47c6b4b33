import type { Conversation } from "../../../src-shared/contract/index.ts";
import {
  type Bindable,
  type Database,
  type Row,
  integer,
  integerOrNull,
  real,
  text,
  textOrNull,
} from "../../ground/storage/index.ts";
import type { ConversationPosition } from "./types.ts";

const columns = `id, title, variant_id, variant_name, system_prompt, temperature, top_p, top_k, seed, max_tokens,
  context_tokens, head_id, created_at, updated_at`;

const order = "ORDER BY updated_at DESC, id DESC LIMIT ?";
/** Before every position there can be. */
const start: ConversationPosition = { updatedAt: Number.MAX_SAFE_INTEGER, id: "" };

export class ConversationsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The last used first, at most `limit`. */
  page(after: ConversationPosition | null, limit: number): Conversation[] {
    const { updatedAt, id } = after ?? start;
    return this.#db.all(
      `SELECT ${columns} FROM conversations WHERE (updated_at, id) < (?, ?) ${order}`,
      [updatedAt, id, limit],
      readConversation,
    );
  }

  /** As `page`, those with the text in their title or in any message, of any branch. Case counts only beyond ASCII. */
  search(needle: string, after: ConversationPosition | null, limit: number): Conversation[] {
    const pattern = `%${needle.replaceAll(/[\\%_]/g, "\\$&")}%`;
    const { updatedAt, id } = after ?? start;
    return this.#db.all(
      `SELECT ${columns} FROM conversations AS c
       WHERE (updated_at, id) < (?, ?) AND (c.title LIKE ? ESCAPE '\\'
          OR EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.text LIKE ? ESCAPE '\\'))
       ${order}`,
      [updatedAt, id, pattern, pattern, limit],
      readConversation,
    );
  }

  /** Tells whether a conversation has come, gone or been answered since it was asked for. */
  stamp(): string {
    const read = (row: Row): string => `${integer(row, "count")} ${integerOrNull(row, "latest") ?? 0}`;
    return this.#db.get("SELECT count(*) AS count, max(updated_at) AS latest FROM conversations", [], read) ?? "";
  }

  get(id: string): Conversation | null {
    return this.#db.get(`SELECT ${columns} FROM conversations WHERE id = ?`, [id], readConversation);
  }

  insert(conversation: Conversation): void {
    this.#db.run(`INSERT INTO conversations (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
      conversation.id,
      ...changeable(conversation),
      conversation.createdAt,
      conversation.updatedAt,
    ]);
  }

  update(conversation: Conversation): void {
    this.#db.run(
      `UPDATE conversations SET title = ?, variant_id = ?, variant_name = ?, system_prompt = ?, temperature = ?, top_p = ?,
       top_k = ?, seed = ?, max_tokens = ?, context_tokens = ?, head_id = ?, updated_at = ? WHERE id = ?`,
      [...changeable(conversation), conversation.updatedAt, conversation.id],
    );
  }

  remove(id: string): boolean {
    return this.#db.run("DELETE FROM conversations WHERE id = ?", [id]) > 0;
  }
}

/** From `title` to `head_id`, in the order of the columns. */
function changeable(conversation: Conversation): Bindable[] {
  const { systemPrompt, sampling, contextTokens } = conversation.settings;
  return [
    conversation.title,
    conversation.variantId,
    conversation.variantName,
    systemPrompt,
    sampling.temperature,
    sampling.topP,
    sampling.topK,
    sampling.seed,
    sampling.maxTokens,
    contextTokens,
    conversation.headId,
  ];
}

function readConversation(row: Row): Conversation {
  return {
    id: text(row, "id"),
    title: text(row, "title"),
    variantId: textOrNull(row, "variant_id"),
    variantName: textOrNull(row, "variant_name"),
    settings: {
      systemPrompt: text(row, "system_prompt"),
      sampling: {
        temperature: real(row, "temperature"),
        topP: real(row, "top_p"),
        topK: integer(row, "top_k"),
        seed: integerOrNull(row, "seed"),
        maxTokens: integerOrNull(row, "max_tokens"),
      },
      contextTokens: integerOrNull(row, "context_tokens"),
    },
    headId: textOrNull(row, "head_id"),
    createdAt: integer(row, "created_at"),
    updatedAt: integer(row, "updated_at"),
  };
}
