import type { PromptForm } from "./form.ts";
import * as forms from "./known-forms.ts";

export interface ModelIdentity {
  /** `general.architecture`. */
  architecture: string;
  /** `general.name` and the like; repository and file name. */
  names: readonly string[];
  /** Whether the vocabulary has this text as one special token. */
  hasToken: (text: string) => boolean;
}

/**
 * By name, the special before the general: a fine-tune is written for its own form, whatever it was made from
 * ("openhermes-2.5-mistral" speaks ChatML).
 */
const byName: readonly (readonly [RegExp, PromptForm])[] = [
  [/zephyr|tinyllama/, forms.zephyr],
  [/wizard[-_ ]?(coder|math)/, forms.alpaca],
  [/wizard[-_ ]?lm[-_ ]?7b/, forms.wizardLm7bV1],
  [/wizard[-_ ]?lm/, forms.wizardLm],
  [/vicuna/, forms.vicuna],
  [/orca[-_ ]?mini[-_ ]?v[3-9]/, forms.orcaMiniV3],
  [/orca[-_ ]?mini/, forms.orcaMini],
  [/alpaca/, forms.alpaca],
  [/chatml|hermes|dolphin|openorca|qwen|smollm|(^|[^a-z])yi[-_ ]|internlm2/, forms.chatMl],
  [/llama[-_ ]?3/, forms.llama3],
  [/llama[-_ ]?2|codellama/, forms.llama2],
  [/(mistral|mixtral|ministral|codestral).*(v0[._]3|nemo|large|small|2407|2409|2410|2501|2503|22b)/, forms.mistralV3],
  [/mistral|mixtral/, forms.mistralV1],
  [/gemma/, forms.gemma],
  [/phi[-_ ]?4/, forms.phi4],
  [/phi[-_ ]?3/, forms.phi3],
  [/phi[-_ ]?(2|1)/, forms.phi2],
];

/** By the tokens that only one form has. */
const byToken: readonly (readonly [string, PromptForm])[] = [
  ["<|start_header_id|>", forms.llama3],
  ["<start_of_turn>", forms.gemma],
  ["<|im_sep|>", forms.phi4],
  ["<|im_start|>", forms.chatMl],
  ["[INST]", forms.mistralV3],
];

const byArchitecture: readonly (readonly [RegExp, PromptForm])[] = [
  [/^gemma/, forms.gemma],
  [/^phi3/, forms.phi3],
  [/^phi2/, forms.phi2],
  [/^qwen/, forms.chatMl],
];

/** The form for a model whose file brings no template, or a broken one. */
export function chooseForm({ architecture, names, hasToken }: ModelIdentity): PromptForm {
  // Of a path or "owner/name" only the end: the folder above says who made it, or whose computer it is on.
  const words = names.flatMap((text) => text.split(/\s+/)).map((word) => word.slice(word.search(/[^/\\]*$/)));
  const name = words.join(" ").toLowerCase();
  const found =
    byName.find(([pattern]) => pattern.test(name)) ??
    byToken.find(([token]) => hasToken(token)) ??
    byArchitecture.find(([pattern]) => pattern.test(architecture));
  return found?.[1] ?? forms.plain;
}
