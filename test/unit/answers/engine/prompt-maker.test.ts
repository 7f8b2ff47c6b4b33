import type { LlamaModel, Token } from "node-llama-cpp";
import { expect, it } from "vitest";
import type { FallbackForm } from "../../../../src-shared/contract/index.ts";
import { PromptMaker } from "../../../../src-main/answers/engine/worker/prompt-maker.ts";

/** One token a character; none is special. */
function modelWith(chatTemplate: string): LlamaModel {
  const model = {
    fileInfo: {
      metadata: { general: { architecture: "llama", name: "Qwen" }, tokenizer: { chat_template: chatTemplate } },
    },
    tokens: { bos: null, bosString: null, eosString: null, shouldPrependBosToken: false },
    tokenize: (text: string) => [...text].map((character) => character.codePointAt(0) as Token),
    detokenize: () => "",
    isSpecialToken: () => false,
  };
  return model as unknown as LlamaModel;
}

const loop = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
/** A stand-in for a conversation that is too long for this computer. */
const slowAtTimes = `{% for m in messages %}{% if "slow" in m.content %}${loop}{% endif %}own:{{ m.content }}{% endfor %}`;

interface Asked {
  ask(text: string): Promise<string>;
  told: (FallbackForm | null)[];
}

function maker(chatTemplate: string, ignoreTemplate = false): Asked {
  const told: (FallbackForm | null)[] = [];
  const prompts = new PromptMaker(modelWith(chatTemplate), "", ignoreTemplate, (form) => told.push(form));
  return {
    told,
    async ask(text) {
      const { tokens } = await prompts.make([{ role: "user", text }]);
      return String.fromCodePoint(...tokens);
    },
  };
}

it("writes the next prompt by the template again after one took too long, and tells both", async () => {
  const { ask, told } = maker(slowAtTimes);
  expect(await ask("quick")).toMatch(/^own:quick/);
  expect(told).toEqual([]);
  expect(await ask("slow!")).toBe("<|im_start|>user\nslow!<|im_end|>\n<|im_start|>assistant\n");
  const fallback = { name: "ChatML", reason: { key: "template-costs-too-much", figures: {} }, temporary: true };
  expect(told).toEqual([fallback]);
  expect(await ask("quick")).toMatch(/^own:quick/);
  expect(told).toEqual([fallback, null]);
});

it("tries a template that goes on to take too long ever more seldom, and tells of it once", async () => {
  const { ask, told } = maker(slowAtTimes);
  for (const _ of [1, 2]) expect(await ask("slow!")).toMatch(/^<\|im_start\|>/);
  // Not tried, though it would do.
  expect(await ask("quick")).toMatch(/^<\|im_start\|>/);
  expect(told).toHaveLength(1);
  expect(await ask("quick")).toMatch(/^own:quick/);
  expect(told.at(-1)).toBeNull();
});

it("gives up a template that is broken for good", async () => {
  const { ask, told } = maker('{% if "no" in messages[0].content %}{{ raise_exception("not today") }}{% endif %}own');
  for (const text of ["no", "yes"]) expect(await ask(text)).toMatch(/^<\|im_start\|>/);
  expect(told).toEqual([
    {
      name: "ChatML",
      reason: { key: "template-fails", figures: { reason: expect.stringMatching(/not today/) as string } },
      temporary: false,
    },
  ]);
});

it("does not try one that brought the engine down", async () => {
  const { ask, told } = maker("own", true);
  expect(await ask("Hello")).toMatch(/^<\|im_start\|>/);
  expect(told).toMatchObject([{ name: "ChatML", temporary: false }]);
});

it("has nothing to tell of a file without a template", async () => {
  const { ask, told } = maker(" ");
  expect(await ask("Hello")).toMatch(/^<\|im_start\|>/);
  expect(told).toEqual([]);
});
