import type { ErrorDto } from "./errors.ts";
import type { Owner } from "./library.ts";

/** What of a variant differs on the Hub: its weights; its chat template alone; the repository's card alone. */
export const updateParts = ["weights", "template", "card"] as const;
export type UpdatePart = (typeof updateParts)[number];

/** A variant that is another one on the Hub by now. */
export interface LibraryUpdate {
  /** The installed variant's. */
  id: string;
  repository: string;
  name: string;
  label: string;
  /** As far as it is known: of one that was found again its beginning. */
  installedCommit: string;
  latestCommit: string;
  changed: UpdatePart[];
  /** A file of the same name has other content now; a later commit that leaves the file as it is; the file is gone from the repository. */
  kind: "re-uploaded" | "new-revision" | "gone";
  sizeBytes: number;
  /** Null where it is gone. */
  latestSizeBytes: number | null;
  /** To be asked of downloads, for the one on the Hub. */
  variantKey: string;
  /** The one of the Hub, where it is installed beside it by now, and whole. */
  latestId: string | null;
}

export interface LibraryUpdates {
  updates: LibraryUpdate[];
  /** Repositories that could not be asked. */
  failed: { repository: string; error: ErrorDto }[];
  /** Repositories that were asked. */
  asked: number;
}

/** Takes one variant's place in conversations and choices by another one. */
export interface SwitchVariant {
  fromId: string;
  toId: string;
}

/** The same, and the first one is deleted. */
export interface ReplaceVariant extends SwitchVariant {
  /** Of the one that goes, as for `remove`. */
  confirmedBytes: number;
  /** The other one must have the same content; else it may be another version. */
  isDuplicate: boolean;
}

export interface DuplicatePlace {
  /** Of its first file, for people to read. */
  path: string;
  owner: Owner;
  variantId: string;
  /** Deleted with its variant: it is Bitloft's, and no second name of another one's file. */
  frees: boolean;
}

/** The same content in several places. */
export interface DuplicateContent {
  name: string;
  label: string;
  /** Of the first file. */
  sha256: string;
  /** Of one of them. */
  sizeBytes: number;
  /** The one to keep first. */
  places: DuplicatePlace[];
  /** Where only that is kept. */
  freesBytes: number;
}

export interface ChoiceVariant {
  id: string;
  label: string;
  sizeBytes: number;
  /** Measured here; null where it was not. */
  tokensPerSecond: number | null;
  /** KL divergence from a reference, in nats; null where it was not measured. */
  divergence: { mean: number; standardError: number } | null;
  lastUsedAt: number | null;
}

/** Several variants of one model. */
export interface VariantChoice {
  name: string;
  variants: ChoiceVariant[];
  /** Of two that were measured to predict alike, the quicker one and the other; null where nothing measured says so. */
  quickerOfEqual: { keepId: string; otherId: string } | null;
}

export interface UnusedVariant {
  id: string;
  name: string;
  label: string;
  sizeBytes: number;
  /** Null: never. */
  lastUsedAt: number | null;
}

/** Months without use after which a variant is offered for deletion. */
export const unusedAfterMonths = 3;

/** What of the library might go. */
export interface LibraryReview {
  duplicates: DuplicateContent[];
  choices: VariantChoice[];
  unused: UnusedVariant[];
}

/** A value of a header, as text that does nothing but be read. */
export interface InspectedValue {
  key: string;
  type: string;
  text: string;
  /** `text` is its beginning. */
  isCut: boolean;
  /** Of an array. */
  length: number | null;
}

export interface InspectedTensor {
  name: string;
  type: string;
  shape: number[];
  sizeBytes: number;
}

export interface InspectedType {
  type: string;
  tensors: number;
  sizeBytes: number;
}

/** What a file's header says. */
export interface Inspection {
  /** Of the files, first shard first. */
  fileNames: string[];
  sizeBytes: number;
  version: number;
  headerBytes: number;
  metadata: InspectedValue[];
  /** The largest first. */
  types: InspectedType[];
  /** In the file's order, at most `mostInspectedTensors`. */
  tensors: InspectedTensor[];
  tensorCount: number;
}

/** As many as any model has; a header may claim more. */
export const mostInspectedTensors = 20_000;
