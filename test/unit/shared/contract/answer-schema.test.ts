import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type SchemaFault,
  answerFormLimits as limits,
  checkAnswerSchema,
} from "../../../../src-shared/contract/index.ts";

const fault = (schema: unknown): SchemaFault | null => checkAnswerSchema(JSON.stringify(schema));
const object = (properties: Record<string, unknown>, more: object = {}): object => ({
  type: "object",
  properties,
  ...more,
});

it("takes what the engine's grammar can hold an answer to, and what only describes it", () => {
  const schemas = [
    { type: "string", description: "a name", maxLength: 10 },
    { type: ["integer", "null"], title: "n", default: 3, examples: [1] },
    { enum: ["a", 1, true, null] },
    { const: 0 },
    { type: "array" },
    { type: "array", items: { type: "number" }, prefixItems: [{ const: "x" }], minItems: 1, maxItems: 3 },
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      ...object({ a: { type: "null" } }, { required: ["a"] }),
    },
    { type: "object" },
    { type: "object", additionalProperties: { type: "string", format: "date-time" } },
    { anyOf: [{ type: "null" }, { oneOf: [{ const: 1 }, { type: "boolean" }] }] },
    // A list of itself ends when it is empty.
    { $ref: "#/$defs/tree", $defs: { tree: object({ of: { type: "array", items: { $ref: "#/$defs/tree" } } }) } },
    JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"null"}}}',
    ) as object,
  ];
  for (const schema of schemas) expect(fault(schema), JSON.stringify(schema)).toBeNull();
});

it.each<[unknown, SchemaFault["key"], string | null]>([
  [7, "schema-part-not-object", ""],
  [[], "schema-part-not-object", ""],
  [{}, "schema-without-type", ""],
  [object({ a: object({ b: true }) }), "schema-part-not-object", "a.b"],
  [object({ a: { type: "array", items: { type: "text" } } }), "schema-unknown-type", "a[]"],
  [object({ a: { type: "number", minimum: 3 } }), "schema-unsupported", "a"],
  [object({ a: { type: "string", pattern: "^x" } }), "schema-unsupported", "a"],
  [object({ a: { type: "string", format: "email" } }), "schema-unsupported", "a"],
  [object({ a: { type: "string", format: "date", maxLength: 3 } }), "schema-unsupported", "a"],
  [{ allOf: [{ type: "null" }] }, "schema-without-type", ""],
  [{ type: ["string", "object"] }, "schema-unsupported", ""],
  [{ type: [] }, "schema-wrong-value", ""],
  [{ enum: [] }, "schema-wrong-value", ""],
  [{ enum: [{}] }, "schema-wrong-value", ""],
  [{ oneOf: [] }, "schema-wrong-value", ""],
  [{ type: "string", maxLength: -1 }, "schema-wrong-value", ""],
  [{ type: "string", maxLength: 1.5 }, "schema-wrong-value", ""],
  [{ type: "array", minItems: 3, maxItems: 2 }, "schema-wrong-value", ""],
  [object({ a: { type: "null" } }, { maxProperties: 0 }), "schema-wrong-value", ""],
  [object({ a: { type: "null" } }, { required: ["b"] }), "schema-unknown-required", ""],
  [{ $ref: "#/$defs/none" }, "schema-unknown-ref", ""],
  [{ $ref: "https://example.org/schema" }, "schema-unknown-ref", ""],
  [{ $ref: "#/$defs/a", $defs: { a: object({ a: { $ref: "#/$defs/a" } }) } }, "schema-never-ends", "$defs.a"],
  [
    { $ref: "#/$defs/a", $defs: { a: { oneOf: [{ $ref: "#/$defs/a" }, { const: 1 }] } } },
    "schema-never-ends",
    "$defs.a",
  ],
])("says what is wrong with %j, and where", (schema, key, at) => {
  expect(fault(schema)).toMatchObject({ key, figures: { at } });
});

it("says at which line the JSON is broken", () => {
  expect(checkAnswerSchema('{\n  "type": "string",\n}')).toEqual({ key: "schema-not-json", figures: { line: 3 } });
  expect(checkAnswerSchema("")).toMatchObject({ key: "schema-not-json" });
});

it("refuses what would be a grammar without bounds", () => {
  const deep = (levels: number): object => (levels === 0 ? { const: 1 } : { type: "array", items: deep(levels - 1) });
  expect(fault(deep(limits.schemaDepth))).toBeNull();
  expect(fault(deep(limits.schemaDepth + 1))?.key).toBe("schema-too-deep");
  const wide = (fields: number): object =>
    object(Object.fromEntries(Array.from({ length: fields }, (_, at) => [`f${String(at)}`, { type: "null" }])));
  expect(fault(wide(limits.schemaParts - 1))).toBeNull();
  expect(fault(wide(limits.schemaParts))?.key).toBe("schema-too-many-parts");
  expect(fault({ enum: Array.from({ length: limits.schemaValues + 1 }, (_, at) => at) })?.key).toBe(
    "schema-too-many-values",
  );
  expect(fault({ type: "string", maxLength: limits.schemaCount + 1 })?.key).toBe("schema-counts-too-high");
  const long = { type: "string", maxLength: limits.schemaCount };
  expect(fault(object({ a: long, b: long, c: long, d: long }))?.key).toBe("schema-counts-too-high");
  expect(checkAnswerSchema(" ".repeat(limits.schemaCharacters + 1))?.key).toBe("schema-too-long");
});

it("refuses alternatives of alternatives, which the engine would follow without end", () => {
  const doubled = (levels: number): object => {
    const name = (at: number): string => `d${String(at)}`;
    const twice = (at: number): object => ({
      oneOf: [{ $ref: `#/$defs/${name(at)}` }, { $ref: `#/$defs/${name(at)}` }],
    });
    const $defs = Object.fromEntries(Array.from({ length: levels }, (_, at) => [name(at), twice(at + 1)]));
    return { ...twice(0), $defs: { ...$defs, [name(levels)]: { const: 1 } } };
  };
  expect(fault(doubled(8))).toBeNull();
  expect(fault(doubled(9))?.key).toBe("schema-too-many-parts");
  expect(fault(doubled(60))?.key).toBe("schema-too-many-parts");
});

it("takes any JSON, or says what is wrong with it, and never throws", () => {
  fc.assert(fc.property(fc.json(), (text) => void checkAnswerSchema(text)));
});

it("takes no character that the engine would write as it is though JSON has it only escaped", () => {
  const odd = { key: "schema-unsupported", figures: { at: "", keyword: "\\u0008" } };
  expect(fault({ enum: ["fine", "a\b"] })).toEqual(odd);
  expect(fault({ type: "object", properties: { "a\b": { type: "null" } } })).toEqual(odd);
  expect(fault({ enum: ['tab\t, line\r\n, "quote", back\\slash, \u007f'] })).toBe(null);
});
