import { expect, it, vi } from "vitest";
import { formInstructions, outcomeOf, requireUsable } from "../../../../src-main/answers/chat/form-of-answer.ts";
import type { BoundForm } from "../../../../src-shared/contract/index.ts";

const schema = (value: unknown): BoundForm => ({ kind: "schema", schema: JSON.stringify(value) });
const person = schema({
  type: "object",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 3 },
    born: { type: "string", format: "date" },
    tags: { type: "array", items: { type: "integer" }, maxItems: 2 },
    boss: { anyOf: [{ type: "null" }, { $ref: "#/$defs/id" }] },
  },
  required: ["name"],
  additionalProperties: false,
  $defs: { id: { type: "array", prefixItems: [{ const: "id" }, { type: "number" }], minItems: 2 } },
});

it.each<[unknown, string | null]>([
  [{ name: "Ada" }, null],
  [{ name: "🙂🙂🙂", born: "1815-12-10", tags: [1, 2], boss: ["id", 1.5, "more"] }, null],
  [{ name: "Ada", boss: null }, null],
  [{ born: "1815-12-10" }, "name"],
  [{ name: "Adam" }, "name"],
  [{ name: "" }, "name"],
  [{ name: 7 }, "name"],
  [{ name: "Ada", born: "10.12.1815" }, "born"],
  [{ name: "Ada", tags: [1, 2, 3] }, "tags"],
  [{ name: "Ada", tags: [1, 1.5] }, "tags[1]"],
  [{ name: "Ada", boss: ["id"] }, "boss"],
  [{ name: "Ada", other: 1 }, "other"],
  [JSON.parse('{"name":"Ada","__proto__":1}'), "__proto__"],
  [[], ""],
  [null, ""],
])("finds where %j differs from its schema", (value, at) => {
  const expected = at === null ? { outcome: "fits", at } : { outcome: "differs", at };
  expect(outcomeOf(person, JSON.stringify(value), true)).toEqual(expected);
});

it("tells an answer that was cut short from one that is wrong", () => {
  expect(outcomeOf(person, '{"name": "A', false)).toEqual({ outcome: "cut-short", at: null });
  expect(outcomeOf(person, '{"name": "A', true)).toEqual({ outcome: "differs", at: "" });
  // It was whole before it was stopped.
  expect(outcomeOf(person, '{"name": "A"}\n', false)).toEqual({ outcome: "fits", at: null });
});

it("takes no answer beside the choices", () => {
  const form: BoundForm = { kind: "choice", choices: ["yes", "no"] };
  expect(outcomeOf(form, " no\n", true)).toEqual({ outcome: "fits", at: null });
  expect(outcomeOf(form, "nope", true)).toEqual({ outcome: "differs", at: "" });
  expect(outcomeOf(form, "n", false)).toEqual({ outcome: "cut-short", at: null });
});

it("ends with values that are deep without end", () => {
  const nested = schema({ $ref: "#/$defs/a", $defs: { a: { type: "array", items: { $ref: "#/$defs/a" } } } });
  expect(outcomeOf(nested, "[".repeat(5000) + "]".repeat(5000), true).outcome).toBe("differs");
});

it("looks at each value once for each part that it is held to, however many ways lead there", () => {
  const either = { type: "array", items: { $ref: "#/$defs/a" }, maxItems: 1 };
  const twofold = schema({ $ref: "#/$defs/a", $defs: { a: { anyOf: [either, either, { type: "null" }] } } });
  const looks = vi.spyOn(Array, "isArray");
  expect(outcomeOf(twofold, `${"[".repeat(14)}1${"]".repeat(14)}`, true)).toEqual({ outcome: "differs", at: "" });
  expect(looks.mock.calls.length).toBeLessThan(1000);
  looks.mockRestore();
});

it("tells the model the form, and nothing for free words", () => {
  expect(formInstructions({ kind: "free" })).toBe("");
  expect(formInstructions({ kind: "choice", choices: ["yes", "no"] })).toMatch(/\n- yes\n- no$/);
  expect(formInstructions(person)).toContain('"maxItems":2');
});

it.each([["a"], ["a", "a"], ["a", "b".repeat(201)], Array.from({ length: 51 }, String)].map((choices) => [choices]))(
  "refuses choices that no engine takes and another program has kept: %#",
  (choices) => {
    expect(() => requireUsable({ kind: "choice", choices })).toThrow(
      expect.objectContaining({ code: "invalid-input", key: "choices-unusable" }),
    );
  },
);

it("refuses a schema that another program has kept", () => {
  expect(() => requireUsable(schema({ type: "string", pattern: "x" }))).toThrow(
    expect.objectContaining({ code: "invalid-input", key: "schema-unusable" }),
  );
  expect(() => requireUsable(person)).not.toThrow();
  expect(() => requireUsable({ kind: "choice", choices: ["yes", "no"] })).not.toThrow();
});
