import type { InstalledVariant, VariantFit } from "../../../src-shared/contract/index.ts";
import { formatBytes, variantLabel } from "../../../src-shared/figures/index.ts";
import { needWords } from "../../words/memory-use.ts";
import { sayVerdict } from "../../../src-shared/words/index.ts";

/** "google_gemma-3-4b-it · Q4_K_M". */
export function variantName(variant: InstalledVariant): string {
  return `${variant.name} · ${variantLabel(variant)}`;
}

/** "needs 3.5 GB · runs well", or what is known without a fit. */
export function fitWords(variant: InstalledVariant, fit: VariantFit | null): string {
  if (!fit?.memory) return `${formatBytes(variant.sizeBytes)} on disk`;
  return [needWords(fit), sayVerdict(fit.verdict)].filter((words) => words !== null).join(" · ");
}
