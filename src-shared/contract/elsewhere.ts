/** Programs that keep models in places that are known. */
export const otherPrograms = ["lm-studio", "ollama", "hf-cache", "jan", "gpt4all", "llama-cpp"] as const;
export type OtherProgram = (typeof otherPrograms)[number];

/** What one of them holds; a file that several hold is counted for the first of them alone. */
export interface ModelsOfProgram {
  program: OtherProgram;
  models: number;
  bytes: number;
}

/** Models that other programs keep on this computer. */
export interface Elsewhere {
  /** Those that hold any. */
  programs: ModelsOfProgram[];
  /** The look ended at its limit of time or files: there may be more. */
  partial: boolean;
}
