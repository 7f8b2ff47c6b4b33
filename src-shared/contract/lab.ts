/** A file that took part in a measurement. */
export interface MeasuredModel {
  name: string;
  label: string;
  sizeBytes: number;
}

/** How far a variant's predictions are from its reference's over a text (`measure --json`). */
export interface MeasureResult {
  reference: MeasuredModel;
  variant: MeasuredModel;
  /** `tokens`: those that were read. */
  text: { name: string; sha256: string; tokens: number };
  /** Those at which the next word was compared. */
  positions: number;
  /** In nats. */
  klDivergence: { mean: number; standardError: number; median: number; p99: number; max: number };
  /** Share of positions, 0 to 1. */
  sameTopWord: { share: number; standardError: number };
  perplexity: { reference: number; variant: number };
  /** What it took when it was measured. */
  seconds: number;
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
