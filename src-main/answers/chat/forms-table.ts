import { type BoundForm, type FormedAnswer, boundForms, formOutcomes } from "../../../src-shared/contract/index.ts";
import { keptFormSchema } from "../../ground/schemas/index.ts";
import { type Database, type Row, integer, text, textOrNull, word, wordOrNull } from "../../ground/storage/index.ts";

import type { CopiedMessage } from "./types.ts";

const columns = "kind, form, outcome, differs_at";

/** A form with what became of it. */
export interface KeptForm extends FormedAnswer {
  form: BoundForm;
}

/** The forms that answers were asked for in, by the messages' sequence numbers. */
export class FormsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those of these messages that have one. */
  of(messages: readonly number[]): Map<number, FormedAnswer> {
    const rows = this.#db.all(
      `SELECT f.message, f.kind, f.outcome, f.differs_at FROM json_each(?) AS wanted
       CROSS JOIN answer_forms AS f ON f.message = wanted.value`,
      [JSON.stringify(messages)],
      (row): [number, FormedAnswer] => [integer(row, "message"), readFormed(row)],
    );
    return new Map(rows);
  }

  /** As `of`, with the forms themselves. */
  kept(messages: readonly number[]): Map<number, KeptForm> {
    const rows = this.#db.all(
      `SELECT f.message, ${columns} FROM json_each(?) AS wanted CROSS JOIN answer_forms AS f ON f.message = wanted.value`,
      [JSON.stringify(messages)],
      (row): [number, KeptForm | null] => [integer(row, "message"), readKept(row)],
    );
    return new Map(rows.filter((row): row is [number, KeptForm] => row[1] !== null));
  }

  /** Null where the message has none. */
  get(message: number): KeptForm | null {
    return this.#db.get(`SELECT ${columns} FROM answer_forms WHERE message = ?`, [message], readKept);
  }

  begin(message: number, form: BoundForm): void {
    this.#db.run("INSERT INTO answer_forms (message, kind, form) VALUES (?, ?, ?)", [
      message,
      form.kind,
      JSON.stringify(form),
    ]);
  }

  end(message: number, { outcome, at }: Pick<FormedAnswer, "outcome" | "at">): void {
    this.#db.run("UPDATE answer_forms SET outcome = ?, differs_at = ? WHERE message = ?", [outcome, at, message]);
  }

  /** With what became of it. */
  put(message: number, { form, outcome, at }: KeptForm): void {
    this.begin(message, form);
    this.end(message, { outcome, at });
  }

  copy(messages: readonly CopiedMessage[]): void {
    this.#db.run(
      `INSERT INTO answer_forms (message, ${columns})
       SELECT w.value ->> 'to', ${columns} FROM json_each(?) AS w CROSS JOIN answer_forms AS f ON f.message = w.value ->> 'from'`,
      [JSON.stringify(messages)],
    );
  }
}

function readKept(row: Row): KeptForm | null {
  const form = keptFormSchema.parse(JSON.parse(text(row, "form")));
  return form.kind === "free" ? null : { ...readFormed(row), form };
}

function readFormed(row: Row): FormedAnswer {
  return {
    kind: word(row, "kind", boundForms),
    outcome: wordOrNull(row, "outcome", formOutcomes),
    at: textOrNull(row, "differs_at"),
  };
}
