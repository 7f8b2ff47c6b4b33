import { randomUUID } from "node:crypto";
import type { ErrorDto, MessageState } from "../../../src-shared/contract/index.ts";
import {
  type Database,
  type Row,
  errorColumns,
  errorValues,
  flag,
  integer,
  readError,
  text,
  textOrNull,
  word,
} from "../../ground/storage/index.ts";
import type { CopiedMessage, MessageNode } from "./types.ts";

const states = ["complete", "streaming", "stopped", "interrupted", "failed"] as const satisfies readonly MessageState[];

const inserted = `id, conversation_id, parent_id, depth, role, state, ${errorColumns}, variant_name, edited, created_at`;
const columns = `sequence, ${inserted}`;

/** The nodes of the conversations' trees; what they say is in the parts' table. */
export class MessagesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(id: string): MessageNode | null {
    return this.#db.get(`SELECT ${columns} FROM messages WHERE id = ?`, [id], readMessage);
  }

  /** All of a conversation, in the order in which they were made. */
  all(conversationId: string): MessageNode[] {
    return this.#db.all(
      `SELECT ${columns} FROM messages WHERE conversation_id = ? ORDER BY sequence`,
      [conversationId],
      readMessage,
    );
  }

  /**
   * Down to `headId`, which is the last: after the message `after`, from the root without one, and of that the last
   * `limit`.
   */
  branch(headId: string, after: string | null = null, limit = -1): MessageNode[] {
    return this.#db.all(
      `WITH RECURSIVE path (message, parent, steps) AS (
         SELECT id, parent_id, 1 FROM messages WHERE id = ? AND id IS NOT ?
         UNION ALL SELECT m.id, m.parent_id, steps + 1 FROM path CROSS JOIN messages AS m ON m.id = path.parent
         WHERE m.id IS NOT ? LIMIT ?
       )
       SELECT ${columns} FROM path CROSS JOIN messages ON id = message ORDER BY steps DESC`,
      [headId, after, after, limit],
      readMessage,
    );
  }

  /**
   * The ids of the replies to each of these messages, in the order in which they were made; null stands for the
   * conversation's beginning.
   */
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

  /**
   * The last message that both branches share, as far as it is among the last `limit` of the one; null where there is
   * none. The other branch is read only to the same depth.
   */
  fork(oneHeadId: string, otherHeadId: string, limit: number): string | null {
    return this.#db.get(
      `WITH RECURSIVE
         one (message, parent, depth) AS (
           SELECT id, parent_id, depth FROM messages WHERE id = ?
           UNION ALL SELECT m.id, m.parent_id, m.depth FROM one CROSS JOIN messages AS m ON m.id = one.parent LIMIT ?),
         other (message, parent, depth) AS (
           SELECT id, parent_id, depth FROM messages WHERE id = ?
           UNION ALL SELECT m.id, m.parent_id, m.depth FROM other CROSS JOIN messages AS m ON m.id = other.parent
           WHERE m.depth >= (SELECT min(depth) FROM one))
       SELECT message FROM other WHERE message IN (SELECT message FROM one) ORDER BY depth DESC LIMIT 1`,
      [oneHeadId, limit, otherHeadId],
      (row) => text(row, "message"),
    );
  }

  /** As `all`, by the ids that they have in the program that they came from, or their own. */
  bySourceId(conversationId: string): Map<string, MessageNode & { isImported: boolean }> {
    const rows = this.#db.all(
      `SELECT ${columns}, source_id FROM messages WHERE conversation_id = ? ORDER BY sequence`,
      [conversationId],
      (row): [string, MessageNode & { isImported: boolean }] => {
        const sourceId = textOrNull(row, "source_id");
        const message = readMessage(row);
        return [sourceId ?? message.id, { ...message, isImported: sourceId !== null }];
      },
    );
    return new Map(rows);
  }

  /** Returns its sequence number. `sourceId`: its id in the program that it came from. */
  insert(message: Omit<MessageNode, "sequence">, sourceId: string | null = null): number {
    this.#db.run(`INSERT INTO messages (${inserted}, source_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
      message.id,
      message.conversationId,
      message.parentId,
      message.depth,
      message.role,
      message.state,
      ...errorValues(message.error),
      message.variantName,
      message.edited ? 1 : 0,
      message.createdAt,
      sourceId,
    ]);
    return this.#db.get("SELECT last_insert_rowid() AS sequence", [], (row) => integer(row, "sequence")) ?? 0;
  }

  end(sequence: number, state: MessageState, error: ErrorDto | null): void {
    this.#db.run(
      "UPDATE messages SET state = ?, error_code = ?, error_key = ?, error_message = ?, error_details = ? WHERE sequence = ?",
      [state, ...errorValues(error), sequence],
    );
  }

  /**
   * The branch that ends in a message in another conversation as well, in one statement. Returns the sequence numbers of each and of its
   * copy, and the id of the last copy.
   */
  copyBranch(headId: string, conversationId: string): { pairs: CopiedMessage[]; headId: string | null } {
    const branch = this.branch(headId);
    const copies: { from: number; id: string; parentId: string | null }[] = [];
    let parentId: string | null = null;
    for (const { sequence: from } of branch) {
      const id = randomUUID();
      copies.push({ from, id, parentId });
      parentId = id;
    }
    this.#db.run(
      `INSERT INTO messages (${inserted})
       SELECT w.value ->> 'id', ?, w.value ->> 'parentId', m.depth, m.role, iif(m.state = 'streaming', 'stopped', m.state),
         ${errorColumns}, m.variant_name, m.edited, m.created_at
       FROM json_each(?) AS w CROSS JOIN messages AS m ON m.sequence = w.value ->> 'from' ORDER BY w.id`,
      [conversationId, JSON.stringify(copies)],
    );
    const copied = this.#db.all(
      "SELECT sequence FROM messages WHERE conversation_id = ? ORDER BY sequence",
      [conversationId],
      (row) => integer(row, "sequence"),
    );
    return { pairs: copied.map((to, at) => ({ from: copies[at]?.from ?? 0, to })), headId: parentId };
  }

  /**
   * With all that is below it. The links between them go first: a row that goes takes its children along as a trigger does, and SQLite
   * gives up at a thousand triggers inside one another.
   */
  remove(id: string): void {
    const sequences = JSON.stringify(this.below(id));
    this.#db.run("UPDATE messages SET parent_id = NULL WHERE sequence IN (SELECT value FROM json_each(?))", [
      sequences,
    ]);
    this.#db.run("DELETE FROM messages WHERE sequence IN (SELECT value FROM json_each(?))", [sequences]);
  }

  /** The sequence numbers of a message and of all that is below it. */
  below(id: string): number[] {
    return this.#db.all(
      `WITH RECURSIVE below (message, sequence) AS (
         SELECT id, sequence FROM messages WHERE id = ?
         UNION ALL SELECT m.id, m.sequence FROM below CROSS JOIN messages AS m ON m.parent_id = below.message)
       SELECT sequence FROM below`,
      [id],
      (row) => integer(row, "sequence"),
    );
  }

  /** Of a conversation, for the same reason before it goes itself. */
  removeAll(conversationId: string): void {
    this.#db.run("UPDATE messages SET parent_id = NULL WHERE conversation_id = ?", [conversationId]);
    this.#db.run("DELETE FROM messages WHERE conversation_id = ?", [conversationId]);
  }

  /** What was being written when the application went away. Returns how many there were. */
  markInterrupted(): number {
    return this.#db.run("UPDATE messages SET state = 'interrupted' WHERE state = 'streaming'");
  }
}

function readMessage(row: Row): MessageNode {
  return {
    sequence: integer(row, "sequence"),
    id: text(row, "id"),
    conversationId: text(row, "conversation_id"),
    parentId: textOrNull(row, "parent_id"),
    depth: integer(row, "depth"),
    role: word(row, "role", ["user", "assistant"]),
    state: word(row, "state", states),
    error: readError(row),
    variantName: textOrNull(row, "variant_name"),
    edited: flag(row, "edited"),
    createdAt: integer(row, "created_at"),
  };
}
