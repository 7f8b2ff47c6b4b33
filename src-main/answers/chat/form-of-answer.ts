import {
  type AnswerForm,
  type AnswerSchema,
  type BoundForm,
  type FormedAnswer,
  type SchemaPart,
  answerFormLimits,
  checkAnswerSchema,
  readAnswerSchema,
} from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import { answerFormSchema } from "../../ground/schemas/index.ts";
import { forModel } from "../engine/index.ts";

/** What the model is told beside its instructions, so that it means what the engine lets it write; "" for free words. */
export function formInstructions(form: AnswerForm): string {
  if (form.kind === "choice")
    return `${forModel`Answer with exactly one of these, and nothing else:`}\n${form.choices.map((one) => `- ${one}`).join("\n")}`;
  if (form.kind === "schema")
    return `${forModel`Answer with one JSON value that fits this JSON Schema, and nothing else:`}\n${form.schema.trim()}`;
  return "";
}

/** Throws `invalid-input` for what an older version or another program has kept and the engine does not take. */
export function requireUsable(form: AnswerForm): void {
  if (form.kind === "schema") {
    const fault = checkAnswerSchema(form.schema);
    if (fault !== null) throw appError("invalid-input", "schema-unusable", { fault });
    return;
  }
  if (answerFormSchema.safeParse(form).success) return;
  const { leastChoices: least, choices: most, choiceCharacters: characters } = answerFormLimits;
  throw appError("invalid-input", "choices-unusable", { least, most, characters });
}

/** What became of an answer. `isWhole`: the model ended it. */
export function outcomeOf(form: BoundForm, answer: string, isWhole: boolean): Pick<FormedAnswer, "outcome" | "at"> {
  const at = form.kind === "choice" ? differsFromChoices(form.choices, answer) : differsFromSchema(form.schema, answer);
  if (at === null) return { outcome: "fits", at };
  return isWhole ? { outcome: "differs", at } : { outcome: "cut-short", at: null };
}

const differsFromChoices = (choices: readonly string[], answer: string): string | null =>
  choices.includes(answer.trim()) ? null : "";

function differsFromSchema(text: string, answer: string): string | null {
  const read = readAnswerSchema(text);
  if ("fault" in read) return "";
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return "";
  }
  return new Comparison(read.schema).differsAt(read.schema.root, value, "");
}

/** Deeper than any answer that a context has room for would be of use. */
const mostDeep = 200;

class Comparison {
  readonly #schema: AnswerSchema;
  /** What was found of each object and list: alternatives that lead to the same parts would look at them again, twice as often in each depth. */
  readonly #found = new Map<object, Map<SchemaPart, string | null>>();

  constructor(schema: AnswerSchema) {
    this.#schema = schema;
  }

  /** Where the value is not as the part says; null where it is. */
  differsAt(part: SchemaPart, value: unknown, at: string, depth = 0): string | null {
    if (typeof value !== "object" || value === null) return this.#differsAt(part, value, at, depth);
    const known = this.#found.get(value) ?? new Map<SchemaPart, string | null>();
    this.#found.set(value, known);
    let found = known.get(part);
    if (found === undefined) known.set(part, (found = this.#differsAt(part, value, at, depth)));
    return found;
  }

  #differsAt(part: SchemaPart, value: unknown, at: string, depth: number): string | null {
    if (depth > mostDeep) return at;
    const inside = (one: SchemaPart, held: unknown, where: string): string | null =>
      this.differsAt(one, held, where, depth + 1);
    switch (part.kind) {
      case "ref": {
        const named = this.#schema.definitions.get(part.name);
        return named === undefined ? at : inside(named, value, at);
      }
      case "any-of":
        return part.parts.some((one) => inside(one, value, at) === null) ? null : at;
      case "values":
        return part.values.some((one) => one === value) ? null : at;
      case "plain":
        return part.types.some((type) => isOfType(type, value)) ? null : at;
      case "text":
        return isText(part, value) ? null : at;
      case "object":
        return typeof value === "object" && value !== null && !Array.isArray(value)
          ? differsInside(part, value, at, inside)
          : at;
      case "list":
        return Array.isArray(value) ? differsInList(part, value as unknown[], at, inside) : at;
    }
  }
}

type Inside = (part: SchemaPart, value: unknown, at: string) => string | null;
type PartOf<Kind extends SchemaPart["kind"]> = Extract<SchemaPart, { kind: Kind }>;

function differsInside(
  { fields, required, others, least, most }: PartOf<"object">,
  value: object,
  at: string,
  inside: Inside,
): string | null {
  const entries = Object.entries(value);
  if (entries.length < least || (most !== null && entries.length > most)) return at;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return fieldAt(at, missing);
  const named = new Map(fields);
  for (const [name, held] of entries) {
    const part = named.get(name) ?? others;
    const where = fieldAt(at, name);
    if (part === false) return where;
    const found = part === true ? null : inside(part, held, where);
    if (found !== null) return found;
  }
  return null;
}

function differsInList(
  { first, rest, least, most }: PartOf<"list">,
  values: readonly unknown[],
  at: string,
  inside: Inside,
): string | null {
  if (values.length < least || (most !== null && values.length > most)) return at;
  for (const [index, held] of values.entries()) {
    const part = first[index] ?? rest;
    const found = part === null ? null : inside(part, held, `${at}[${String(index)}]`);
    if (found !== null) return found;
  }
  return null;
}

const fieldAt = (at: string, name: string): string => (at === "" ? name : `${at}.${name}`);

function isOfType(type: PartOf<"plain">["types"][number], value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "integer") return typeof value === "number" && Number.isInteger(value);
  return typeof value === type;
}

const formats = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
} as const;

function isText({ least, most, format }: PartOf<"text">, value: unknown): boolean {
  if (typeof value !== "string") return false;
  // Characters as JSON Schema counts them.
  const { length } = [...value];
  return length >= least && (most === null || length <= most) && (format === null || formats[format].test(value));
}
