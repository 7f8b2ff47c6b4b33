import type { ImportedFile } from "./conversation-import.ts";
import type { ErrorDto } from "./errors.ts";
import type { MatrixResult, MeasurementId, QuantiseResult } from "./lab.ts";
import type { VerifyResult } from "./library.ts";
import type { LinkedModels } from "./stores.ts";

/** Each kind of job: what it is about, and its result. */
export interface JobKinds {
  /** Reads an installed variant's files again and compares them. */
  verify: { subject: { variantId: string }; result: VerifyResult };
  /** Adds a file that is on this computer. Of its path only the name is shown. */
  import: { subject: { fileName: string }; result: { variantId: string } };
  /** Moves an installed variant's files to another folder, which is called by its path. */
  move: { subject: { variantId: string; folder: string }; result: { variantId: string } };
  /** Takes models into the library that other programs keep, where they are; `models`: how many, null for all. What was taken over before it was cut short stays. */
  link: { subject: { models: number | null }; result: LinkedModels };
  /** Takes over conversations of other programs' files, which are called by their names. */
  "chat-import": { subject: { fileNames: string[] }; result: ImportedFile[] };
  /** Compares what two files predict; each is called by its file's name. */
  measure: {
    subject: { reference: string; variant: string; variantId: string | null; text: string; tokens: number };
    /** Of what `lab.list` has by now. */
    result: MeasurementId;
  };
  /** Makes a smaller file of one. */
  quantise: { subject: { fileName: string; label: string }; result: QuantiseResult };
  /** Collects an importance matrix. */
  imatrix: { subject: { fileName: string; text: string; tokens: number }; result: MatrixResult };
}
export type JobKind = keyof JobKinds;
export const jobKinds = [
  "verify",
  "import",
  "move",
  "link",
  "chat-import",
  "measure",
  "quantise",
  "imatrix",
] as const satisfies readonly JobKind[];

/** `interrupted`: Bitloft ended before it did. It is not begun again by itself. */
export const jobStates = ["running", "done", "failed", "cancelled", "interrupted"] as const;

/** Of work that is not counted in bytes, bytes of the models that were read or written count. */
export interface JobProgress {
  doneBytes: number;
  /** Null while unknown. */
  totalBytes: number | null;
  /** It stands still while an answer is written; left out: it does not. */
  isResting?: boolean;
}

/** Work that takes its time: begun by a call, which does not wait for it, and reported until it has ended. */
export type Job<K extends JobKind = JobKind> = {
  [Kind in K]: {
    id: string;
    kind: Kind;
    subject: JobKinds[Kind]["subject"];
    state: (typeof jobStates)[number];
    progress: JobProgress;
    /** Only of one that is done. */
    result: JobKinds[Kind]["result"] | null;
    /** Only of one that failed. */
    error: ErrorDto | null;
    startedAt: number;
  };
}[K];

export interface JobId {
  id: string;
}
