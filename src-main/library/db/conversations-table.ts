import type { Conversation } from "../../contract/index.ts";
import { integer, integerOrNull, real, text, textOrNull } from "./columns.ts";
import type { Bindable, Database, Row } from "./database.ts";

const columns = `id, title, variant_id, variant_name, system_prompt, temperature, top_p, top_k, seed, max_tokens,
  context_tokens, head_id, created_at, updated_at`;

/** How many a list or a search answers at most. */
const maxListed = 1000;

export class ConversationsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The last used first. */
  list(): Conversation[] {
    return this.#db.all(
      `SELECT ${columns} FROM conversations ORDER BY updated_at DESC LIMIT ${maxListed}`,
      [],
      readConversation,
    );
  }

  /** Those with the text in their title or in any message, of any branch. Case counts only beyond ASCII. */
  search(needle: string): Conversation[] {
    const pattern = `%${needle.replaceAll(/[\\%_]/g, "\\$&")}%`;
    return this.#db.all(
      `SELECT ${columns} FROM conversations AS c
       WHERE c.title LIKE ? ESCAPE '\\'
          OR EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.text LIKE ? ESCAPE '\\')
       ORDER BY updated_at DESC LIMIT ${maxListed}`,
      [pattern, pattern],
      readConversation,
    );
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
