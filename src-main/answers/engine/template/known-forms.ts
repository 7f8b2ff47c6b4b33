import { forModel } from "../for-model.ts";
import type { PromptMessage } from "../types.ts";
import type { PromptForm } from "./form.ts";
import { alternate, foldSystem } from "./messages.ts";
import { openAnswerOf, writeOpenAnswer } from "./open-answer.ts";

/**
 * Prompt forms as their authors published them, for files without a template. Special tokens are written as text; the
 * tokenizer turns them into tokens, and the one at the beginning is never doubled.
 */

interface Turn {
  user: string;
  /** Null in the last turn, whose answer is asked for. */
  assistant: string | null;
}

interface Conversation {
  system: string;
  turns: Turn[];
}

function toTurns(messages: readonly PromptMessage[]): Conversation {
  const [first, ...others] = alternate(messages);
  const system = first?.role === "system" ? first.text : "";
  const said = first === undefined || first.role === "system" ? others : [first, ...others];
  const turns: Turn[] = [];
  for (let at = 0; at < said.length; at += 2) {
    turns.push({ user: said[at]?.text ?? "", assistant: said[at + 1]?.text ?? null });
  }
  return { system, turns };
}

function form(name: string, stops: readonly string[], render: (conversation: Conversation) => string): PromptForm {
  return { name, stops, render: whole((messages) => render(toTurns(messages))) };
}

/** For families without a system role: it goes in front of the first question. */
function formWithoutSystem(name: string, stops: readonly string[], render: (turns: Turn[]) => string): PromptForm {
  return { name, stops, render: whole((messages) => render(toTurns(foldSystem(alternate(messages))).turns)) };
}

/** An answer that comes last stays open. */
function whole(write: PromptForm["render"]): PromptForm["render"] {
  return (messages) => {
    const open = openAnswerOf(messages);
    return open === null ? write(messages) : writeOpenAnswer(open, write, write);
  };
}

const each = (turns: readonly Turn[], write: (turn: Turn, index: number) => string): string =>
  turns.map(write).join("");
const answered = (turn: Turn, write: (text: string) => string): string =>
  turn.assistant === null ? "" : write(turn.assistant);

/** Meta, llama/generation.py: `chat_completion`. */
export const llama2 = form("Llama-2", ["</s>", "[INST]"], ({ system, turns }) =>
  each(turns, (turn, index) => {
    const instruction = index === 0 && system !== "" ? `<<SYS>>\n${system}\n<</SYS>>\n\n${turn.user}` : turn.user;
    return `<s>[INST] ${instruction.trim()} [/INST]${answered(turn, (text) => ` ${text.trim()} </s>`)}`;
  }),
);

/** mistralai/Mistral-7B-Instruct-v0.1 and v0.2, model card. */
export const mistralV1 = formWithoutSystem(
  "Mistral",
  ["</s>", "[INST]"],
  (turns) => `<s>${each(turns, (turn) => `[INST] ${turn.user} [/INST]${answered(turn, (text) => `${text}</s> `)}`)}`,
);

/** mistralai/Mistral-7B-Instruct-v0.3: its own tokenizer writes no blank before [/INST], and the system text in the last question. */
export const mistralV3 = form("Mistral v3", ["</s>", "[INST]"], ({ system, turns }) => {
  const last = turns.length - 1;
  return `<s>${each(turns, (turn, index) => {
    const user = index === last && system !== "" ? `${system}\n\n${turn.user}` : turn.user;
    return `[INST] ${user}[/INST]${answered(turn, (text) => ` ${text}</s>`)}`;
  })}`;
});

/** HuggingFaceH4/zephyr-7b-beta, model card. */
export const zephyr = form(
  "Zephyr",
  ["</s>", "<|user|>", "<|system|>"],
  ({ system, turns }) =>
    `<|system|>\n${system}</s>\n` +
    each(turns, (turn) => `<|user|>\n${turn.user}</s>\n<|assistant|>\n${answered(turn, (text) => `${text}</s>\n`)}`),
);

const vicunaSystem =
  forModel`A chat between a curious user and an artificial intelligence assistant. ` +
  forModel`The assistant gives helpful, detailed, and polite answers to the user's questions.`;

function vicunaText({ system, turns }: Conversation): string {
  const asked = each(turns, (turn) => `USER: ${turn.user} ASSISTANT:${answered(turn, (text) => ` ${text}</s>`)}`);
  return `${system === "" ? vicunaSystem : system} ${asked}`;
}

/** lm-sys/FastChat, docs/vicuna_weights_version.md: v1.1 and later. */
export const vicuna = form("Vicuna", ["</s>", "USER:"], vicunaText);

/** WizardLM-13B V1.1 and V1.2, WizardLM-30B V1.0, model cards: Vicuna's form. */
export const wizardLm = form("WizardLM", ["</s>", "USER:"], vicunaText);

/** WizardLM-7B V1.0, model card. */
export const wizardLm7bV1 = formWithoutSystem("WizardLM 7B v1.0", ["</s>", "### Response:"], (turns) =>
  each(turns, (turn) => `${turn.user}\n\n### Response:${answered(turn, (text) => `${text}</s>`)}`),
);

const orcaMiniSystem = forModel`You are an AI assistant that follows instruction extremely well. Help as much as you can.`;

function orcaMiniForm(name: string, answerHeading: string): PromptForm {
  return form(name, ["</s>", "### User:", "### System:"], ({ system, turns }) => {
    const asked = each(
      turns,
      (turn) => `### User:\n${turn.user}\n\n### ${answerHeading}:\n${answered(turn, (text) => `${text}\n\n`)}`,
    );
    return `### System:\n${system === "" ? orcaMiniSystem : system}\n\n${asked}`;
  });
}

/** pankajmathur/orca_mini_3b, _7b, _13b and v2, model cards. */
export const orcaMini = orcaMiniForm("Orca mini", "Response");
/** pankajmathur/orca_mini_v3_7b and its kin, model cards. */
export const orcaMiniV3 = orcaMiniForm("Orca mini v3", "Assistant");

/** OpenAI's ChatML, as Qwen, Yi, Hermes and SmolLM use it. */
export const chatMl = form(
  "ChatML",
  ["<|im_end|>", "<|im_start|>"],
  ({ system, turns }) =>
    (system === "" ? "" : `<|im_start|>system\n${system}<|im_end|>\n`) +
    each(
      turns,
      (turn) =>
        `<|im_start|>user\n${turn.user}<|im_end|>\n<|im_start|>assistant\n` +
        answered(turn, (text) => `${text}<|im_end|>\n`),
    ),
);

/** meta-llama/llama3, "Llama 3 Instruct" in the prompt-format page. */
export const llama3 = form("Llama-3", ["<|eot_id|>", "<|start_header_id|>"], ({ system, turns }) => {
  const message = (role: string, text: string): string =>
    `<|start_header_id|>${role}<|end_header_id|>\n\n${text.trim()}<|eot_id|>`;
  return (
    `<|begin_of_text|>${system === "" ? "" : message("system", system)}` +
    each(
      turns,
      (turn) =>
        message("user", turn.user) +
        (turn.assistant === null
          ? "<|start_header_id|>assistant<|end_header_id|>\n\n"
          : message("assistant", turn.assistant)),
    )
  );
});

/** Google, "Gemma formatting and system instructions": no system role. */
export const gemma = formWithoutSystem(
  "Gemma",
  ["<end_of_turn>", "<start_of_turn>"],
  (turns) =>
    `<bos>${each(
      turns,
      (turn) =>
        `<start_of_turn>user\n${turn.user.trim()}<end_of_turn>\n<start_of_turn>model\n` +
        answered(turn, (text) => `${text.trim()}<end_of_turn>\n`),
    )}`,
);

/** microsoft/Phi-3-mini-4k-instruct, model card. */
export const phi3 = form(
  "Phi-3",
  ["<|end|>", "<|user|>", "<|endoftext|>"],
  ({ system, turns }) =>
    (system === "" ? "" : `<|system|>\n${system}<|end|>\n`) +
    each(
      turns,
      (turn) => `<|user|>\n${turn.user}<|end|>\n<|assistant|>\n${answered(turn, (text) => `${text}<|end|>\n`)}`,
    ),
);

/** microsoft/phi-2, model card: "QA format". */
export const phi2 = formWithoutSystem("Phi-2", ["Instruct:", "<|endoftext|>"], (turns) =>
  each(turns, (turn) => `Instruct: ${turn.user}\nOutput:${answered(turn, (text) => ` ${text}\n`)}`),
);

/** microsoft/phi-4, model card. */
export const phi4 = form("Phi-4", ["<|im_end|>", "<|im_start|>"], ({ system, turns }) => {
  const message = (role: string, text: string): string => `<|im_start|>${role}<|im_sep|>${text}<|im_end|>`;
  return (
    (system === "" ? "" : message("system", system)) +
    each(
      turns,
      (turn) =>
        message("user", turn.user) +
        (turn.assistant === null ? "<|im_start|>assistant<|im_sep|>" : message("assistant", turn.assistant)),
    )
  );
});

const alpacaSystem = forModel`Below is an instruction that describes a task. Write a response that appropriately completes the request.`;

/** tatsu-lab/stanford_alpaca, README: without input. WizardMath and WizardCoder use it too. */
export const alpaca = form("Alpaca", ["</s>", "### Instruction:"], ({ system, turns }) => {
  const asked = each(
    turns,
    (turn) => `### Instruction:\n${turn.user}\n\n### Response:\n${answered(turn, (text) => `${text}\n\n`)}`,
  );
  return `${system === "" ? alpacaSystem : system}\n\n${asked}`;
});

/** For a model of which nothing is known; base models follow it best. */
export const plain = form(
  "plain",
  ["\nUser:"],
  ({ system, turns }) =>
    (system === "" ? "" : `${system}\n\n`) +
    each(turns, (turn) => `User: ${turn.user}\nAssistant:${answered(turn, (text) => ` ${text}\n`)}`),
);
