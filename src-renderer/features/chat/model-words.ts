import type { InstalledVariant, VariantFit } from "../../../src-shared/contract/index.ts";
import { standingOf, variantLabel } from "../../../src-shared/figures/index.ts";
import { needWords } from "../../words/memory-use.ts";
import type { LanguageState } from "../../state/language.svelte.ts";

/** "google_gemma-3-4b-it · Q4_K_M". */
export function variantName(variant: InstalledVariant): string {
  return `${variant.name} · ${variantLabel(variant)}`;
}

/** "needs 3.5 GB · runs well", or what is known without a fit. */
export function fitWords(language: LanguageState, variant: InstalledVariant, fit: VariantFit | null): string {
  if (!fit?.memory) return language.words.chat.model.onDisk(variant.sizeBytes);
  return [needWords(language.words, fit), language.sayVerdict(standingOf(fit))]
    .filter((words) => words !== null)
    .join(" · ");
}
