import type { SchemaValue } from "../../../src-shared/contract/index.ts";

export const fieldTypes = ["text", "number", "yes-no", "one-of", "list"] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A field of a simple form: of an object with a name for each value. */
export interface SchemaField {
  name: string;
  type: FieldType;
  /** Of `one-of`. */
  values: string[];
  required: boolean;
  description: string;
}

export const newField = (name: string): SchemaField => ({
  ...{ name, type: "text", values: [], required: true, description: "" },
});

export type FieldsFault = { kind: "unnamed" } | { kind: "twice" | "no-values"; name: string };

/** What keeps these fields from being a schema; null where nothing does. */
export function faultOf(fields: readonly SchemaField[]): FieldsFault | null {
  const seen = new Set<string>();
  for (const { name, type, values } of fields) {
    if (name.trim() === "") return { kind: "unnamed" };
    if (seen.has(name)) return { kind: "twice", name };
    if (type === "one-of" && values.length === 0) return { kind: "no-values", name };
    seen.add(name);
  }
  return null;
}

/** As a person would write it. */
export function schemaOf(fields: readonly SchemaField[]): string {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const schema = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, partOf(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
  return JSON.stringify(schema, null, 2);
}

function partOf({ type, values, required, description }: SchemaField): object {
  const said = description === "" ? {} : { description };
  const plain = (name: string): object => ({ ...said, type: required ? name : [name, "null"] });
  const list = { type: "array", items: { type: "string" } };
  switch (type) {
    case "text":
      return plain("string");
    case "number":
      return plain("number");
    case "yes-no":
      return plain("boolean");
    case "one-of":
      return { ...said, enum: required ? values : [...values, null] };
    case "list":
      return required ? { ...said, ...list } : { ...said, anyOf: [list, { type: "null" }] };
  }
}

/** The fields of a schema that says nothing but what they say; null of any other. */
export function fieldsOf(text: string): SchemaField[] | null {
  try {
    const schema = JSON.parse(text) as { properties?: Record<string, Part>; required?: string[] };
    const required = new Set(schema.required);
    const fields = Object.entries(schema.properties ?? {}).map(([name, part]) =>
      fieldOf(name, part, required.has(name)),
    );
    return JSON.stringify(JSON.parse(schemaOf(fields))) === JSON.stringify(schema) ? fields : null;
  } catch {
    return null;
  }
}

interface Part {
  type?: unknown;
  enum?: SchemaValue[];
  description?: string;
}

const typesByName: Readonly<Record<string, FieldType>> = { string: "text", number: "number", boolean: "yes-no" };

/** What it is most like; whether it is just that shows when it is written again. */
function fieldOf(name: string, part: Part, required: boolean): SchemaField {
  const named = String(Array.isArray(part.type) ? part.type[0] : part.type);
  return {
    name,
    type: part.enum === undefined ? (typesByName[named] ?? "list") : "one-of",
    values: (part.enum ?? []).filter((value) => typeof value === "string"),
    required,
    description: typeof part.description === "string" ? part.description : "",
  };
}
