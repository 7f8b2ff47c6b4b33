import type { InstalledVariant, LedgerEntry } from "../contract/index.ts";
import { variantLabel } from "./variant-names.ts";

/** Tokens a second that a variant wrote at its last load with an answer, where the conversation was shortest; null when it never answered here. */
export function measuredSpeed(
  entries: readonly LedgerEntry[],
  variant: Pick<InstalledVariant, "name" | "label" | "modifiers">,
): number | null {
  const label = variantLabel(variant);
  for (const { name, label: entryLabel, speeds } of entries) {
    if (name !== variant.name || entryLabel !== label) continue;
    const told = speeds.filter(({ tokensPerSecond }) => tokensPerSecond !== null);
    const [shortest] = told.toSorted((a, b) => a.contextTokens - b.contextTokens);
    if (shortest !== undefined) return shortest.tokensPerSecond;
  }
  return null;
}
