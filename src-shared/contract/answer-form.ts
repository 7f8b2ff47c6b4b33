/** What an answer must look like; the engine lets the model write nothing else. */
export type AnswerForm =
  | { kind: "free" }
  /** One of these texts. */
  | { kind: "choice"; choices: string[] }
  /** A JSON value; `schema` is a JSON Schema as it was written, which `readAnswerSchema` takes. */
  | { kind: "schema"; schema: string };

export type BoundForm = Exclude<AnswerForm, { kind: "free" }>;
export const boundForms = ["choice", "schema"] as const satisfies readonly BoundForm["kind"][];

export const freeForm: AnswerForm = { kind: "free" };

/** What the engine's grammar is made of grows with these; each keeps the making of it far below a second. */
export const answerFormLimits = {
  leastChoices: 2,
  choices: 50,
  choiceCharacters: 200,
  schemaCharacters: 20_000,
  /** Of parts inside one another. */
  schemaDepth: 16,
  /** Parts of a schema: each field, each item, each alternative. */
  schemaParts: 300,
  /** Values of all `enum` together. */
  schemaValues: 500,
  /** Of `maxLength`, `maxItems` and the like. */
  schemaCount: 1000,
  /** Of all of them together. */
  schemaCounts: 3000,
} as const;

/** `cut-short`: it ended before it was whole. `differs`: it is whole and not as it was asked for. */
export const formOutcomes = ["fits", "cut-short", "differs"] as const;
export type FormOutcome = (typeof formOutcomes)[number];

/** Of an answer that was asked for in a form. */
export interface FormedAnswer {
  kind: BoundForm["kind"];
  /** Null while it is being written. */
  outcome: FormOutcome | null;
  /** Where it differs, as "items[2].name"; "" for all of it, null where it does not. */
  at: string | null;
}

export const sameForm = (one: AnswerForm, other: AnswerForm): boolean => JSON.stringify(one) === JSON.stringify(other);
