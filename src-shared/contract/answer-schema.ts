import { answerFormLimits as limits } from "./answer-form.ts";
import type { SchemaFault } from "./schema-faults.ts";

export type SchemaValue = string | number | boolean | null;
export const schemaTypes = ["string", "number", "integer", "boolean", "null"] as const;
export type SchemaType = (typeof schemaTypes)[number];
export const schemaFormats = ["date-time", "date", "time"] as const;

/** A part of a schema that was checked: what the engine's grammar can hold an answer to. */
export type SchemaPart =
  | { kind: "any-of"; parts: SchemaPart[] }
  | { kind: "ref"; name: string }
  | { kind: "values"; values: SchemaValue[] }
  | { kind: "plain"; types: SchemaType[] }
  | { kind: "text"; least: number; most: number | null; format: (typeof schemaFormats)[number] | null }
  | {
      kind: "object";
      fields: [name: string, part: SchemaPart][];
      /** Names that an answer may do without; the engine writes them all the same. */
      required: string[];
      /** Of fields that are not named: true for anything, false for none. */
      others: SchemaPart | boolean;
      least: number;
      most: number | null;
    }
  | { kind: "list"; first: SchemaPart[]; rest: SchemaPart | null; least: number; most: number | null };

export interface AnswerSchema {
  root: SchemaPart;
  definitions: ReadonlyMap<string, SchemaPart>;
}

class Fault extends Error {
  readonly fault: SchemaFault;
  constructor(fault: SchemaFault) {
    super(fault.key);
    this.fault = fault;
  }
}

/** A JSON Schema as far as the engine's grammar goes with it (2020-12, a part of it); else what is wrong with it first. */
export function readAnswerSchema(text: string): { schema: AnswerSchema } | { fault: SchemaFault } {
  try {
    if (text.length > limits.schemaCharacters)
      throw new Fault({ key: "schema-too-long", figures: { most: limits.schemaCharacters } });
    return { schema: new Reader().read(parseJson(text)) };
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.fault };
    throw thrown;
  }
}

/** Without a fault. */
export function checkAnswerSchema(text: string): SchemaFault | null {
  const read = readAnswerSchema(text);
  return "fault" in read ? read.fault : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "";
    const line = /line (\d+)/.exec(message)?.[1];
    throw new Fault({ key: "schema-not-json", figures: { line: line === undefined ? null : Number(line) } });
  }
}

/** That say nothing about what is written. */
const notes: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$comment", "$anchor", "title", "description", "default", "example", "examples", "deprecated"],
  ...["readOnly", "writeOnly"],
]);
const ofObjects = ["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
const ofLists = ["items", "prefixItems", "minItems", "maxItems"];
const ofTexts = ["minLength", "maxLength", "format"];

type Json = Readonly<Record<string, unknown>>;

class Reader {
  readonly #definitions = new Map<string, SchemaPart>();
  #names: ReadonlySet<string> = new Set();
  #parts = 0;
  #values = 0;
  #counts = 0;

  read(json: unknown): AnswerSchema {
    const top = objectAt(json, "");
    const { $defs = {}, ...rest } = top;
    const definitions = objectAt($defs, "$defs");
    this.#names = new Set(Object.keys(definitions));
    for (const [name, one] of Object.entries(definitions))
      this.#definitions.set(name, this.#part(one, `$defs.${name}`, 1));
    const root = this.#part(rest, "", 0);
    const schema = { root, definitions: this.#definitions };
    requireEnd(schema);
    return schema;
  }

  #part(json: unknown, at: string, depth: number): SchemaPart {
    if (depth > limits.schemaDepth) throw new Fault({ key: "schema-too-deep", figures: { most: limits.schemaDepth } });
    if (++this.#parts > limits.schemaParts)
      throw new Fault({ key: "schema-too-many-parts", figures: { most: limits.schemaParts } });
    const part = objectAt(json, at);
    const { type } = part;
    if (part.$ref !== undefined) return this.#ref(part, at);
    const alternatives = part.oneOf === undefined ? "anyOf" : "oneOf";
    if (part[alternatives] !== undefined) {
      only(part, at, [alternatives, "type"]);
      const parts = listAt(part[alternatives], at, alternatives).map((one) => this.#part(one, at, depth + 1));
      if (parts.length === 0) throw wrong(at, alternatives);
      return { kind: "any-of", parts };
    }
    if (part.const !== undefined) return this.#valuesOf(part, at, "const", [part.const]);
    if (part.enum !== undefined) return this.#valuesOf(part, at, "enum", listAt(part.enum, at, "enum"));
    if (type === "object") return this.#object(part, at, depth);
    if (type === "array") return this.#list(part, at, depth);
    if (type === "string") return this.#text(part, at);
    if (type === undefined) throw new Fault({ key: "schema-without-type", figures: { at } });
    only(part, at, ["type"]);
    const types = (Array.isArray(type) ? type : [type]) as unknown[];
    if (types.length === 0) throw wrong(at, "type");
    return { kind: "plain", types: types.map((one) => typeAt(one, at)) };
  }

  #ref(part: Json, at: string): SchemaPart {
    only(part, at, ["$ref"]);
    const ref = typeof part.$ref === "string" ? part.$ref : "";
    const name = ref.startsWith(refPrefix) ? ref.slice(refPrefix.length) : null;
    if (name === null || !this.#names.has(name)) throw new Fault({ key: "schema-unknown-ref", figures: { at, ref } });
    return { kind: "ref", name };
  }

  #valuesOf(part: Json, at: string, keyword: "const" | "enum", values: readonly unknown[]): SchemaPart {
    only(part, at, [keyword, "type"]);
    this.#values += values.length;
    if (this.#values > limits.schemaValues)
      throw new Fault({ key: "schema-too-many-values", figures: { most: limits.schemaValues } });
    if (values.length === 0 || !values.every(isValue)) throw wrong(at, keyword);
    for (const value of values) if (typeof value === "string") requireWritable(value, at);
    return { kind: "values", values: [...values] };
  }

  #text(part: Json, at: string): SchemaPart {
    only(part, at, ["type", ...ofTexts]);
    const [least, most] = this.#range(part, at, "minLength", "maxLength");
    const { format } = part;
    if (format === undefined) return { kind: "text", least, most, format: null };
    const known = schemaFormats.find((one) => one === format);
    if (known === undefined)
      throw new Fault({
        key: "schema-unsupported",
        figures: { at, keyword: `format: ${typeof format === "string" ? format : "?"}` },
      });
    if (least > 0 || most !== null)
      throw new Fault({
        key: "schema-unsupported",
        figures: { at, keyword: most === null ? "minLength" : "maxLength" },
      });
    return { kind: "text", least, most, format: known };
  }

  #object(part: Json, at: string, depth: number): SchemaPart {
    only(part, at, ["type", ...ofObjects]);
    const named = Object.entries(objectAt(part.properties ?? {}, at));
    const fields = named.map(([name, one]): [string, SchemaPart] => {
      requireWritable(name, at);
      return [name, this.#part(one, at === "" ? name : `${at}.${name}`, depth + 1)];
    });
    const required = listAt(part.required ?? [], at, "required").map((name) => {
      if (typeof name !== "string") throw wrong(at, "required");
      if (!named.some(([one]) => one === name))
        throw new Fault({ key: "schema-unknown-required", figures: { at, name } });
      return name;
    });
    const { additionalProperties } = part;
    const others =
      additionalProperties === undefined
        ? fields.length === 0
        : typeof additionalProperties === "boolean"
          ? additionalProperties
          : this.#part(additionalProperties, `${at}.*`, depth + 1);
    const [least, most] = this.#range(part, at, "minProperties", "maxProperties");
    if (others === false && least > fields.length) throw wrong(at, "minProperties");
    if (most !== null && most < fields.length) throw wrong(at, "maxProperties");
    return { kind: "object", fields, required, others, least, most };
  }

  #list(part: Json, at: string, depth: number): SchemaPart {
    only(part, at, ["type", ...ofLists]);
    const first = listAt(part.prefixItems ?? [], at, "prefixItems").map((one, index) =>
      this.#part(one, `${at}[${String(index)}]`, depth + 1),
    );
    const rest = part.items === undefined ? null : this.#part(part.items, `${at}[]`, depth + 1);
    const [least, most] = this.#range(part, at, "minItems", "maxItems");
    if (most !== null && most < first.length) throw wrong(at, "maxItems");
    return { kind: "list", first, rest, least, most };
  }

  #range(part: Json, at: string, least: string, most: string): [number, number | null] {
    const count = (keyword: string): number | null => {
      const value = part[keyword];
      if (value === undefined) return null;
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw wrong(at, keyword);
      this.#counts += value;
      if (value > limits.schemaCount)
        throw new Fault({ key: "schema-counts-too-high", figures: { most: limits.schemaCount } });
      if (this.#counts > limits.schemaCounts)
        throw new Fault({ key: "schema-counts-too-high", figures: { most: limits.schemaCounts } });
      return value;
    };
    const [from, to] = [count(least) ?? 0, count(most)];
    if (to !== null && to < from) throw wrong(at, most);
    return [from, to];
  }
}

const refPrefix = "#/$defs/";

/** Throws for a part of which no finite value is: fields that need one another without end, or alternatives that are each other. */
function requireEnd({ definitions }: AnswerSchema): void {
  const ending = new Set<string>();
  const ends = (part: SchemaPart): boolean => {
    switch (part.kind) {
      case "ref":
        return ending.has(part.name);
      case "any-of":
        return part.parts.some(ends);
      case "object":
        return (
          part.fields.every(([, field]) => ends(field)) &&
          (part.least <= part.fields.length || typeof part.others === "boolean" || ends(part.others))
        );
      case "list":
        return part.first.every(ends) && (part.least <= part.first.length || part.rest === null || ends(part.rest));
      default:
        return true;
    }
  };
  for (let before = -1; before < ending.size;) {
    before = ending.size;
    for (const [name, part] of definitions) if (ends(part)) ending.add(name);
  }
  for (const name of definitions.keys())
    if (!ending.has(name)) throw new Fault({ key: "schema-never-ends", figures: { at: `$defs.${name}` } });
  const written = new Set<string>();
  for (const [name, part] of definitions) requireWritten(part, [name], { definitions, written });
  requireFewWays(definitions);
}

/** The engine follows every alternative at once: behind references a few of them become more than it could ever follow. */
function requireFewWays(definitions: AnswerSchema["definitions"]): void {
  const known = new Map<string, number>();
  const waysOf = (part: SchemaPart): number => {
    if (part.kind === "any-of") return part.parts.reduce((sum, one) => sum + waysOf(one), 0);
    return part.kind === "ref" ? waysOfNamed(part.name) : 1;
  };
  const waysOfNamed = (name: string): number => {
    const part = definitions.get(name);
    const ways = known.get(name) ?? (part === undefined ? 1 : waysOf(part));
    if (ways > limits.schemaParts)
      throw new Fault({ key: "schema-too-many-parts", figures: { most: limits.schemaParts } });
    known.set(name, ways);
    return ways;
  };
  for (const name of definitions.keys()) waysOfNamed(name);
}

interface Walk {
  definitions: AnswerSchema["definitions"];
  /** Those that were found to be something. */
  written: Set<string>;
}

/** A definition that is itself before anything is written: a grammar cannot be made of it. */
function requireWritten(part: SchemaPart, seen: readonly string[], walk: Walk): void {
  if (part.kind === "any-of") for (const one of part.parts) requireWritten(one, seen, walk);
  if (part.kind !== "ref" || walk.written.has(part.name)) return;
  if (seen.includes(part.name)) throw new Fault({ key: "schema-never-ends", figures: { at: `$defs.${part.name}` } });
  const next = walk.definitions.get(part.name);
  if (next !== undefined) requireWritten(next, [...seen, part.name], walk);
  walk.written.add(part.name);
}

function objectAt(json: unknown, at: string): Json {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new Fault({ key: "schema-part-not-object", figures: { at } });
  return json as Json;
}

function listAt(json: unknown, at: string, keyword: string): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(at, keyword);
  return json as readonly unknown[];
}

function only(part: Json, at: string, known: readonly string[]): void {
  const other = Object.keys(part).find((keyword) => !known.includes(keyword) && !notes.has(keyword));
  if (other !== undefined) throw new Fault({ key: "schema-unsupported", figures: { at, keyword: other } });
}

function typeAt(type: unknown, at: string): SchemaType {
  const known = schemaTypes.find((one) => one === type);
  if (known !== undefined) return known;
  // Beside others these say nothing of what is in them.
  if (type === "object" || type === "array")
    throw new Fault({ key: "schema-unsupported", figures: { at, keyword: `type: [${type}, …]` } });
  throw new Fault({ key: "schema-unknown-type", figures: { at, type: String(type) } });
}

/** That JSON has only escaped, and the engine's grammar would have as they are. */
// eslint-disable-next-line no-control-regex -- these are meant
const notWritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function requireWritable(text: string, at: string): void {
  const found = notWritable.exec(text)?.[0];
  if (found === undefined) return;
  const keyword = `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  throw new Fault({ key: "schema-unsupported", figures: { at, keyword } });
}

const isValue = (value: unknown): value is SchemaValue =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

const wrong = (at: string, keyword: string): Fault =>
  new Fault({ key: "schema-wrong-value", figures: { at, keyword } });
