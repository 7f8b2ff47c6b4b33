import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-main/ground/core/index.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/index.ts";
import { jinjaForm, knownForms, templateLimits } from "../../../../src-main/answers/engine/template/index.ts";
import { templates } from "./templates.ts";

const llamaTokens = { bos: "<s>", eos: "</s>" };
const chat: PromptMessage[] = [
  { role: "system", text: "Be brief." },
  { role: "user", text: "Hello!" },
  { role: "assistant", text: "Hi." },
  { role: "user", text: "How are you?" },
];
const withoutSystem = chat.slice(1);

function failure(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("templates as models carry them give the published forms", () => {
  it.each([
    ["llama2", llamaTokens, knownForms.llama2],
    ["phi3", { bos: "<s>", eos: "<|endoftext|>" }, knownForms.phi3],
    ["llama3", { bos: "<|begin_of_text|>", eos: "<|eot_id|>" }, knownForms.llama3],
    ["chatMlOld", { bos: "", eos: "" }, knownForms.chatMl],
    ["smolLm2", { bos: "", eos: "" }, knownForms.chatMl],
    ["gemma2", { bos: "<bos>", eos: "<eos>" }, knownForms.gemma],
    ["mistralV1", llamaTokens, knownForms.mistralV1],
    ["zephyr", llamaTokens, knownForms.zephyr],
    ["qwen25Tools", { bos: "", eos: "" }, knownForms.chatMl],
  ] as const)("%s", (name, tokens, known) => {
    expect(jinjaForm(templates[name], tokens).render(chat)).toBe(known.render(chat));
  });
});

it("keeps a template's own default system text", () => {
  expect(jinjaForm(templates.smolLm2, { bos: "", eos: "" }).render(withoutSystem)).toMatch(
    /^<\|im_start\|>system\nYou are a helpful AI assistant named SmolLM/,
  );
});

it("puts the system text into the first question where the template refuses that role or leaves it out", () => {
  expect(jinjaForm(templates.gemma2, { bos: "<bos>", eos: "" }).render(chat)).toContain("user\nBe brief.\n\nHello!");
  expect(jinjaForm(templates.silentSystem, { bos: "", eos: "" }).render(chat)).toBe(
    "[user]Be brief.\n\nHello![assistant]Hi.[user]How are you?[assistant]",
  );
});

it("repairs turns that do not alternate", () => {
  const messages: PromptMessage[] = [
    { role: "user", text: "one" },
    { role: "user", text: "two" },
  ];
  expect(jinjaForm(templates.llama2, llamaTokens).render(messages)).toBe("<s>[INST] one\n\ntwo [/INST]");
});

it("opens the answer for a template that ignores add_generation_prompt", () => {
  expect(jinjaForm(templates.chatMlOld, { bos: "", eos: "" }).render(withoutSystem)).toMatch(
    /<\|im_start\|>assistant\n$/,
  );
});

it("learns from the template how an answer ends", () => {
  expect(jinjaForm(templates.chatMlOld, { bos: "", eos: "" }).stops).toEqual(["<|im_end|>"]);
  expect(jinjaForm(templates.llama2, llamaTokens).stops).toEqual(["</s>"]);
});

it("gives the date of today to those who ask", () => {
  const form = jinjaForm(templates.llama32Date, { bos: "<B>", eos: "" }, () => new Date(2026, 2, 7, 15, 4, 5));
  expect(form.render(withoutSystem)).toMatch(/^<B>Today Date: 07 Mar 2026\n\nuser:Hello!\n/);
});

it("hands content over in parts where a template takes nothing else", () => {
  expect(jinjaForm(templates.partsOnly, { bos: "", eos: "" }).render([{ role: "user", text: "Hello!" }])).toBe(
    "<user>Hello!</turn><assistant>",
  );
});

it("leaves text of people as it is", () => {
  const text = "{{ 7 * 7 }} {% raise %} <b>&amp;</b> \u{1F30A}";
  expect(jinjaForm(templates.smolLm2, { bos: "", eos: "" }).render([{ role: "user", text }])).toContain(text);
});

describe("hostile templates", () => {
  const say: PromptMessage[] = [{ role: "user", text: "Hello!" }];
  const tokens = { bos: "", eos: "" };

  it.each([
    [
      "an endless loop",
      "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
    ],
    [
      "a string that doubles",
      "{% set ns = namespace(s='xx') %}{% for a in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
    ],
    ["a range without end", "{{ range(1000000000) | length }}"],
    [
      "too much output",
      "{% for a in range(9999) %}{{ 'x' * 1 }}{% for b in range(200) %}xxxxxxxxxx{% endfor %}{% endfor %}",
    ],
    ["a recursive macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"],
    ["broken syntax", "{% if %}"],
    ["an unknown filter", "{{ messages | nonsense }}"],
    ["a refusal of everything", "{{ raise_exception('no') }}"],
  ])("%s fails with a reason", (_, template) => {
    const error = failure(() => jinjaForm(template, tokens).render(say));
    expect(error.code).toBe("template-failed");
    expect(error.details["fault"]).toMatchObject({
      key: expect.stringMatching(/^template-(fails|costs-too-much)$/) as string,
    });
  });

  it("one longer than any real template is not even parsed", () => {
    expect(failure(() => jinjaForm("x".repeat(templateLimits.characters + 1), tokens)).code).toBe("template-failed");
  });

  it.each([
    "{{ ''.constructor.constructor('return process')().exit() }}",
    "{{ messages.constructor.constructor('globalThis.pwned = 1')() }}",
    "{{ [].__class__.__mro__ }}",
    "{{ raise_exception.constructor('globalThis.pwned = 1')() }}",
    "{{ process.exit(1) }}{{ require('fs') }}{{ globalThis.pwned }}",
    "{% set messages.__proto__.pwned = 1 %}",
  ])("no code runs: %s", (template) => {
    try {
      jinjaForm(template, tokens).render(say);
    } catch (thrown) {
      expect((thrown as AppError).code).toBe("template-failed");
    }
    expect(Reflect.has(globalThis, "pwned")).toBe(false);
    expect(Reflect.has({}, "pwned")).toBe(false);
  });
});

it("takes a long conversation that a template gathers in one text", () => {
  const gathering =
    "{% set ns = namespace(t='') %}{% for m in messages %}{% set ns.t = ns.t ~ m.role ~ ': ' ~ m.content + '\n' %}{% endfor %}{{ ns.t }}";
  const messages: PromptMessage[] = Array.from({ length: 301 }, (_, i) => ({
    role: i % 2 === 0 ? "user" : "assistant",
    text: "word ".repeat(400).trim(),
  }));
  const said = messages.map(({ role, text }) => `${role}: ${text}\n`).join("");
  expect(jinjaForm(gathering, llamaTokens).render(messages)).toBe(`${said}assistant: `);
});
