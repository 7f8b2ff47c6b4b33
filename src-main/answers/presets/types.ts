import type { InstalledVariant, ModelCard, SamplingChanges } from "../../../src-shared/contract/index.ts";

/** What a variant's own file says on how to ask it. */
export interface FileAdvice {
  chatTemplate: string | null;
  sampling: SamplingChanges | null;
}

export interface ProfileSources {
  variants: { get(id: string): InstalledVariant | null };
  /** Of an installed variant; rejects where its header cannot be read. */
  advice: (variantId: string) => Promise<FileAdvice>;
  /** What the catalogue says of it; null where it does not know it. */
  card: (variant: InstalledVariant) => Pick<ModelCard, "sampling" | "thinks"> | null;
}
