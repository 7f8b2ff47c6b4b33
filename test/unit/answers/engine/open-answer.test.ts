/** An answer that ended early is gone on with: the prompt ends where it ended, written as the model's own template writes an answer. */
import { describe, expect, it } from "vitest";
import type { PromptMessage } from "../../../../src-main/answers/engine/index.ts";
import { jinjaForm, knownForms } from "../../../../src-main/answers/engine/template/index.ts";
import {
  type Opening,
  PartedAnswer,
  ThinkingSplitter,
  openingWithin,
} from "../../../../src-main/answers/engine/thinking/index.ts";
import { llamaCppTemplates } from "../../../fixtures/jinja/collection.ts";
import { templates } from "./templates.ts";

const tokens = { bos: "<s>", eos: "</s>" };
const question: PromptMessage[] = [
  { role: "system", text: "Be brief." },
  { role: "user", text: "Count to three." },
];
const open = (text: string, thinking = ""): PromptMessage[] => [...question, { role: "assistant", text, thinking }];

describe("known forms", () => {
  it.each(Object.values(knownForms).map((form) => [form.name, form] as const))("%s", (_name, form) => {
    const begun = form.render(question);
    const prompt = form.render(open("One, two"));
    expect(prompt.startsWith(begun.trimEnd())).toBe(true);
    expect(prompt.slice(begun.trimEnd().length)).toMatch(/^\s*One, two$/);
    // What is being thought has no place in these forms but its own.
    expect(form.render(open("", "The user"))).toBe(`${begun}<think>\nThe user`);
  });
});

describe("a template", () => {
  it("closes nothing behind the answer, and keeps the white space at its end", () => {
    const { render } = jinjaForm(templates.phi3, tokens);
    expect(render(open("One, two\n\n"))).toBe(`${render(question)}One, two\n\n`);
  });

  it("that takes no answer at the end has it behind its own opening", () => {
    const refusing = `{%- if messages[-1].role == 'assistant' %}{{ raise_exception('no') }}{% endif -%}
      {%- for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}`;
    expect(jinjaForm(refusing, tokens).render(open("One"))).toBe(
      "[system]Be brief.[user]Count to three.[assistant]One",
    );
  });

  it("that opens reasoning by itself has it closed before the answer", () => {
    const thinker = `{%- for m in messages if m.role != 'assistant' %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]<think>\n{% endif %}`;
    const { render } = jinjaForm(thinker, tokens);
    expect(render(open("One", "hm"))).toMatch(/\[assistant\]<think>\nhm\n<\/think>\n\nOne$/);
    expect(render(open("", "The user"))).toMatch(/\[assistant\]<think>\nThe user$/);
  });

  it("that would change what the answer says leaves it as it is", () => {
    const cutting = `{%- for m in messages %}[{{ m.role }}]{{ m.content.split('</think>')[-1] }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}`;
    expect(jinjaForm(cutting, tokens).render(open("Marks are <think> and </think>, always"))).toMatch(
      /\[assistant\]Marks are <think> and <\/think>, always$/,
    );
  });
});

it("every template of llama.cpp's collection ends where the answer ends, and is taken for the middle of it", () => {
  const collection = llamaCppTemplates();
  expect(collection.size).toBeGreaterThan(40);
  let rendered = 0;
  for (const [name, template] of collection) {
    const { render } = jinjaForm(template, tokens);
    try {
      render(question);
    } catch {
      // One for tools alone.
      continue;
    }
    rendered++;
    const text = render(open("One, two", "hm, three numbers"));
    expect(text.endsWith("One, two"), name).toBe(true);
    expect(text, name).toContain("Count to three.");
    const going = goOn(openingWithin(text, { text: "One, two", thinking: "hm, three numbers" }), [", three </think>."]);
    expect(going, name).toEqual({ text: ", three </think>.", thinking: "" });
    const thinking = render(open("", "hm, three"));
    expect(thinking.endsWith("hm, three"), name).toBe(true);
    const opening = openingWithin(thinking, { text: "", thinking: "hm, three" });
    const close = opening.framed ? "<|end|><|start|>assistant<|channel|>final<|message|>" : opening.close;
    expect(goOn(opening, [" numbers", close, "One"]), name).toEqual({ text: "One", thinking: " numbers" });
  }
  expect(rendered).toBeGreaterThan(40);
});

function goOn(opening: Opening, pieces: readonly string[]): { text: string; thinking: string } {
  const parts = new PartedAnswer();
  const splitter = new ThinkingSplitter(parts, opening);
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return { text: parts.text, thinking: parts.thinking };
}
