import type { AnyError } from "./error-codes.ts";
import type { VariantNote } from "./variant-notes.ts";

/** Programs that keep models in places that are known. */
export const otherPrograms = [
  "lm-studio",
  "ollama",
  "hf-cache",
  "jan",
  "gpt4all",
  "llama-cpp",
  "textgen",
  "msty",
] as const;
export type OtherProgram = (typeof otherPrograms)[number];

/** One of them, or a folder that a person named. */
export const storePrograms = [...otherPrograms, "folder"] as const;
export type StoreProgram = (typeof storePrograms)[number];

/** What one of them holds that is not in the library; a file that several hold is counted for the first of them alone. */
export interface ModelsOfProgram {
  program: OtherProgram;
  models: number;
  bytes: number;
}

/** Models that other programs keep on this computer, of the kind that this engine reads, and that the library does not know. */
export interface Elsewhere {
  /** Those that hold any. */
  programs: ModelsOfProgram[];
  /** The look ended at its limit of time or files: there may be more. */
  partial: boolean;
}

/** A model that another program keeps (`scan --json`). */
export interface FoundModel {
  /** Stays with the file. */
  id: string;
  program: StoreProgram;
  /** Of its first file, for people to read; nothing in the window acts on it. */
  path: string;
  /** As its program calls it. */
  name: string;
  /** Null where the file says none. */
  label: string | null;
  /** Of all its files, with what goes with them. */
  sizeBytes: number;
  fileCount: number;
  /** Of its first file, where the file's name is its hash; null elsewhere. */
  sha256: string | null;
  /** Whether the library has this file, or the same content. */
  inLibrary: boolean;
  runs: boolean;
  /** Why it does not run. */
  note: VariantNote | null;
  /** What to look for on the Hub where it does not run; null where that would not help, or nothing is known. */
  searchFor: string | null;
}

/** What could not be looked at. */
export interface StoreProblem {
  program: StoreProgram;
  /** For people to read. */
  path: string;
  reason: "may-not-read" | "not-understood" | "leads-outside";
}

export interface FoundModels {
  /** By program, in the order of `storePrograms`. */
  found: FoundModel[];
  problems: StoreProblem[];
  partial: boolean;
}

/** Some of what was found; null: all that runs and is not in the library. */
export interface FoundModelIds {
  ids: string[] | null;
}

/** Models that can be taken over in one call. */
export const mostModelsAtOnce = 5000;

/** What became of models that were to be used where they are. */
export interface LinkedModels {
  added: { variantId: string; name: string }[];
  /** Of one that was found and could not be added, why. */
  refused: { name: string; error: AnyError }[];
}
