import type { LlamaModel, Token } from "node-llama-cpp";
import { toAppError } from "../../core/index.ts";
import type { PromptForm } from "../template/index.ts";
import type { PromptMessage } from "../types.ts";
import type { Prompt } from "./answer.ts";

/** Text that a tokenizer would take for a tag: "<|im_end|>", "</s>", "[INST]", "<start_of_turn>". */
const tagPattern = /<[^\s<>]{1,60}>|\[[^\s[\]]{1,60}\]/g;
/** Put into tags that a person typed, so that they stay text; private use, and cut out again before tokenizing. */
const breaker = "\uE0A2";

/** Makes a conversation into tokens, by the model's own template or, where that fails, by a known form. */
export class PromptMaker {
  readonly #model: LlamaModel;
  readonly #hint: string;
  readonly #ignoreTemplate: boolean;
  readonly #notice: (message: string) => void;
  #form: Promise<PromptForm> | null = null;

  constructor(model: LlamaModel, hint: string, ignoreTemplate: boolean, notice: (message: string) => void) {
    this.#model = model;
    this.#hint = hint;
    this.#ignoreTemplate = ignoreTemplate;
    this.#notice = notice;
  }

  async make(messages: readonly PromptMessage[]): Promise<Prompt> {
    this.#form ??= this.#chooseForm(this.#ignoreTemplate);
    const guarded = messages.map((message) => ({ ...message, text: this.#breakTags(message.text) }));
    let form = await this.#form;
    let text: string;
    try {
      text = form.render(guarded);
    } catch (thrown) {
      this.#form = this.#chooseForm(true);
      form = await this.#form;
      this.#notice(`${describe(thrown)} Using the known ${form.name} form instead.`);
      text = form.render(guarded);
    }
    return {
      tokens: this.#tokenize(text),
      stops: form.stops,
      stopTokens: new Set(form.stops.map((stop) => this.#specialToken(stop)).filter((token) => token !== null)),
    };
  }

  async #chooseForm(ignoreTemplate: boolean): Promise<PromptForm> {
    const { chooseForm, jinjaForm } = await import("../template/index.ts");
    const { metadata } = this.#model.fileInfo;
    const template = metadata.tokenizer.chat_template;
    if (!ignoreTemplate && typeof template === "string" && template.trim() !== "") {
      try {
        const { bosString, eosString } = this.#model.tokens;
        return jinjaForm(template, { bos: bosString ?? "", eos: eosString ?? "" });
      } catch (thrown) {
        this.#notice(`${describe(thrown)} Using a known form instead.`);
      }
    }
    return chooseForm({
      architecture: metadata.general.architecture,
      names: [metadata.general.name ?? "", metadata.general.basename ?? "", this.#hint],
      hasToken: (text) => this.#specialToken(text) !== null,
    });
  }

  /** Special tokens are read as such only where the form wrote them, never where a person did. */
  #breakTags(text: string): string {
    return text
      .replaceAll(breaker, "")
      .replace(tagPattern, (tag) =>
        this.#specialToken(tag) === null ? tag : `${tag.charAt(0)}${breaker}${tag.slice(1)}`,
      );
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

function describe(thrown: unknown): string {
  const { message, details } = toAppError(thrown);
  return typeof details["reason"] === "string" ? `${message} (${details["reason"]})` : message;
}
