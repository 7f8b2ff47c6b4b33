import type { AnswerStats, ErrorDto, MessageState } from "../../../src-shared/contract/index.ts";
import {
  type Bindable,
  type Database,
  type Row,
  errorColumns,
  errorValues,
  integer,
  integerOrNull,
  readError,
  realOrNull,
  text,
  textOrNull,
  word,
} from "../../ground/storage/index.ts";
import type { MessageRecord } from "./types.ts";

const states = ["complete", "streaming", "stopped", "interrupted", "failed"] as const satisfies readonly MessageState[];

const statsColumns = `prompt_tokens, cached_tokens, tokens, tokens_per_second, prompt_tokens_per_second, first_token_ms,
  context_used_tokens, context_tokens, threads_usual, threads_fewest`;
const columns = `id, conversation_id, parent_id, role, text, state, ${errorColumns}, ${statsColumns}, variant_name, created_at`;

export class MessagesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(id: string): MessageRecord | null {
    return this.#db.get(`SELECT ${columns} FROM messages WHERE id = ?`, [id], readMessage);
  }

  /** From the root down to `headId`; with `after`, what comes below that message. */
  branch(headId: string, after: string | null = null): MessageRecord[] {
    return this.#db.all(
      `WITH RECURSIVE path (message, parent, depth) AS (
         SELECT id, parent_id, 0 FROM messages WHERE id = ? AND id IS NOT ?
         UNION ALL SELECT m.id, m.parent_id, path.depth + 1 FROM path CROSS JOIN messages AS m ON m.id = path.parent
         WHERE m.id IS NOT ?
       )
       SELECT ${columns} FROM path CROSS JOIN messages ON id = message ORDER BY depth DESC`,
      [headId, after, after],
      readMessage,
    );
  }

  /** The ids below each of these messages, in the order in which they were made; null stands for the conversation's beginning. */
  childrenOf(conversationId: string, parentIds: readonly (string | null)[]): Map<string | null, string[]> {
    const children = new Map<string | null, string[]>();
    const read = (row: Row): void => {
      const parent = textOrNull(row, "parent_id");
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [text(row, "id")]);
      else siblings.push(text(row, "id"));
    };
    if (parentIds.includes(null)) {
      this.#db.all(
        "SELECT id, parent_id FROM messages WHERE conversation_id = ? AND parent_id IS NULL ORDER BY sequence",
        [conversationId],
        read,
      );
    }
    const known = JSON.stringify(parentIds.filter((id) => id !== null));
    this.#db.all(
      `SELECT m.id, m.parent_id FROM json_each(?) AS wanted CROSS JOIN messages AS m ON m.parent_id = wanted.value
       ORDER BY wanted.id, m.sequence`,
      [known],
      read,
    );
    return children;
  }

  /** The end of the branch that goes from a message down by the newest child each time; the message itself where it has none. */
  newestLeaf(id: string): string {
    const leaf = this.#db.get(
      `WITH RECURSIVE down (message, depth) AS (
         SELECT ?, 0
         UNION ALL SELECT (SELECT id FROM messages WHERE parent_id = down.message ORDER BY sequence DESC LIMIT 1), depth + 1
         FROM down WHERE down.message IS NOT NULL
       )
       SELECT message FROM down WHERE message IS NOT NULL ORDER BY depth DESC LIMIT 1`,
      [id],
      (row) => text(row, "message"),
    );
    return leaf ?? id;
  }

  /** The lowest message that both branches share; null where they share none. */
  fork(oneHeadId: string, otherHeadId: string): string | null {
    return this.#db.get(
      `WITH RECURSIVE
         one (message, depth) AS (SELECT ?, 0 UNION ALL SELECT m.parent_id, depth + 1 FROM one CROSS JOIN messages AS m ON m.id = one.message),
         other (message, depth) AS (SELECT ?, 0 UNION ALL SELECT m.parent_id, depth + 1 FROM other CROSS JOIN messages AS m ON m.id = other.message)
       SELECT message FROM other WHERE message IN (SELECT message FROM one WHERE message IS NOT NULL) ORDER BY depth LIMIT 1`,
      [oneHeadId, otherHeadId],
      (row) => text(row, "message"),
    );
  }

  insert(message: MessageRecord): void {
    this.#db.run(
      `INSERT INTO messages (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        message.id,
        message.conversationId,
        message.parentId,
        message.role,
        message.text,
        message.state,
        ...errorValues(message.error),
        ...statsValues(message.stats),
        message.variantName,
        message.createdAt,
      ],
    );
  }

  /** Adds to the end; the text before is neither read nor sent again. */
  append(id: string, added: string): void {
    this.#db.run("UPDATE messages SET text = text || ? WHERE id = ?", [added, id]);
  }

  /** In the place of all that was there. */
  rewrite(id: string, text: string): void {
    this.#db.run("UPDATE messages SET text = ? WHERE id = ?", [text, id]);
  }

  end(id: string, state: MessageState, stats: AnswerStats | null, error: ErrorDto | null): void {
    this.#db.run(
      `UPDATE messages SET state = ?, error_code = ?, error_message = ?, error_details = ?, prompt_tokens = ?,
       cached_tokens = ?, tokens = ?, tokens_per_second = ?, prompt_tokens_per_second = ?, first_token_ms = ?,
       context_used_tokens = ?, context_tokens = ?, threads_usual = ?, threads_fewest = ? WHERE id = ?`,
      [state, ...errorValues(error), ...statsValues(stats), id],
    );
  }

  /** What was being written when the application went away. Returns how many there were. */
  markInterrupted(): number {
    return this.#db.run("UPDATE messages SET state = 'interrupted' WHERE state = 'streaming'");
  }
}

function statsValues(stats: AnswerStats | null): Bindable[] {
  if (stats === null) return [null, null, null, null, null, null, null, null, null, null];
  return [
    stats.promptTokens,
    stats.cachedTokens,
    stats.tokens,
    stats.tokensPerSecond,
    stats.promptTokensPerSecond,
    stats.firstTokenMs,
    stats.contextUsedTokens,
    stats.contextTokens,
    stats.threads?.usual ?? null,
    stats.threads?.fewest ?? null,
  ];
}

function readStats(row: Row): AnswerStats | null {
  const tokens = integerOrNull(row, "tokens");
  if (tokens === null) return null;
  const usual = integerOrNull(row, "threads_usual");
  return {
    promptTokens: integer(row, "prompt_tokens"),
    cachedTokens: integer(row, "cached_tokens"),
    tokens,
    tokensPerSecond: realOrNull(row, "tokens_per_second"),
    promptTokensPerSecond: realOrNull(row, "prompt_tokens_per_second"),
    firstTokenMs: realOrNull(row, "first_token_ms"),
    contextUsedTokens: integer(row, "context_used_tokens"),
    contextTokens: integer(row, "context_tokens"),
    threads: usual === null ? null : { usual, fewest: integer(row, "threads_fewest") },
  };
}

function readMessage(row: Row): MessageRecord {
  return {
    id: text(row, "id"),
    conversationId: text(row, "conversation_id"),
    parentId: textOrNull(row, "parent_id"),
    role: word(row, "role", ["user", "assistant"]),
    text: text(row, "text"),
    state: word(row, "state", states),
    error: readError(row),
    stats: readStats(row),
    variantName: textOrNull(row, "variant_name"),
    createdAt: integer(row, "created_at"),
  };
}
