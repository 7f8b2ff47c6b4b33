import type { LlamaModel, Token } from "node-llama-cpp";
import type { FallbackForm } from "../../../../src-shared/contract/index.ts";
import { toAppError } from "../../../ground/core/index.ts";
import type { PromptForm } from "../template/index.ts";
import { openingOf, possibleTokens } from "../thinking/index.ts";
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
  readonly #onFallback: (form: FallbackForm) => void;
  #form: Promise<PromptForm> | null = null;
  #marks: ReadonlyMap<Token, string> | null = null;

  constructor(model: LlamaModel, hint: string, ignoreTemplate: boolean, onFallback: (form: FallbackForm) => void) {
    this.#model = model;
    this.#hint = hint;
    this.#ignoreTemplate = ignoreTemplate;
    this.#onFallback = onFallback;
  }

  async make(messages: readonly PromptMessage[]): Promise<Prompt> {
    this.#form ??= this.#chooseForm(this.#ignoreTemplate);
    const guarded = messages.map((message) => this.#guard(message));
    let form = await this.#form;
    let text: string;
    try {
      text = form.render(guarded);
    } catch (thrown) {
      this.#form = this.#knownForm(describe(thrown));
      form = await this.#form;
      text = form.render(guarded);
    }
    this.#marks ??= this.#findMarks();
    return {
      tokens: this.#tokenize(text),
      stops: form.stops,
      stopTokens: new Set(form.stops.map((stop) => this.#specialToken(stop)).filter((token) => token !== null)),
      marks: this.#marks,
      opening: openingOf(text.replaceAll(breaker, "")),
    };
  }

  async #chooseForm(ignoreTemplate: boolean): Promise<PromptForm> {
    const template = this.#model.fileInfo.metadata.tokenizer.chat_template;
    if (typeof template !== "string" || template.trim() === "") return this.#knownForm(null);
    if (ignoreTemplate) return this.#knownForm("it brought the engine down before");
    try {
      const { jinjaForm } = await import("../template/index.ts");
      const { bosString, eosString } = this.#model.tokens;
      return jinjaForm(template, { bos: bosString ?? "", eos: eosString ?? "" });
    } catch (thrown) {
      return this.#knownForm(describe(thrown));
    }
  }

  /** `failure`: why the file's own template is not used; null where it has none. */
  async #knownForm(failure: string | null): Promise<PromptForm> {
    const { chooseForm } = await import("../template/index.ts");
    const { general } = this.#model.fileInfo.metadata;
    const form = chooseForm({
      architecture: general.architecture,
      names: [general.name ?? "", general.basename ?? "", this.#hint],
      hasToken: (text) => this.#specialToken(text) !== null,
    });
    if (failure !== null) this.#onFallback({ name: form.name, reason: failure });
    return form;
  }

  #guard(message: PromptMessage): PromptMessage {
    const { text, thinking } = message;
    const guarded = { ...message, text: this.#breakTags(text) };
    return thinking === undefined ? guarded : { ...guarded, thinking: this.#breakTags(thinking) };
  }

  /** Control tokens are told by their ids; what shows as text is found there. */
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
  return typeof details["reason"] === "string" ? details["reason"] : message;
}
