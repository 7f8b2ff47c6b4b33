import {
  type ChoiceVariant,
  type InstalledVariant,
  type LedgerEntry,
  type LibraryReview,
  type MeasuredHere,
  type UnusedVariant,
  type VariantChoice,
  unusedAfterMonths,
} from "../../../src-shared/contract/index.ts";
import { measuredSpeed, modelName, variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";

interface Known {
  variants: readonly InstalledVariant[];
  /** Loads on this computer, the latest first. */
  entries: readonly LedgerEntry[];
  measured: readonly MeasuredHere[];
  /** Milliseconds since 1970. */
  now: number;
}

const monthMs = 30 * 86_400_000;
/** Two divergences that differ by less than this many of their common standard errors are not told apart. */
const standardErrors = 2;
/** What is less is within what one answer differs from another. */
const leastGain = 1.05;

/** Which variants of one model there are, with what was measured of them, and what was not used for months. */
export function reviewVariants({ variants, entries, measured, now }: Known): Omit<LibraryReview, "duplicates"> {
  const here = variants.filter(({ state }) => state === "ready" || state === "unverified");
  return {
    choices: choicesOf(here, entries, measured),
    unused: here.flatMap((variant): UnusedVariant[] => {
      const { id, lastUsedAt, addedAt, sizeBytes, imported } = variant;
      // Of what is not Bitloft's nothing would be freed.
      if (imported || now - (lastUsedAt ?? addedAt) < unusedAfterMonths * monthMs) return [];
      return [{ id, name: nameOf(variant), label: variantLabel(variant), sizeBytes, lastUsedAt }];
    }),
  };
}

function choicesOf(
  variants: readonly InstalledVariant[],
  entries: readonly LedgerEntry[],
  measured: readonly MeasuredHere[],
): VariantChoice[] {
  const models = new Map<string, InstalledVariant[]>();
  for (const variant of variants) models.set(nameOf(variant), [...(models.get(nameOf(variant)) ?? []), variant]);
  const several = [...models].filter(([, group]) => new Set(group.map(variantLabel)).size > 1);
  return several.map(([name, group]): VariantChoice => {
    const described = group.map((variant): ChoiceVariant => {
      const { id, sizeBytes, lastUsedAt } = variant;
      const [latest] = measured.filter(({ variantId }) => variantId === id);
      const divergence = latest && { mean: latest.klDivergence.mean, standardError: latest.klDivergence.standardError };
      const tokensPerSecond = measuredSpeed(entries, variant);
      return {
        id,
        label: variantLabel(variant),
        sizeBytes,
        tokensPerSecond,
        divergence: divergence ?? null,
        lastUsedAt,
      };
    });
    return { name, variants: described, quickerOfEqual: quickerOf(described, measured) };
  });
}

/** The pair with the largest gain of those that were measured against the same reference, over the same text, and predict alike. */
function quickerOf(
  variants: readonly ChoiceVariant[],
  measured: readonly MeasuredHere[],
): VariantChoice["quickerOfEqual"] {
  let best: { keepId: string; otherId: string; gain: number } | null = null;
  for (const one of variants) {
    for (const other of variants) {
      if (one === other || one.tokensPerSecond === null || other.tokensPerSecond === null) continue;
      const gain = one.tokensPerSecond / other.tokensPerSecond;
      if (gain < leastGain || gain <= (best?.gain ?? 0) || !areAlike(one.id, other.id, measured)) continue;
      best = { keepId: one.id, otherId: other.id, gain };
    }
  }
  return best && { keepId: best.keepId, otherId: best.otherId };
}

function areAlike(one: string, other: string, measured: readonly MeasuredHere[]): boolean {
  return measured.some((a) =>
    measured.some((b) => {
      if (a.variantId !== one || b.variantId !== other || a.referenceId !== b.referenceId) return false;
      const isSameText = a.text.sha256 === b.text.sha256 && a.text.tokens === b.text.tokens;
      const error = Math.hypot(a.klDivergence.standardError, b.klDivergence.standardError);
      const distance = Math.abs(a.klDivergence.mean - b.klDivergence.mean);
      return a.referenceId !== null && isSameText && distance <= standardErrors * error;
    }),
  );
}

const nameOf = ({ repository, name }: InstalledVariant): string =>
  repository === null ? withoutFormat(name) : modelName(repository);
