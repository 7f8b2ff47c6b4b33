import type { InstalledVariant, VariantFit } from "../../../src-main/contract/index.ts";
import { formatBytes } from "../../ui/index.ts";
import { variantLabel } from "../../words/variant-name.ts";
import { verdictWords } from "../../words/verdicts.ts";

/** "google_gemma-3-4b-it · Q4_K_M". */
export function variantName(variant: InstalledVariant): string {
  return `${variant.name} · ${variantLabel(variant)}`;
}

/** The whole memory that a fit needs, over all devices. */
export function needBytes(fit: VariantFit | null): number | null {
  return fit?.memory ? fit.memory.devices.reduce((sum, device) => sum + device.needBytes, 0) : null;
}

/** "3.5 GB · runs well", or what is known without a fit. */
export function fitWords(variant: InstalledVariant, fit: VariantFit | null): string {
  const need = needBytes(fit);
  if (fit === null || need === null) return `${formatBytes(variant.sizeBytes)} on disk`;
  return `${formatBytes(need)} · ${verdictWords[fit.verdict]}`;
}
