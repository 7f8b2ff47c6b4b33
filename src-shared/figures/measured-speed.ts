import type { InstalledVariant, LedgerEntry } from "../contract/index.ts";
import { variantLabel } from "./variant-names.ts";

type Named = Pick<InstalledVariant, "name" | "label" | "modifiers">;

/** Tokens a second that a variant wrote at its last load with an answer, where the conversation was shortest; null when it never answered here. */
export function measuredSpeed(entries: readonly LedgerEntry[], variant: Named): number | null {
  const label = variantLabel(variant);
  for (const entry of entries) {
    const speed = entry.name === variant.name && entry.label === label ? speedOf(entry) : null;
    if (speed !== null) return speed;
  }
  return null;
}

/** The same of many variants: the loads are gone through once. */
export function measuredSpeeds(entries: readonly LedgerEntry[]): (variant: Named) => number | null {
  const known = new Map<string, number>();
  for (const entry of entries) {
    const key = keyOf(entry.name, entry.label);
    const speed = known.has(key) ? null : speedOf(entry);
    if (speed !== null) known.set(key, speed);
  }
  return (variant) => known.get(keyOf(variant.name, variantLabel(variant))) ?? null;
}

const keyOf = (name: string, label: string): string => `${name}\n${label}`;

function speedOf({ speeds }: LedgerEntry): number | null {
  const told = speeds.filter(({ tokensPerSecond }) => tokensPerSecond !== null);
  const [shortest] = told.toSorted((a, b) => a.contextTokens - b.contextTokens);
  return shortest?.tokensPerSecond ?? null;
}
