/** `prompts`: a list that a person chooses from. */
export const promptLimits = { prompts: 500, nameCharacters: 60, textCharacters: 100_000 } as const;

/** A text that a person keeps to ask with. */
export interface SavedPrompt {
  id: string;
  /** It is offered for "/" and the beginning of this. */
  name: string;
  /** With places to fill in, as "{{text}}". */
  text: string;
  createdAt: number;
}

export interface SavePrompt extends Pick<SavedPrompt, "name" | "text"> {
  /** Takes the place of this one; null: a new one. */
  id: string | null;
}
export interface PromptId {
  id: string;
}
