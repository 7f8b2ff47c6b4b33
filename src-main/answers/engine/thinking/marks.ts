import { forModel } from "../for-model.ts";

/** How families of models mark their reasoning. Which of it are tokens, and which plain text, differs from file to file. */
export interface Marks {
  open: string;
  close: string;
}

/** Of models that say nothing else. */
export const usual: Marks = { open: "<think>", close: "</think>" };

/** Beside the tags of `openTag`. */
export const pairs: readonly Marks[] = [
  // Magistral, Ministral
  { open: "[THINK]", close: "[/THINK]" },
  // Command R7B, Command A
  { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
  // Gemma 4
  { open: "<|channel>thought", close: "<channel|>" },
  // Apertus
  { open: "<|inner_prefix|>", close: "<|inner_suffix|>" },
  // OpenThinker, Sky-T1
  { open: "<|begin_of_thought|>", close: "<|end_of_thought|>" },
  // Kimi-VL
  { open: "◁think▷", close: "◁/think▷" },
  // Kimi K3
  { open: "<|open|>think<|sep|>", close: "<|close|>think<|sep|>" },
  // MedGemma
  { open: "<unused94>thought", close: "<unused95>" },
  // Apriel
  { open: forModel`Here are my reasoning steps:`, close: "[BEGIN FINAL RESPONSE]" },
];

/** What some put around the answer that follows. */
export const wrappers: readonly Marks[] = [
  { open: "<|START_RESPONSE|>", close: "<|END_RESPONSE|>" },
  { open: "<|START_TEXT|>", close: "<|END_TEXT|>" },
  { open: "<|begin_of_solution|>", close: "<|end_of_solution|>" },
  { open: "<|open|>response<|sep|>", close: "<|close|>response<|sep|>" },
  { open: "<|channel>final", close: "<channel|>" },
];
/** As `wrappers`, but words that an answer may begin with by itself: only after reasoning. */
export const tagWrappers: readonly Marks[] = [
  { open: "<response>", close: "</response>" },
  { open: "<answer>", close: "</answer>" },
  // Reflection Llama
  { open: "<output>", close: "</output>" },
  { open: "[BEGIN FINAL RESPONSE]", close: "[END FINAL RESPONSE]" },
];
/** Apriel's answer ends so though "[BEGIN FINAL RESPONSE]" ended the reasoning. */
export const endsAnswerAfter: Readonly<Record<string, string>> = { "[BEGIN FINAL RESPONSE]": "[END FINAL RESPONSE]" };

const names = "(?:[a-z]{1,12}[:_])?(?:think|thinking|thoughts?|reasoning|reflection)(?:[:_][a-z0-9]{1,20})?";
/** `<think>`, `<thinking>`, `<thought>`, `<reasoning>`, `<reflection>`, `<seed:think>`, `<mm:think>`, `<think:opensource>`. */
export const openTag = new RegExp(`^<(${names})>`, "i");
export const closeTag = new RegExp(`</(${names})>`, "i");
/** The beginning of one, as far as it has come. */
export const partOfTag = /^<\/?[a-z0-9:_]{0,40}$/i;

const tags = ["think", "thinking", "thought", "reasoning", "reflection", "seed:think", "mm:think"].map((name) => ({
  open: `<${name}>`,
  close: `</${name}>`,
}));

/** Marks that reasoning begins with, for a model that has them among its tokens. */
export const openings: readonly string[] = [...pairs, ...tags].map(({ open }) => open);

/** gpt-oss's harmony and its kin: each message is a header, "<|message|>", and a body. */
export const frame = {
  begins: ["<|start|>", "<|channel|>", "<|begin|>"],
  /** Between header and body. */
  bodies: ["<|message|>", "<|content|>"],
  thinkingBody: "<|think|>",
  ends: ["<|end|>", "<|eom|>"],
  /** The turn ends as well. */
  lasts: ["<|return|>", "<|call|>", "<|eot|>"],
} as const;
/** How a message begins, and what makes it the answer or reasoning: gpt-oss's, or Solar's. */
export const framesOf = (isToken: (mark: string) => boolean): { begin: string; answer: string; thinking: string } =>
  isToken("<|channel|>")
    ? {
        begin: "<|start|>assistant",
        answer: "<|channel|>final<|message|>",
        thinking: "<|channel|>analysis<|message|>",
      }
    : { begin: "<|begin|>assistant", answer: "<|content|>", thinking: "<|think|>" };
export const frameMarks: readonly string[] = [
  ...frame.begins,
  ...frame.bodies,
  frame.thinkingBody,
  ...frame.ends,
  ...frame.lasts,
];

/** Texts that are looked for among a vocabulary's control tokens, which leave no trace in the text. */
export const possibleTokens: readonly string[] = [
  ...[...pairs, ...wrappers, ...tags].flatMap(({ open, close }) => [open, close]),
  ...frameMarks,
  ...[
    "<|constrain|>",
    "<|open|>",
    "<|close|>",
    "<|sep|>",
    "<|channel>",
    "<unused94>",
    "<think:opensource>",
    "</think:opensource>",
  ],
].filter((text) => !text.includes(" "));
