import type { BundledTextName } from "../../../src-shared/contract/index.ts";

/** What a task of the lab is about: a variant of the library, or a file on this disk. */
export type LabSubject = { kind: "installed"; variantId: string } | { kind: "file"; path: string };

export interface QuantiseRequest {
  subject: LabSubject;
  /** Any label that the engine makes, in any case. */
  label: string;
  /** An importance matrix, in llama.cpp's GGUF or older form. */
  matrix: string | null;
  /** How the matrix is called in the output, where that is not as it was given. */
  matrixName?: string;
  /** The file's name without its ending, where it goes into the library; left out: the model's, with the label. */
  name?: string;
  /** Where the file goes; null: into the models folder, and the library. */
  output: string | null;
  /** Null: those that the engine uses. */
  threads: number | null;
}

export interface TextChoice {
  /** A bundled text by its name, a file of UTF-8, or what was said in the reader's own conversations. */
  text: { kind: "bundled"; name: BundledTextName } | { kind: "file"; path: string } | { kind: "conversations" };
  /** Rounded up to whole chunks. */
  tokens: number;
}

export interface MeasureRequest extends TextChoice {
  variant: LabSubject;
  reference: LabSubject;
}

export interface MatrixRequest extends TextChoice {
  subject: LabSubject;
  /** Where the matrix goes; null: beside the files that were made here. */
  output: string | null;
}

/** One process that does one task. */
export interface LabProcessOptions {
  /** A real Node, as for the engine. */
  nodePath: string;
  /** The child's entry: the bundled `lab-worker.js`, or `lab/worker/main.ts` in development. */
  workerPath: string;
  /** Of the engine's shared libraries. */
  libraries: string;
  /** The whole of the process's environment. */
  env: Record<string, string>;
}

/** What who asked is told while it goes on. */
export interface LabWatch {
  signal: AbortSignal;
  /** Share that is done, 0 to 1. */
  onProgress?: (share: number) => void;
  /** It rests from now on, since an answer is being written, or goes on. */
  onResting?: (isResting: boolean) => void;
  /** How long it will take, from the least to the most, before it begins; told where it can be estimated. */
  onEstimate?: (seconds: [number, number]) => void;
}
