import { type AwaitedModel, type Draft, isNoDraft } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, integerOrNull, text, textOrNull } from "../../ground/storage/index.ts";

/** What was typed and not sent; a conversation that is not yet one is null. */
export class DraftsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(conversationId: string | null): Draft | null {
    return this.#db.get(
      `SELECT text, pasted, waiting, awaited_repository, awaited_variant, awaited_context_tokens
         FROM drafts WHERE conversation_id IS ?`,
      [conversationId],
      (row) => ({
        text: text(row, "text"),
        pasted: text(row, "pasted"),
        waiting: text(row, "waiting"),
        awaits: awaited(row),
      }),
    );
  }

  put(conversationId: string | null, draft: Draft, now: number): void {
    this.#db.transaction(() => {
      this.remove(conversationId);
      this.#db.run(
        `INSERT INTO drafts
           (conversation_id, text, pasted, waiting, awaited_repository, awaited_variant, awaited_context_tokens, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          conversationId,
          draft.text,
          draft.pasted,
          draft.waiting,
          draft.awaits?.repository ?? null,
          draft.awaits?.variant ?? null,
          draft.awaits?.contextTokens ?? null,
          now,
        ],
      );
    });
  }

  /** What was sent is typed no more; what was typed since stays. */
  takeOff(conversationId: string | null, question: string, now: number): void {
    const draft = this.get(conversationId);
    if (draft === null) return;
    const left = { ...draft, text: without(draft.text, question), pasted: without(draft.pasted, question) };
    if (isNoDraft(left)) this.remove(conversationId);
    else this.put(conversationId, left, now);
  }

  remove(conversationId: string | null): void {
    this.#db.run("DELETE FROM drafts WHERE conversation_id IS ?", [conversationId]);
  }
}

function awaited(row: Row): AwaitedModel | null {
  const repository = textOrNull(row, "awaited_repository");
  const variant = textOrNull(row, "awaited_variant");
  const contextTokens = integerOrNull(row, "awaited_context_tokens");
  if (repository === null || variant === null) return null;
  return { repository, variant, ...(contextTokens !== null && { contextTokens }) };
}

/** As the window keeps a question that is on its way: before what was typed since, a blank line between them. */
function without(typed: string, question: string): string {
  if (typed === question) return "";
  const begun = `${question}\n\n`;
  return typed.startsWith(begun) ? typed.slice(begun.length) : typed;
}
