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
import { measuredSpeeds, modelName, variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";
import { inSlices } from "../../ground/timing/index.ts";

interface Known {
  /** Read as they are looked at. */
  variants: Iterable<InstalledVariant>;
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

/**
 * Which variants of one model there are, with what was measured of them, and what was not used for months. In slices: of thousands of
 * variants, nobody waits for all.
 */
export async function reviewVariants({
  variants,
  entries,
  measured,
  now,
}: Known): Promise<Omit<LibraryReview, "duplicates">> {
  const speedOf = measuredSpeeds(entries);
  /** No more of a variant than is said of it: what is kept of thousands is paid for when memory is tidied. */
  const models = new Map<string, ChoiceVariant[]>();
  const unused: UnusedVariant[] = [];
  await inSlices(variants, undefined, (variant) => {
    const { id, state, lastUsedAt, addedAt, sizeBytes, imported } = variant;
    if (state !== "ready" && state !== "unverified") return;
    const name = nameOf(variant);
    const group = models.get(name);
    const described = describe(variant, speedOf(variant), measured);
    if (group === undefined) models.set(name, [described]);
    else group.push(described);
    // Of what is not Bitloft's nothing would be freed.
    if (imported || now - (lastUsedAt ?? addedAt) < unusedAfterMonths * monthMs) return;
    unused.push({ id, name, label: described.label, sizeBytes, lastUsedAt });
  });
  const choices: VariantChoice[] = [];
  await inSlices(models, undefined, ([name, group]) => {
    if (new Set(group.map(({ label }) => label)).size < 2) return;
    choices.push({ name, variants: group, quickerOfEqual: quickerOf(group, measured) });
  });
  return { choices, unused };
}

function describe(
  variant: InstalledVariant,
  tokensPerSecond: number | null,
  measured: readonly MeasuredHere[],
): ChoiceVariant {
  const { id, sizeBytes, lastUsedAt } = variant;
  const latest = measured.find(({ variantId }) => variantId === id);
  const divergence = latest && { mean: latest.klDivergence.mean, standardError: latest.klDivergence.standardError };
  return { id, label: variantLabel(variant), sizeBytes, tokensPerSecond, divergence: divergence ?? null, lastUsedAt };
}

/** The pair with the largest gain of those that were measured against the same reference, over the same text, and predict alike. */
function quickerOf(
  variants: readonly ChoiceVariant[],
  measured: readonly MeasuredHere[],
): VariantChoice["quickerOfEqual"] {
  let best: { keepId: string; otherId: string; gain: number } | null = null;
  const known = variants.filter(({ tokensPerSecond, divergence }) => tokensPerSecond !== null && divergence !== null);
  for (const one of known) {
    for (const other of known) {
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
