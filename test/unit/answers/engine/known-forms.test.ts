import { describe, expect, it } from "vitest";
import { type PromptForm, knownForms } from "../../../../src-main/answers/engine/template/index.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/index.ts";

const system: PromptMessage = { role: "system", text: "Be brief." };
const first: PromptMessage = { role: "user", text: "Hello!" };
const answer: PromptMessage = { role: "assistant", text: "Hi." };
const second: PromptMessage = { role: "user", text: "How are you?" };
const vicunaSystem =
  "A chat between a curious user and an artificial intelligence assistant. " +
  "The assistant gives helpful, detailed, and polite answers to the user's questions.";
const orcaSystem = "You are an AI assistant that follows instruction extremely well. Help as much as you can.";

/** Each as its authors published it: one question, one question under a system text, and two questions. */
const published: { form: PromptForm; single: string; withSystem: string; two: string; stop: string }[] = [
  {
    form: knownForms.llama2,
    single: "<s>[INST] Hello! [/INST]",
    withSystem: "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHello! [/INST]",
    two: "<s>[INST] Hello! [/INST] Hi. </s><s>[INST] How are you? [/INST]",
    stop: "</s>",
  },
  {
    form: knownForms.mistralV1,
    single: "<s>[INST] Hello! [/INST]",
    withSystem: "<s>[INST] Be brief.\n\nHello! [/INST]",
    two: "<s>[INST] Hello! [/INST]Hi.</s> [INST] How are you? [/INST]",
    stop: "</s>",
  },
  {
    form: knownForms.mistralV3,
    single: "<s>[INST] Hello![/INST]",
    withSystem: "<s>[INST] Be brief.\n\nHello![/INST]",
    two: "<s>[INST] Hello![/INST] Hi.</s>[INST] How are you?[/INST]",
    stop: "</s>",
  },
  {
    form: knownForms.zephyr,
    single: "<|system|>\n</s>\n<|user|>\nHello!</s>\n<|assistant|>\n",
    withSystem: "<|system|>\nBe brief.</s>\n<|user|>\nHello!</s>\n<|assistant|>\n",
    two: "<|system|>\n</s>\n<|user|>\nHello!</s>\n<|assistant|>\nHi.</s>\n<|user|>\nHow are you?</s>\n<|assistant|>\n",
    stop: "</s>",
  },
  {
    form: knownForms.vicuna,
    single: `${vicunaSystem} USER: Hello! ASSISTANT:`,
    withSystem: "Be brief. USER: Hello! ASSISTANT:",
    two: `${vicunaSystem} USER: Hello! ASSISTANT: Hi.</s>USER: How are you? ASSISTANT:`,
    stop: "</s>",
  },
  {
    form: knownForms.wizardLm,
    single: `${vicunaSystem} USER: Hello! ASSISTANT:`,
    withSystem: "Be brief. USER: Hello! ASSISTANT:",
    two: `${vicunaSystem} USER: Hello! ASSISTANT: Hi.</s>USER: How are you? ASSISTANT:`,
    stop: "</s>",
  },
  {
    form: knownForms.wizardLm7bV1,
    single: "Hello!\n\n### Response:",
    withSystem: "Be brief.\n\nHello!\n\n### Response:",
    two: "Hello!\n\n### Response:Hi.</s>How are you?\n\n### Response:",
    stop: "</s>",
  },
  {
    form: knownForms.orcaMini,
    single: `### System:\n${orcaSystem}\n\n### User:\nHello!\n\n### Response:\n`,
    withSystem: "### System:\nBe brief.\n\n### User:\nHello!\n\n### Response:\n",
    two: `### System:\n${orcaSystem}\n\n### User:\nHello!\n\n### Response:\nHi.\n\n### User:\nHow are you?\n\n### Response:\n`,
    stop: "### User:",
  },
  {
    form: knownForms.orcaMiniV3,
    single: `### System:\n${orcaSystem}\n\n### User:\nHello!\n\n### Assistant:\n`,
    withSystem: "### System:\nBe brief.\n\n### User:\nHello!\n\n### Assistant:\n",
    two: `### System:\n${orcaSystem}\n\n### User:\nHello!\n\n### Assistant:\nHi.\n\n### User:\nHow are you?\n\n### Assistant:\n`,
    stop: "### User:",
  },
  {
    form: knownForms.chatMl,
    single: "<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n",
    withSystem: "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n",
    two:
      "<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\nHi.<|im_end|>\n" +
      "<|im_start|>user\nHow are you?<|im_end|>\n<|im_start|>assistant\n",
    stop: "<|im_end|>",
  },
  {
    form: knownForms.llama3,
    single:
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHello!<|eot_id|>" +
      "<|start_header_id|>assistant<|end_header_id|>\n\n",
    withSystem:
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>" +
      "<|start_header_id|>user<|end_header_id|>\n\nHello!<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    two:
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHello!<|eot_id|>" +
      "<|start_header_id|>assistant<|end_header_id|>\n\nHi.<|eot_id|>" +
      "<|start_header_id|>user<|end_header_id|>\n\nHow are you?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    stop: "<|eot_id|>",
  },
  {
    form: knownForms.gemma,
    single: "<bos><start_of_turn>user\nHello!<end_of_turn>\n<start_of_turn>model\n",
    withSystem: "<bos><start_of_turn>user\nBe brief.\n\nHello!<end_of_turn>\n<start_of_turn>model\n",
    two:
      "<bos><start_of_turn>user\nHello!<end_of_turn>\n<start_of_turn>model\nHi.<end_of_turn>\n" +
      "<start_of_turn>user\nHow are you?<end_of_turn>\n<start_of_turn>model\n",
    stop: "<end_of_turn>",
  },
  {
    form: knownForms.phi3,
    single: "<|user|>\nHello!<|end|>\n<|assistant|>\n",
    withSystem: "<|system|>\nBe brief.<|end|>\n<|user|>\nHello!<|end|>\n<|assistant|>\n",
    two: "<|user|>\nHello!<|end|>\n<|assistant|>\nHi.<|end|>\n<|user|>\nHow are you?<|end|>\n<|assistant|>\n",
    stop: "<|end|>",
  },
  {
    form: knownForms.phi2,
    single: "Instruct: Hello!\nOutput:",
    withSystem: "Instruct: Be brief.\n\nHello!\nOutput:",
    two: "Instruct: Hello!\nOutput: Hi.\nInstruct: How are you?\nOutput:",
    stop: "Instruct:",
  },
  {
    form: knownForms.phi4,
    single: "<|im_start|>user<|im_sep|>Hello!<|im_end|><|im_start|>assistant<|im_sep|>",
    withSystem:
      "<|im_start|>system<|im_sep|>Be brief.<|im_end|><|im_start|>user<|im_sep|>Hello!<|im_end|><|im_start|>assistant<|im_sep|>",
    two:
      "<|im_start|>user<|im_sep|>Hello!<|im_end|><|im_start|>assistant<|im_sep|>Hi.<|im_end|>" +
      "<|im_start|>user<|im_sep|>How are you?<|im_end|><|im_start|>assistant<|im_sep|>",
    stop: "<|im_end|>",
  },
  {
    form: knownForms.alpaca,
    single:
      "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n" +
      "### Instruction:\nHello!\n\n### Response:\n",
    withSystem: "Be brief.\n\n### Instruction:\nHello!\n\n### Response:\n",
    two:
      "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n" +
      "### Instruction:\nHello!\n\n### Response:\nHi.\n\n### Instruction:\nHow are you?\n\n### Response:\n",
    stop: "### Instruction:",
  },
  {
    form: knownForms.plain,
    single: "User: Hello!\nAssistant:",
    withSystem: "Be brief.\n\nUser: Hello!\nAssistant:",
    two: "User: Hello!\nAssistant: Hi.\nUser: How are you?\nAssistant:",
    stop: "\nUser:",
  },
];

describe.each(published)("the $form.name form", ({ form, single, withSystem, two, stop }) => {
  it("writes one question", () => {
    expect(form.render([first])).toBe(single);
  });

  it("writes a system text", () => {
    expect(form.render([system, first])).toBe(withSystem);
  });

  it("writes a conversation of two questions", () => {
    expect(form.render([first, answer, second])).toBe(two);
  });

  it("knows how an answer ends", () => {
    expect(form.stops).toContain(stop);
  });
});

it("puts two questions in a row into one turn", () => {
  expect(knownForms.llama2.render([first, second])).toBe("<s>[INST] Hello!\n\nHow are you? [/INST]");
});

it("keeps Llama-2's system text in the first turn of a longer conversation", () => {
  expect(knownForms.llama2.render([system, first, answer, second])).toBe(
    "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHello! [/INST] Hi. </s><s>[INST] How are you? [/INST]",
  );
});
