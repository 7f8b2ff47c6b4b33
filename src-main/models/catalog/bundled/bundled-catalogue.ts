import type {
  ModelCard,
  ModelFacts,
  RepositoryDetail,
  RepositorySummary,
} from "../../../../src-shared/contract/index.ts";
import type { Measured } from "../../capability/index.ts";

/** Well-known models that can be browsed and ranked without the Hub. */
export interface BundledCatalogue {
  /**
   * Those that have every word of the text in their name, an owner, base model, job or note, each in the repository that is to be
   * taken first of those that have them; all of them for an empty text.
   */
  search(text: string): RepositorySummary[];
  /** Null also for a model whose shape is not known. */
  get(repository: string): BundledEntry | null;
  /** What is known of the model in a repository: one that is listed, or one made from a listed model. */
  card(repository: string, baseModels?: readonly string[]): ModelCard | null;
  /** All models that chat, that this engine runs and whose shape is known. */
  chatModels(): readonly BundledModel[];
  /** The day of the Arena's ratings; null without any. */
  ratedOn(): string | null;
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
  /** From the row of the model's shape: with the tensors of any of its files in half precision. */
  facts: ModelFacts;
}

/** What suggestions are made from. */
export interface BundledModel {
  card: ModelCard;
  measured: Measured;
  parameters: number;
  /** In the repository to take first; null where its shape cannot be read. Takes some milliseconds the first time. */
  open(): BundledEntry | null;
  /** The repositories that have a variant by this key, the one to take first before the others. */
  uploadersOf(key: string): string[];
}

/** Bytes of a variant's file by our own size model; null for a label that it does not know. */
export type SizeOf = (facts: ModelFacts, label: string, modifiers: readonly string[]) => number | null;
