import type { VariantFit } from "./fit.ts";

/** A file that took part in a measurement. */
export interface MeasuredModel {
  name: string;
  label: string;
  sizeBytes: number;
}

/** How far a variant's predictions are from its reference's over a text. */
export interface MeasuredFigures {
  reference: MeasuredModel;
  variant: MeasuredModel;
  /** `name`: of a bundled text, "conversations", or a file's. `tokens`: those that were read. */
  text: { name: string; sha256: string; tokens: number };
  /** Those at which the next word was compared. */
  positions: number;
  /** In nats. */
  klDivergence: { mean: number; standardError: number; median: number; p99: number; max: number };
  /** Share of positions, 0 to 1. */
  sameTopWord: { share: number; standardError: number };
  /** `lnRatio`: of the variant's to the reference's, with its standard error; null where it was not kept. */
  perplexity: { reference: number; variant: number; lnRatio: { mean: number; standardError: number } | null };
  /** What it took when it was measured. */
  seconds: number;
}

/** A word, or a piece of one, with the probability that a model gives it. */
export interface PredictedWord {
  text: string;
  probability: number;
}

/** A place of the text at which the two differ much. */
export interface PartingPlace {
  /** Tokens of the text before it. */
  token: number;
  klDivergence: number;
  /** What both had read last, and how the text goes on. */
  before: string;
  after: string;
  /** The likeliest first. */
  reference: PredictedWord[];
  variant: PredictedWord[];
}

/** Where a variant and its reference part. */
export interface Parting {
  /** The worst first; null where they are not kept: those of the reader's own conversations. */
  places: PartingPlace[] | null;
  /** Mean divergence of successive parts of the text, all of one length but for the last. */
  alongText: number[];
  /** Mean divergence by how many tokens had been read before. */
  byContext: { fromTokens: number; toTokens: number; mean: number }[];
}

/** `measure --json`. */
export interface MeasureResult extends MeasuredFigures {
  parting: Parting;
}

/** A measurement that was kept. */
export interface MeasuredHere extends MeasuredFigures {
  id: string;
  measuredAt: number;
  /** Those of the library with the content that was measured; null where none has it now. */
  variantId: string | null;
  referenceId: string | null;
  /** Whether `lab.parting` has something to show. */
  hasParting: boolean;
}

export interface MeasurementId {
  id: string;
}

export const bundledTextNames = ["english", "german", "code"] as const;
export type BundledTextName = (typeof bundledTextNames)[number];

/** What a measurement or a matrix reads. `conversations`: the reader's own. `chosen`: a file of `lab.chooseText`. */
export type LabTextInput =
  { kind: "bundled"; name: BundledTextName } | { kind: "conversations" } | { kind: "chosen"; id: string };

/** As many tokens as anyone measures over; more takes days. */
export const mostLabTokens = 1_048_576;

export interface MeasureChoice {
  variantId: string;
  referenceId: string;
  text: LabTextInput;
  /** Rounded up to whole chunks of 512. */
  tokens: number;
}

export interface MeasureEstimate {
  /** From the least to the most; null where it cannot be told. */
  seconds: [number, number] | null;
  /** Whether both models are in memory at once; else one after the other, with `diskBytes` on the disk meanwhile. */
  sideBySide: boolean;
  diskBytes: number;
  /** It was measured already: the answer is there at once. */
  isKnown: boolean;
}

/** A file that a person chose, known by its name alone. */
export interface ChosenFile {
  id: string;
  fileName: string;
  sizeBytes: number;
}

/** A type that a file could be made in. */
export interface MakeableVariant {
  label: string;
  /** Forecast. */
  sizeBytes: number;
  /** It cannot be made without an importance matrix. */
  needsMatrix: boolean;
  fit: VariantFit;
}

/** What can be made of a variant. */
export interface Making {
  /** What a file that is made is called, before its label. */
  fileStem: string;
  /** Whether what is read was quantised itself: what is made of it cannot be better. */
  isQuantised: boolean;
  /** The largest first; all of them smaller than what they are made of. */
  labels: MakeableVariant[];
  /** The one to take here; null where none suits. */
  suggested: string | null;
  /** One that was collected from this model before; null where there is none. */
  matrix: Omit<ChosenFile, "id"> | null;
  /** What may be written to the models' folder; null where that is not known. */
  freeBytes: number | null;
}

/** `collected`: the one that was collected from the model here. */
export type MatrixChoice = { kind: "collected" } | { kind: "chosen"; id: string };

export interface DryRunRequest {
  variantId: string;
  label: string;
  matrix: MatrixChoice | null;
}

/** What the engine itself says of a file before it makes it. */
export interface DryRun {
  /** Null where it needs a matrix that was not given. */
  sizeBytes: number | null;
  freeBytes: number | null;
}

export interface MakeRequest extends DryRunRequest {
  /** The file's name without its ending; null for the usual one. */
  name: string | null;
  /** What the made file is measured over, beside the one that it was made of; null: it is not measured. */
  thenMeasure: { text: LabTextInput; tokens: number } | null;
}

export interface CollectMatrix {
  variantId: string;
  text: LabTextInput;
  tokens: number;
}

/** Where a variant of the library that was made here came from. */
export interface MadeHere {
  variantId: string;
  fromLabel: string;
  /** The one of the library that it was made of; null where that is gone. */
  fromId: string | null;
  hasMatrix: boolean;
  madeAt: number;
}

/** A file that was made here. */
export interface QuantiseResult {
  path: string;
  sizeBytes: number;
  sha256: string;
  seconds: number;
  madeFrom: { label: string; sha256: string };
  /** The matrix's file and hash; null without one. */
  imatrix: { name: string; sha256: string } | null;
  /** Null where the file was made outside the library. */
  variantId: string | null;
}

export interface MatrixResult {
  path: string;
  sizeBytes: number;
  sha256: string;
  /** Tensors that it has figures of. */
  entries: number;
  tokens: number;
  seconds: number;
}
