import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AnswerForm } from "../../../../src-shared/contract/index.ts";
import { outcomeOf } from "../../../../src-main/answers/chat/form-of-answer.ts";
import type { Answer } from "../../../../src-main/answers/engine/index.ts";
import { diceModel } from "../../../fixtures/dice-model.ts";
import { scriptedModel } from "../../../fixtures/index.ts";
import { ask, chatMl, loadOptions, newEngine, sampling } from "./support.ts";

/** A model that says any token as likely as any other: what it says is what the grammar leaves. */
const engine = newEngine();
let folder: string;
let dice: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-grammar-"));
  dice = join(folder, "dice.gguf");
  diceModel(dice);
  await engine.load(loadOptions(dice));
}, 120_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const say = (form: AnswerForm, seed = 7, maxTokens = 400): Promise<Answer> =>
  engine.generate({ ...ask("Which?"), sampling: { ...sampling, seed }, form, maxTokens });

it("says one of the choices, marks and all, and ends there", async () => {
  const choices = ["yes", 'no "way"', "line\nbreak \\n", "größer 🙂"];
  const said = new Set<string>();
  for (let seed = 0; seed < 12; seed++) {
    const { text, stopReason } = await say({ kind: "choice", choices }, seed);
    expect(choices).toContain(text.trim());
    expect(stopReason).toBe("end");
    said.add(text.trim());
  }
  expect(said.size).toBeGreaterThan(1);
}, 60_000);

const schema = (value: unknown): AnswerForm & { kind: "schema" } => ({ kind: "schema", schema: JSON.stringify(value) });

it("says what fits a schema: fields, values, lists, alternatives, dates, references", async () => {
  const text = { type: "string", maxLength: 4 };
  const forms = [
    schema({
      type: "object",
      properties: {
        name: text,
        kind: { enum: ["a", 1, null, true] },
        day: { type: "string", format: "date" },
        sure: { type: "boolean" },
        tags: { type: "array", items: text, minItems: 1, maxItems: 2 },
        pair: { type: "array", prefixItems: [{ type: "integer" }, { const: "x" }], maxItems: 2 },
        either: { anyOf: [{ type: "null" }, { $ref: "#/$defs/inner" }] },
      },
      required: ["name"],
      $defs: { inner: { type: "object", properties: { 'a "b"': { type: ["boolean", "null"] } } } },
    }),
    schema({ $ref: "#/$defs/one", $defs: { one: { type: "array", items: { $ref: "#/$defs/one" }, maxItems: 1 } } }),
    schema({ type: "object", additionalProperties: { type: "boolean" }, maxProperties: 1 }),
    schema({ const: "only" }),
    schema({ type: ["null", "boolean"] }),
  ];
  for (const form of forms) {
    const { text: said } = await say(form);
    expect(outcomeOf(form, said, true), said).toEqual({ outcome: "fits", at: null });
  }
}, 60_000);

it("shows the prompt that it is asked with, token by token, marks and all", async () => {
  const session = engine.session();
  const { promptTokens } = await say({ kind: "choice", choices: ["a", "b"] });
  const whole = await session.inspect(ask("Which?"), { from: 0, count: 1000 });
  expect(whole.total).toBe(promptTokens);
  expect(whole.tokens).toHaveLength(whole.total);
  const text = whole.tokens.map((token) => token.text).join("");
  expect(text).toContain("Which?");
  const last = await session.inspect(ask("Which?"), { from: whole.total - 2, count: 1000 });
  expect(last.tokens).toEqual(whole.tokens.slice(-2));
}, 60_000);

it("ends at the longest answer in the middle of its form", async () => {
  const form = schema({ type: "array", items: { type: "string", minLength: 50 }, minItems: 9 });
  const { text, stopReason } = await say(form, 7, 12);
  expect(stopReason).toBe("max-tokens");
  expect(outcomeOf(form, text, false)).toEqual({ outcome: "cut-short", at: null });
}, 60_000);

it("lets a model think in its own marks before the form holds", async () => {
  const model = join(folder, "thinks.gguf");
  const say = ["<think>", "Hm. Not yes.", "</think>", "no"];
  scriptedModel(model, { ...chatMl, userDefined: ["<think>", "</think>"], say });
  const other = newEngine();
  try {
    await other.load(loadOptions(model));
    const answer = await other.generate({ ...ask("Which?"), form: { kind: "choice", choices: ["no", "yes"] } });
    expect(answer).toMatchObject({ thinking: "Hm. Not yes.", text: "no", stopReason: "end" });
    const plain = await other.generate({ ...ask("Which?"), form: schema({ const: "fixed" }) });
    expect(plain).toMatchObject({ thinking: "Hm. Not yes.", text: '"fixed"' });
  } finally {
    await other.dispose();
  }
}, 60_000);

it("knows the frames of models that write in channels", async () => {
  const model = join(folder, "channels.gguf");
  const say = [
    "<|channel|>",
    "analysis",
    "<|message|>",
    "Hm.",
    "<|end|>",
    "<|start|>",
    "assistant",
    "<|channel|>",
    "final",
  ];
  scriptedModel(model, {
    special: ["<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|constrain|>", "<|call|>", "<|endoftext|>"],
    bos: "<|startoftext|>",
    eos: "<|return|>",
    template:
      "{% for m in messages %}<|start|>{{ m.role }}<|message|>{{ m.content }}{% if loop.last and m.role == 'assistant' %}<|return|>{% else %}<|end|>{% endif %}{% endfor %}{% if add_generation_prompt %}<|start|>assistant{% endif %}",
    say: [...say, "<|message|>", "no"],
  });
  const other = newEngine();
  try {
    await other.load(loadOptions(model));
    const answer = await other.generate({ ...ask("Which?"), form: { kind: "choice", choices: ["no", "yes"] } });
    expect(answer).toMatchObject({ thinking: "Hm.", text: "no", stopReason: "end" });
  } finally {
    await other.dispose();
  }
}, 60_000);
