import type { ThinkingSettings } from "../../../../src-shared/contract/index.ts";
import type { PromptMessage } from "../types.ts";

/** How a model wants a conversation written down. */
export interface PromptForm {
  /** "ChatML", "Llama-2", or "the model's own". */
  name: string;
  /** Texts that end an answer, beside the model's own end tokens. */
  stops: readonly string[];
  /**
   * The conversation as text up to the place where the answer begins; up to its end where the last message is one, which is gone on with.
   * What a form has no word for is left out of it.
   */
  render(messages: readonly PromptMessage[], thinking?: ThinkingSettings): string;
}
