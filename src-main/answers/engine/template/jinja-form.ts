import {
  type TemplateFault,
  type ThinkingAbility,
  defaultConversationSettings,
} from "../../../../src-shared/contract/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import { CostError, LimitError, Meter, Template, type Variable } from "../jinja/index.ts";
import type { PromptMessage } from "../types.ts";
import type { PromptForm } from "./form.ts";
import { probeLimits, templateLimits } from "./limits.ts";
import { alternate, foldSystem } from "./messages.ts";
import { openAnswerOf, placeMark, writeOpenAnswer } from "./open-answer.ts";
import { type TemplateThinking, type TemplateVariables, templateThinking } from "./template-thinking.ts";

export interface TemplateTokens {
  /** The texts of the model's tokens; "" where it has none. */
  bos: string;
  eos: string;
}

/** What a template is given beside the conversation. */
interface Given {
  tokens: TemplateTokens;
  now: () => Date;
  extra: TemplateVariables;
}

type TemplateMessage = {
  role: string;
  content: string | { type: "text"; text: string }[];
  reasoning_content?: string;
  reasoning?: string;
  thinking?: string;
};

/** A template may say as much as it likes. */
const maxReasonCharacters = 500;

/**
 * The form that the model's file brings along (`tokenizer.chat_template`, Jinja). Rendering throws `template-failed` when
 * the template is broken, too slow, too big, or takes no conversation in any of the shapes that templates expect.
 */
export function jinjaForm(template: string, tokens: TemplateTokens, now: () => Date = () => new Date()): PromptForm {
  if (template.length > templateLimits.characters) throw templateFailed({ key: "template-is-too-long", figures: {} });
  return guarded(() => {
    let thinking: TemplateThinking | null = null;
    const program = new Template(template);
    return {
      name: "own",
      stops: closingTag(new Renderer(program, { tokens, now, extra: {} }, meterFor([]))),
      render: (messages, wish = defaultConversationSettings.thinking) =>
        guarded(() => {
          const isWish = wish.on !== null || wish.effort !== null || wish.budgetTokens !== null;
          // Only who asks for something pays for finding out what is understood.
          if (isWish) thinking ??= thinkingOf(program, tokens, now);
          const extra = thinking?.variables(wish) ?? {};
          return renderBestShape(program, alternate(messages), { tokens, now, extra });
        }),
    };
  });
}

/**
 * What a template understands of thinking. A template that does not work, or is too costly to be asked, understands nothing: then a known
 * form is used, or the model does as it likes.
 */
export function readThinking(template: string): ThinkingAbility | null {
  if (template.length > templateLimits.characters) return null;
  try {
    const now = new Date(0);
    return thinkingOf(new Template(template), { bos: "", eos: "" }, () => now).ability;
  } catch {
    return null;
  }
}

function thinkingOf(program: Template, tokens: TemplateTokens, now: () => Date): TemplateThinking {
  const messages: PromptMessage[] = [{ role: "user", text: "?" }];
  const meter = new Meter(probeLimits);
  return templateThinking((extra) => {
    for (const content of [asText, asParts]) {
      try {
        return new Renderer(program, { tokens, now, extra }, meter).promptFor(messages.map(content));
      } catch (thrown) {
        if (thrown instanceof LimitError) throw thrown;
      }
    }
    return null;
  });
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if (thrown instanceof CostError) throw templateFailed({ key: "template-costs-too-much", figures: {} });
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw templateFailed({ key: "template-fails", figures: { reason: reason.slice(0, maxReasonCharacters) } });
  }
}

/** One for all shapes that are tried, so that their number multiplies nothing. */
function meterFor(messages: readonly PromptMessage[]): Meter {
  const said = messages.reduce((sum, { text }) => sum + text.length, 0);
  return new Meter({
    ms: templateLimits.ms,
    steps: templateLimits.steps + templateLimits.stepsPerMessage * messages.length,
    characters: templateLimits.madeCharacters + templateLimits.madePerCharacter * said,
  });
}

/** One that takes too long does so for this conversation on this computer now; it may work for the next one. */
function templateFailed(fault: TemplateFault): AppError {
  return appError("template-failed", "does-not-work", { fault, tooCostly: fault.key === "template-costs-too-much" });
}

/** Templates differ in what they take: a system role or none, content as text or as a list of parts. */
function renderBestShape(program: Template, messages: PromptMessage[], given: Given): string {
  const lastText = messages.at(-1)?.text.trim() ?? "";
  const meter = meterFor(messages);
  const systemText = messages[0]?.role === "system" ? messages[0].text.trim() : "";
  let failure: unknown = null;
  for (const content of [asText, asParts]) {
    for (const shape of systemText === "" ? [messages] : [messages, foldSystem(messages)]) {
      const renderer = new Renderer(program, given, meter);
      try {
        const text = promptOf(renderer, shape, content);
        // Some leave out silently what they do not know.
        if (text.includes(lastText) && text.includes(systemText)) return text;
      } catch (thrown) {
        if (thrown instanceof LimitError) throw thrown;
        failure ??= thrown;
      }
    }
  }
  if (failure instanceof Error) throw failure;
  throw templateFailed({ key: "template-leaves-out", figures: {} });
}

/** Up to where the answer begins, or to the end of what has been said of it. */
function promptOf(
  renderer: Renderer,
  messages: readonly PromptMessage[],
  content: (message: PromptMessage) => TemplateMessage,
): string {
  const prompt = (said: readonly PromptMessage[]): string => renderer.promptFor(said.map(content));
  const open = openAnswerOf(messages);
  if (open === null) return prompt(messages);
  const show = (said: readonly PromptMessage[]): string | null => {
    try {
      return renderer.transcript(said.map(content));
    } catch (thrown) {
      if (thrown instanceof LimitError) throw thrown;
      return null;
    }
  };
  return writeOpenAnswer(open, show, prompt);
}

const asText = (message: PromptMessage): TemplateMessage => ({
  role: message.role,
  content: message.text,
  ...reasoningOf(message),
});
const asParts = (message: PromptMessage): TemplateMessage => ({
  role: message.role,
  content: [{ type: "text", text: message.text }],
  ...reasoningOf(message),
});

/**
 * Reasoning by every name that templates know it by. Where there was none, "" keeps a template from looking for some in an
 * answer that only speaks of its marks.
 */
function reasoningOf({ text, thinking }: PromptMessage): Partial<TemplateMessage> {
  if (thinking === undefined) return {};
  if (thinking !== "") return { reasoning_content: thinking, reasoning: thinking, thinking };
  return /think|reason|thought/i.test(text) ? { reasoning_content: "" } : {};
}

/**
 * What the template writes after an answer, when it is a tag such as "<|im_end|>": a fine-tune may have added it
 * without marking it in its vocabulary as the end of an answer.
 */
function closingTag(renderer: Renderer): string[] {
  try {
    const shown = renderer.transcript([
      asText({ role: "user", text: "?" }),
      asText({ role: "assistant", text: placeMark }),
    ]);
    const after = shown.slice(shown.indexOf(placeMark) + placeMark.length).trimStart();
    return /^(<[^\s<>]{1,40}>|\[[^\s[\]]{1,40}\])/.exec(after)?.slice(0, 1) ?? [];
  } catch (thrown) {
    if (thrown instanceof LimitError) throw thrown;
    return [];
  }
}

class Renderer {
  readonly #program: Template;
  readonly #given: Given;
  readonly #meter: Meter;

  constructor(program: Template, given: Given, meter: Meter) {
    this.#program = program;
    this.#given = given;
    this.#meter = meter;
  }

  promptFor(messages: TemplateMessage[]): string {
    const prompt = this.#render(messages, true);
    if (prompt !== this.#render(messages, false)) return prompt;
    return this.#withAnswerOpened(messages, prompt);
  }

  /** The conversation alone, without the opening of an answer. */
  transcript(messages: TemplateMessage[]): string {
    return this.#render(messages, false);
  }

  /** For a template that ignores `add_generation_prompt`: shows it an answer and cuts where that begins. */
  #withAnswerOpened(messages: TemplateMessage[], prompt: string): string {
    let shown: string;
    try {
      shown = this.#render([...messages, { role: "assistant", content: placeMark }], false);
    } catch (thrown) {
      if (thrown instanceof LimitError) throw thrown;
      return prompt;
    }
    const opened = shown.slice(0, Math.max(0, shown.indexOf(placeMark)));
    // A blank alone opens nothing (Mistral's "[/INST] "), and it would spoil the first token.
    return opened.startsWith(prompt) && opened.trimEnd() !== prompt.trimEnd() ? opened : prompt;
  }

  #render(messages: TemplateMessage[], addGenerationPrompt: boolean): string {
    const { tokens, now, extra } = this.#given;
    const variables: Record<string, Variable> = {
      ...extra,
      messages,
      add_generation_prompt: addGenerationPrompt,
      bos_token: tokens.bos,
      eos_token: tokens.eos,
      tools: null,
      documents: null,
    };
    return this.#program.render(variables, this.#meter, now);
  }
}
