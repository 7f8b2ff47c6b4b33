import type { LlamaModel, Token } from "node-llama-cpp";
import type { FallbackForm, ThinkingSettings } from "../../../../src-shared/contract/index.ts";
import { toAppError } from "../../../ground/core/index.ts";
import type { PromptForm } from "../template/index.ts";
import { type Opening, framesOf, openingOf, openingWithin, possibleTokens } from "../thinking/index.ts";
import type { PromptMessage } from "../types.ts";
import type { Prompt } from "./answer.ts";
import { TemplateTrials } from "./template-trials.ts";

/** Text that a tokenizer would take for a tag: "<|im_end|>", "</s>", "[INST]", "<start_of_turn>". */
const tagPattern = /<[^\s<>]{1,60}>|\[[^\s[\]]{1,60}\]/g;
const beginningTag = new RegExp(`^(?:${tagPattern.source})`);
/** Put into tags that a person typed, so that they stay text; private use, and cut out again before tokenizing. */
const breaker = "\uE0A2";

interface Written {
  form: PromptForm;
  text: string;
}

type Failure = Omit<FallbackForm, "name">;

/** Makes a conversation into tokens, by the model's own template or, where that fails, by a known form. */
export class PromptMaker {
  readonly #model: LlamaModel;
  readonly #hint: string;
  readonly #onFallback: (form: FallbackForm | null) => void;
  /** The file's own template; null where it has none, or where it does not work. */
  #template: string | null;
  #ownForm: PromptForm | null = null;
  #knownForm: PromptForm | null = null;
  readonly #trials = new TemplateTrials();
  /** Why the template is not used; null while it is, or where there is none. */
  #failure: Failure | null = null;
  #told: Failure | null = null;
  #marks: ReadonlyMap<Token, string> | null = null;

  /** `onFallback`: a known form takes the template's place; null when the template is used again. */
  constructor(
    model: LlamaModel,
    hint: string,
    ignoreTemplate: boolean,
    onFallback: (form: FallbackForm | null) => void,
  ) {
    this.#model = model;
    this.#hint = hint;
    this.#onFallback = onFallback;
    const template = model.fileInfo.metadata.tokenizer.chat_template;
    this.#template = typeof template === "string" && template.trim() !== "" ? template : null;
    if (this.#template !== null && ignoreTemplate) {
      this.#template = null;
      this.#failure = { reason: { key: "template-ended-engine", figures: {} }, temporary: false };
    }
  }

  /** `ownStops`: texts of a person's choice that end the answer. */
  async make(
    messages: readonly PromptMessage[],
    ownStops: readonly string[] = [],
    thinking?: ThinkingSettings,
  ): Promise<Prompt> {
    const guarded = messages.map((message) => this.#guard(message));
    const { form, text } = (await this.#byTemplate(guarded, thinking)) ?? (await this.#byKnownForm(guarded));
    this.#marks ??= this.#findMarks();
    return {
      tokens: this.#tokenize(text),
      stops: form.stops,
      ownStops,
      stopTokens: new Set(
        [...form.stops, ...ownStops].map((stop) => this.#specialToken(stop)).filter((token) => token !== null),
      ),
      marks: this.#marks,
      opening: openingAfter(text.replaceAll(breaker, ""), messages),
      isToken: (mark) => this.#isToken(mark),
      endThinking: (close) => this.#model.tokenize(close === "" ? this.#framedEnd() : `\n${close}\n\n`, true),
    };
  }

  /** Of a text alone, without what a form writes around it. */
  countTokens(text: string): number {
    return this.#model.tokenize(text).length;
  }

  /** The end of a framed message of reasoning, and the beginning of one that is the answer: gpt-oss's, or Solar's. */
  #framedEnd(): string {
    const { begin, answer } = framesOf((mark) => this.#isToken(mark));
    return `<|end|>${begin}${answer}`;
  }

  /** Null where no template works for this conversation. */
  async #byTemplate(messages: readonly PromptMessage[], thinking?: ThinkingSettings): Promise<Written | null> {
    const characters = messages.reduce((sum, { text, thinking }) => sum + text.length + (thinking?.length ?? 0), 0);
    if (this.#template === null || !this.#trials.isDue(characters)) return null;
    try {
      const { jinjaForm } = await import("../template/index.ts");
      const { bosString, eosString } = this.#model.tokens;
      const form = (this.#ownForm ??= jinjaForm(this.#template, { bos: bosString ?? "", eos: eosString ?? "" }));
      const text = form.render(messages, thinking);
      this.#trials.succeeded();
      this.#failure = null;
      this.#tell(form.name);
      return { form, text };
    } catch (thrown) {
      const failure = describe(thrown);
      if (failure.temporary) this.#trials.failed(characters);
      else this.#template = null;
      // Reported once: later ones with the same reason add nothing.
      if (JSON.stringify(this.#failure?.reason) !== JSON.stringify(failure.reason)) this.#failure = failure;
      return null;
    }
  }

  async #byKnownForm(messages: readonly PromptMessage[]): Promise<Written> {
    const form = await this.#chooseKnownForm();
    this.#tell(form.name);
    return { form, text: form.render(messages) };
  }

  #tell(name: string): void {
    if (this.#failure === this.#told) return;
    this.#told = this.#failure;
    this.#onFallback(this.#failure === null ? null : { name, ...this.#failure });
  }

  async #chooseKnownForm(): Promise<PromptForm> {
    if (this.#knownForm !== null) return this.#knownForm;
    const { chooseForm } = await import("../template/index.ts");
    const { general } = this.#model.fileInfo.metadata;
    this.#knownForm = chooseForm({
      architecture: general.architecture,
      names: [general.name ?? "", general.basename ?? "", this.#hint],
      hasToken: (text) => this.#specialToken(text) !== null,
    });
    return this.#knownForm;
  }

  #guard(message: PromptMessage): PromptMessage {
    const { text, thinking } = message;
    const guarded = { ...message, text: this.#breakTags(text) };
    return thinking === undefined ? guarded : { ...guarded, thinking: this.#breakTags(thinking) };
  }

  /** Control tokens are recognised by their ids; those that show as text are found in the text. */
  #findMarks(): ReadonlyMap<Token, string> {
    const marks = new Map<Token, string>();
    for (const text of possibleTokens) {
      const token = this.#specialToken(text);
      if (token !== null && this.#model.detokenize([token]) === "") marks.set(token, text);
    }
    return marks;
  }

  /** Special tokens are read as such only where the form wrote them, never where a person did. */
  #breakTags(text: string): string {
    return text
      .replaceAll(breaker, "")
      .replace(tagPattern, (tag) =>
        this.#specialToken(tag) === null ? tag : `${tag.charAt(0)}${breaker}${tag.slice(1)}`,
      );
  }

  /** Whether a mark, or the tag that it begins with, is one token. */
  #isToken(mark: string): boolean {
    const tag = beginningTag.exec(mark)?.[0] ?? mark;
    return this.#model.tokenize(tag, true).length === 1;
  }

  #specialToken(text: string): Token | null {
    const [token, ...others] = this.#model.tokenize(text, true);
    return token !== undefined && others.length === 0 && this.#model.isSpecialToken(token) ? token : null;
  }

  #tokenize(text: string): Token[] {
    const tokens = text
      .split(breaker)
      .flatMap((part, index) => this.#model.tokenize(part, true, index === 0 ? undefined : "trimLeadingSpace"));
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    if (bos === null) return tokens;
    if (tokens[0] !== bos) return shouldPrependBosToken ? [bos, ...tokens] : tokens;
    // A template and the tokenizer's own rule may both have written it.
    let first = 0;
    while (tokens[first + 1] === bos) first++;
    return tokens.slice(first);
  }
}

function openingAfter(prompt: string, messages: readonly PromptMessage[]): Opening | null {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return openingOf(prompt);
  return openingWithin(prompt, { text: last.text, thinking: last.thinking ?? "" });
}

function describe(thrown: unknown): Failure {
  const error = toAppError(thrown).toDto();
  if (error.code === "template-failed" && error.key === "does-not-work")
    return { reason: error.details.fault, temporary: error.details.tooCostly };
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { reason: { key: "template-fails", figures: { reason } }, temporary: false };
}
