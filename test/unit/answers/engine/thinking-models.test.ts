import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { turnsOf } from "../../../../src-main/answers/chat/turns.ts";
import { said } from "../../../fixtures/said.ts";
import { jinjaForm } from "../../../../src-main/answers/engine/template/index.ts";
import type { Answer } from "../../../../src-main/answers/engine/index.ts";
import { type Script, scriptedModel } from "../../../fixtures/index.ts";
import { llamaCppTemplates } from "../../../fixtures/jinja/collection.ts";
import { ask, loadOptions, newEngine } from "./support.ts";

/** Models that say what their families say, special tokens and all: from the engine to the next question's prompt. */
const engine = newEngine();
let folder: string;
let templates: ReadonlyMap<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-thinking-"));
  templates = llamaCppTemplates();
}, 120_000);
afterEach(() => engine.unload());
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const thought = "The user greets. I greet back.";
const hello = "Hello! How can I help?";

interface Family extends Omit<Script, "template"> {
  template: string;
  bos: string;
  eos: string;
  /** What the next prompt has between the first question and the second. */
  between: string;
}

const qwen = { template: "Qwen-Qwen3-0.6B.jinja", bos: "<|bos|>", eos: "<|im_end|>" };
const qwenBetween = `<|im_end|>\n<|im_start|>assistant\n${hello}<|im_end|>\n<|im_start|>user\n`;
const qwenSays = ["<think>", `\n${thought}\n`, "</think>", `\n\n${hello}`];

const families: Record<string, Family> = {
  "gpt-oss, in channels": {
    template: "openai-gpt-oss-120b.jinja",
    special: ["<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|constrain|>", "<|call|>", "<|endoftext|>"],
    bos: "<|startoftext|>",
    eos: "<|return|>",
    say: [
      "<|channel|>",
      "analysis",
      "<|message|>",
      thought,
      "<|end|>",
      "<|start|>",
      "assistant",
      "<|channel|>",
      "final",
      "<|message|>",
      hello,
    ],
    between: `<|end|><|start|>assistant<|channel|>final<|message|>${hello}<|end|><|start|>user<|message|>`,
  },
  "Solar, whose reasoning ends as its answers do": {
    template: "upstage-Solar-Open-100B.jinja",
    special: ["<|begin|>", "<|end|>", "<|think|>", "<|content|>", "<|calls|>", "<|tool_calls|>"],
    bos: "<s>",
    eos: "<|flush|>",
    say: ["<|think|>", thought, "<|end|>", "<|begin|>", "assistant", "<|content|>", hello],
    between: `<|end|><|begin|>assistant<|content|>${hello}<|end|><|begin|>user<|content|>`,
  },
  "Magistral's kin, between control tokens": {
    template: "mistralai-Ministral-3-14B-Reasoning-2512.jinja",
    special: ["[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[THINK]", "[/THINK]"],
    bos: "<s>",
    eos: "</s>",
    say: ["[THINK]", thought, "[/THINK]", hello],
    between: `[/INST]${hello}</s>[INST]`,
  },
  "Seed-OSS, whose template keeps the reasoning": {
    template: "ByteDance-Seed-OSS.jinja",
    special: ["<seed:think>", "</seed:think>"],
    bos: "<seed:bos>",
    eos: "<seed:eos>",
    say: ["<seed:think>", thought, "</seed:think>", hello],
    between: `<seed:eos><seed:bos>assistant\n<seed:think>${thought}</seed:think>\n${hello}<seed:eos><seed:bos>user\n`,
  },
  "Qwen 3, between tokens that show as text": {
    ...qwen,
    special: ["<|im_start|>"],
    userDefined: ["<think>", "</think>"],
    say: qwenSays,
    between: qwenBetween,
  },
  "Qwen 3, between control tokens": {
    ...qwen,
    special: ["<|im_start|>", "<think>", "</think>"],
    say: qwenSays,
    between: qwenBetween,
  },
  "Qwen 3, in plain text": { ...qwen, special: ["<|im_start|>"], say: qwenSays, between: qwenBetween },
  "GLM, whose prompt opens the reasoning": {
    template: "GLM-4.7-Flash.jinja",
    special: ["[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"],
    userDefined: ["<think>", "</think>"],
    bos: "<|bos|>",
    eos: "<|endoftext|>",
    say: [`${thought}\n`, "</think>", hello],
    between: `<|assistant|></think>${hello}<|user|>`,
  },
};

describe.each(Object.entries(families))("%s", (_, { between, template: file, ...script }) => {
  it("gives reasoning and answer apart, streamed as at once, and the next prompt as its template makes it", async () => {
    const template = templates.get(file) ?? "";
    const path = join(folder, "scripted.gguf");
    scriptedModel(path, { ...script, template });
    await engine.load(loadOptions(path, { plan: { ...loadOptions(path).plan, contextTokens: 4096 } }));
    const streamed = { thinking: "", text: "" };
    const answer: Answer = await engine.generate(ask("First?"), {
      onText: (text) => (streamed.text += text),
      onThinking: (text) => (streamed.thinking += text),
    });
    expect(engine.state().fallbackForm).toBeNull();
    expect({ thinking: answer.thinking, text: answer.text }).toEqual({ thinking: thought, text: hello });
    expect(streamed).toEqual({ thinking: thought, text: hello });

    const turns = turnsOf("", [
      { role: "user", parts: said("First?") },
      { role: "assistant", parts: said(answer.text, answer.thinking) },
      { role: "user", parts: said("Second?") },
    ]);
    const prompt = jinjaForm(template, { bos: script.bos, eos: script.eos }).render(turns);
    expect(prompt.slice(prompt.indexOf("First?") + 6, prompt.lastIndexOf("Second?"))).toBe(between);
  });
});

it("recasts an answer whose reasoning nobody opened", async () => {
  const path = join(folder, "scripted.gguf");
  const chatMl =
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n";
  scriptedModel(path, {
    template: chatMl,
    special: ["<|im_start|>"],
    eos: "<|im_end|>",
    say: [thought, "\n</think>", "\n\n", hello],
  });
  await engine.load(loadOptions(path));
  let recasts = 0;
  let text = "";
  const answer = await engine.generate(ask("Hi"), {
    onText: (more) => (text += more),
    onRecast: () => {
      recasts++;
      text = "";
    },
  });
  expect(recasts).toBe(1);
  expect(text).toBe(hello);
  expect({ thinking: answer.thinking, text: answer.text }).toEqual({ thinking: thought, text: hello });
});
