import type {
  ModelFacts,
  RepositoryDetail,
  RepositoryVariant,
  SearchPage,
  SearchQuery,
} from "../../../src-shared/contract/index.ts";
import type { GgufFile } from "./gguf/index.ts";

export interface KnownFacts {
  facts: ModelFacts;
  /** The variant whose own header they are; null when they are from the bundled catalogue. */
  variantKey: string | null;
  /** The detail with labels that only the headers knew, and without what they show to be no model. */
  detail: RepositoryDetail;
  /** Of variants with facts of their own, by key: of another model, or of another label than their name says. */
  others: ReadonlyMap<string, { facts: ModelFacts; ownHeader: boolean }>;
  /** Keys of variants of other models whose header was not read. */
  unread: ReadonlySet<string>;
}

/** What is known of a repository without asking; `factsVariantKey` is `variantKey`. */
export type ListedFacts = Omit<KnownFacts, "variantKey"> & { factsVariantKey: string | null };

/** What is there to be had: the Hub's repositories, and the bundled ones where the Hub does not answer. */
export interface Catalog {
  /** In the Hub's order. Never fails for want of a network: then the bundled catalogue answers, and `notice` says why. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage>;
  /**
   * A repository with its variants. Offline, what was seen of it last, else the bundled entry, with a `notice`.
   * Throws `AppError` (hub-not-found, hub-offline ...) where nothing is known.
   */
  detail(repository: string, signal?: AbortSignal): Promise<RepositoryDetail>;
  /** Hyperparameters from one variant's header, kept by commit and path. Only `cancelled` is thrown. */
  facts(
    repository: string,
    detail: RepositoryDetail,
    signal?: AbortSignal,
  ): Promise<KnownFacts | { problem: { code: string; message: string } }>;
  /**
   * What is known without asking the Hub again: what was read of it before, else the bundled entry, else, for a result of a
   * search, the shape of a bundled model that agrees with it and the labels in its file names. Null when that is nothing.
   */
  known(repository: string): Promise<ListedFacts | null>;
  /** Throws `unsupported-model` or `malformed-gguf` where the header of a variant that may not be what it is called shows that nothing could load it. */
  requireModel(detail: RepositoryDetail, variant: RepositoryVariant, signal?: AbortSignal): Promise<void>;
  /**
   * A file on this disk that holds the header of a variant in one file, for the engine to look at: kept from when it was read,
   * else read again. Null where that cannot be had. Only `cancelled` is thrown.
   */
  headerFile(detail: RepositoryDetail, variant: RepositoryVariant, signal?: AbortSignal): Promise<string | null>;
  /** A model on this disk as the variant that its name and header say it is. */
  readLocalVariant(path: string, header: GgufFile): { variants: RepositoryVariant[] };
}
