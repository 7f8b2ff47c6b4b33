import type { GbnfJsonConstSchema } from "node-llama-cpp";
import type { AnswerSchema, SchemaPart } from "../../../../src-shared/contract/index.ts";

/** A grammar in llama.cpp's form, whose answer is the rule "answer". */
export interface AnswerRules {
  rules: string;
}

/** Of one of these texts, as it is. */
export const rulesOfChoices = (choices: readonly string[]): AnswerRules => ({
  rules: `answer ::= ${choices.map(quoted).join(" | ")}`,
});

/** What the library ends every JSON grammar with, so that its own sessions find the end. */
const libraryEnd = String.raw` "\n\n\n\n" [\n]*`;
const libraryBegin = "root ::= ";

/** Of the grammar that the library makes of a schema: its root is the answer, and what ends it is the model's end of turn. */
export function rulesOfLibrary(grammar: string): AnswerRules {
  const [first = "", ...others] = grammar.split("\n");
  if (!first.startsWith(libraryBegin) || !first.endsWith(libraryEnd))
    throw new Error("the library's grammar does not begin or end as it did");
  return { rules: [`answer ::= ${first.slice(libraryBegin.length, -libraryEnd.length)}`, ...others].join("\n") };
}

export interface Around {
  /** Marks that may begin something else first, as reasoning does; whoever takes one leaves the grammar. */
  openings: readonly string[];
  /** Texts around the answer that may be written, or left out. */
  wrappers: readonly { open: string; close: string }[];
  /** What must stand before the answer, as a message's header; "" for nothing. */
  header: string;
}

/** White space that a model likes to begin with. */
const gap = String.raw`[ \n]{0,4}`;

/** The whole grammar for what is written next. */
export function grammarText({ rules }: AnswerRules, { openings, wrappers, header }: Around): string {
  const wrapped = wrappers.map(({ open, close }) => `${quoted(open)} ${gap} answer ${gap} ${quoted(close)}?`);
  const answers = header === "" ? ["answer", ...wrapped] : [`${quoted(header)} ${gap} answer`];
  const root = [...answers, ...openings.map(quoted)].map((one) => `${gap} ${one}`).join(" | ");
  return `root ::= ${root}\n${rules}\n`;
}

function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, String.raw`\$&`).replace(/[\n\r\t]/g, (one) => escapes[one] ?? one);
  return `"${escaped}"`;
}
const escapes: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

/** The schema as the library takes it, which knows one word for each thing. Its own type of that is one for each schema: this stands for any. */
export function librarySchema({ root, definitions }: AnswerSchema): GbnfJsonConstSchema {
  const $defs = Object.fromEntries([...definitions].map(([name, part]) => [name, partOf(part)]));
  const top = partOf(root);
  // It looks for definitions where something has parts.
  const holder = definitions.size === 0 || hasParts(root) ? top : { oneOf: [top] };
  return { ...(holder as object), ...(definitions.size === 0 ? {} : { $defs }) } as GbnfJsonConstSchema;
}

const hasParts = ({ kind }: SchemaPart): boolean => kind === "object" || kind === "list" || kind === "any-of";

function partOf(part: SchemaPart): unknown {
  switch (part.kind) {
    case "any-of":
      return { oneOf: part.parts.map(partOf) };
    case "ref":
      return { $ref: `#/$defs/${part.name}` };
    case "values":
      return { enum: part.values };
    case "plain":
      return { type: part.types };
    case "text":
      if (part.format !== null) return { type: "string", format: part.format };
      return { type: "string", minLength: part.least, ...(part.most === null ? {} : { maxLength: part.most }) };
    case "object":
      return {
        type: "object",
        ...(part.fields.length === 0
          ? {}
          : { properties: Object.fromEntries(part.fields.map(([name, one]) => [name, partOf(one)])) }),
        additionalProperties: typeof part.others === "boolean" ? part.others : partOf(part.others),
        minProperties: part.least,
        ...(part.most === null ? {} : { maxProperties: part.most }),
      };
    case "list":
      return {
        type: "array",
        ...(part.rest === null ? {} : { items: partOf(part.rest) }),
        ...(part.first.length === 0 ? {} : { prefixItems: part.first.map(partOf) }),
        minItems: part.least,
        ...(part.most === null ? {} : { maxItems: part.most }),
      };
  }
}
