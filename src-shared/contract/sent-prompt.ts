import type { LeftOutMessages, MessageChoice } from "./chat.ts";

export interface PromptToken {
  id: number;
  /** Its own text, with U+FFFD for a part of a character. */
  text: string;
  /** It has a meaning of its own for the model, as the end of a turn has. */
  special: boolean;
}

/** Some of what a model is sent for an answer, as the branch and its settings are now. */
export interface PromptPage {
  /** In all. */
  total: number;
  /** Of the first of these. */
  from: number;
  tokens: PromptToken[];
  /** What does not fit into the context; null where all of it does. */
  leftOut: LeftOutMessages | null;
}

/** Of an answer, from this token on. */
export interface PromptRequest extends MessageChoice {
  from: number;
}

/** What a window shows without becoming slow. */
export const promptPageTokens = 400;
