import type { OtherProgram } from "../contract/index.ts";

/** As they are written by those who make them. */
export const programNames: Readonly<Record<OtherProgram, string>> = {
  "lm-studio": "LM Studio",
  ollama: "Ollama",
  "hf-cache": "Hugging Face",
  jan: "Jan",
  gpt4all: "GPT4All",
  "llama-cpp": "llama.cpp",
  textgen: "text-generation-webui",
  msty: "Msty",
};
