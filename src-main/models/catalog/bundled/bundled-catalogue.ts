import type { ModelFacts, RepositoryDetail, RepositorySummary } from "../../../../src-shared/contract/index.ts";

/** Well-known repositories that can be browsed and ranked without the Hub. */
export interface BundledCatalogue {
  /** Those that have every word of the text in their name, owner, base model or note; all of them for an empty text. */
  search(text: string): RepositorySummary[];
  get(repository: string): BundledEntry | null;
  /**
   * The shape of a bundled model that agrees with what the Hub says of another in architecture, size and context: most
   * fine-tunes keep their base's. Null where none agrees.
   */
  shapeLike(model: ShapeHints): ModelFacts | null;
  /** `SizeOf`, as it was given. */
  sizeOf: SizeOf;
}

export interface ShapeHints {
  architecture: string | null;
  parameters: number | null;
  trainedContextTokens: number | null;
}

export interface BundledEntry {
  detail: RepositoryDetail;
  /** From the published configuration: no tensors, no header. */
  facts: ModelFacts;
}

/** Bytes of a variant's file by our own size model; null for a label that it does not know. */
export type SizeOf = (facts: ModelFacts, label: string, modifiers: readonly string[]) => number | null;
