import type { ModelFacts, RepositoryDetail } from "../../../src-shared/contract/index.ts";

export interface KnownFacts {
  facts: ModelFacts;
  /** The variant whose own header they are; null when they are from the bundled catalogue. */
  variantKey: string | null;
  /** The detail with labels that only the headers knew, and without what they show to be no model. */
  detail: RepositoryDetail;
  /** Of variants with separate facts, by key: of another model, or of another label than their name says. */
  others: ReadonlyMap<string, { facts: ModelFacts; ownHeader: boolean }>;
  /** Keys of variants of other models whose header was not read. */
  unread: ReadonlySet<string>;
}

/** What is known of a repository without asking; `factsVariantKey` is `variantKey`. */
export type ListedFacts = Omit<KnownFacts, "variantKey"> & { factsVariantKey: string | null };
