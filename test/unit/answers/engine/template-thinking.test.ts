import { beforeAll, describe, expect, it } from "vitest";
import { jinjaForm, readThinking } from "../../../../src-main/answers/engine/template/index.ts";
import { type ThinkingAbility, defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import { llamaCppTemplates } from "../../../fixtures/jinja/collection.ts";
import { templates } from "./templates.ts";

let published: ReadonlyMap<string, string>;
beforeAll(() => {
  published = llamaCppTemplates();
});

const none = defaultConversationSettings.thinking;
const templateOf = (name: string): string => {
  const template = published.get(`${name}.jinja`);
  if (template === undefined) throw new Error(`llama.cpp has no template ${name}`);
  return template;
};
const prompt = (name: string, wish: Partial<typeof none>): string =>
  jinjaForm(templateOf(name), { bos: "", eos: "" }, () => new Date(0)).render([{ role: "user", text: "Why?" }], {
    ...none,
    ...wish,
  });

const switched = { canSwitch: true, efforts: [], usualEffort: null };
const abilities: [string, ThinkingAbility][] = [
  ["Qwen-Qwen3-0.6B", { ...switched, usual: true }],
  ["HuggingFaceTB-SmolLM3-3B", { ...switched, usual: true }],
  ["GLM-4.6", { ...switched, usual: true }],
  ["deepseek-ai-DeepSeek-V3.1", { ...switched, usual: false }],
  ["ibm-granite-granite-3.3-2B-Instruct", { ...switched, usual: false }],
  ["google-gemma-4-31B-it", { ...switched, usual: false }],
  ["ByteDance-Seed-OSS", { ...switched, usual: true }],
  ["openai-gpt-oss-120b", { canSwitch: false, usual: true, efforts: ["low", "medium", "high"], usualEffort: "medium" }],
  ["tencent-Hy3", { canSwitch: true, usual: false, efforts: ["low", "high"], usualEffort: null }],
];

describe("what a template understands of thinking", () => {
  it.each(abilities)("%s", (name, ability) => {
    expect(readThinking(templateOf(name))).toEqual(ability);
  });

  it("is nothing to choose where it thinks whatever it is told", () => {
    const always = "{% for m in messages %}{{ m.content }}{% endfor %}{% if add_generation_prompt %}<think>{% endif %}";
    expect(readThinking(always)).toEqual({ canSwitch: false, usual: true, efforts: [], usualEffort: null });
  });

  it.each(Object.entries(templates))("is nothing for %s, which knows of none", (_, template) => {
    expect(readThinking(template)).toBeNull();
  });

  it("is nothing for one that does not work, or that never ends", () => {
    expect(readThinking("{% if %}")).toBeNull();
    expect(readThinking("{{ raise_exception('no') }}")).toBeNull();
    expect(readThinking("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}")).toBeNull();
  });

  it("is found out for every published template without an error, and without a wish nothing changes", () => {
    const now = new Date(0);
    for (const [name, template] of published) {
      expect(() => readThinking(template), name).not.toThrow();
      const messages = [{ role: "user" as const, text: "Why?" }];
      let plain: string;
      try {
        plain = jinjaForm(template, { bos: "", eos: "" }, () => now).render(messages);
      } catch {
        continue;
      }
      expect(jinjaForm(template, { bos: "", eos: "" }, () => now).render(messages, none), name).toBe(plain);
    }
  });
});

describe("a wish about thinking", () => {
  it("is said in the model's own words", () => {
    expect(prompt("Qwen-Qwen3-0.6B", { on: false })).toMatch(/<think>\s*<\/think>\s*$/);
    expect(prompt("Qwen-Qwen3-0.6B", { on: true })).toBe(prompt("Qwen-Qwen3-0.6B", {}));
    expect(prompt("deepseek-ai-DeepSeek-V3.1", { on: true })).toMatch(/<think>$/);
    expect(prompt("openai-gpt-oss-120b", { effort: "high" })).toContain("Reasoning: high");
    expect(prompt("tencent-Hy3", { on: true })).toContain("reasoning_effort:high");
    expect(prompt("ByteDance-Seed-OSS", { budgetTokens: 512 })).toContain("512");
  });

  it("that the model does not understand is left out", () => {
    expect(prompt("openai-gpt-oss-120b", { on: false, effort: "unheard-of" })).toBe(prompt("openai-gpt-oss-120b", {}));
    expect(prompt("Qwen-Qwen3-0.6B", { effort: "high" })).toBe(prompt("Qwen-Qwen3-0.6B", {}));
  });
});
