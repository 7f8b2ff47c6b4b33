import { expect, it } from "vitest";
import { chooseForm } from "../../../../src-main/answers/engine/template/index.ts";

it.each([
  ["llama", "TheBloke/Llama-2-7B-Chat-GGUF llama-2-7b-chat.Q4_K_M.gguf", "Llama-2"],
  ["llama", "TheBloke/Mistral-7B-Instruct-v0.2-GGUF", "Mistral"],
  ["llama", "bartowski/Mistral-7B-Instruct-v0.3-GGUF", "Mistral v3"],
  ["llama", "TheBloke/zephyr-7B-beta-GGUF", "Zephyr"],
  ["llama", "TheBloke/vicuna-7B-v1.5-GGUF", "Vicuna"],
  ["llama", "TheBloke/WizardLM-13B-V1.2-GGUF", "WizardLM"],
  ["llama", "TheBloke/WizardLM-7B-uncensored-GGUF", "WizardLM 7B v1.0"],
  ["llama", "TheBloke/orca_mini_v3_7B-GGUF", "Orca mini v3"],
  ["llama", "TheBloke/orca_mini_3B-GGML", "Orca mini"],
  ["gemma2", "bartowski/gemma-2-9b-it-GGUF", "Gemma"],
  ["llama", "TheBloke/OpenHermes-2.5-Mistral-7B-GGUF", "ChatML"],
  ["qwen2", "Qwen/Qwen2.5-7B-Instruct-GGUF", "ChatML"],
  ["llama", "QuantFactory/Meta-Llama-3-8B-Instruct-GGUF", "Llama-3"],
  ["phi3", "microsoft/Phi-3-mini-4k-instruct-gguf", "Phi-3"],
  ["phi2", "TheBloke/phi-2-GGUF", "Phi-2"],
  ["phi3", "bartowski/phi-4-GGUF", "Phi-4"],
  ["llama", "WizardMath-7B", "Alpaca"],
  ["gemma3", "my-finetune", "Gemma"],
  ["llama", "nothing-known", "plain"],
])("%s, %s speaks %s", (architecture, name, expected) => {
  expect(chooseForm({ architecture, names: [name], hasToken: () => false }).name).toBe(expected);
});

it("goes by the tokens that only one form has when the name says nothing", () => {
  const hasToken = (text: string): boolean => text === "<|start_header_id|>";
  expect(chooseForm({ architecture: "llama", names: ["x"], hasToken }).name).toBe("Llama-3");
});

it("is not misled by the folder that a file lies in", () => {
  const names = ["/home/vicuna/models/gemma-2-2b-it.gguf"];
  expect(chooseForm({ architecture: "gemma2", names, hasToken: () => false }).name).toBe("Gemma");
});
