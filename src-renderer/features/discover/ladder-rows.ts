import type { Ladder, RepositoryVariant, VariantFit } from "../../../src-shared/contract/index.ts";
import { variantLabel } from "../../../src-shared/figures/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";

export interface LadderRow {
  /** The variant's key: unique within the ladder. */
  id: string;
  /** "UD-Q4_K_XL", as written. */
  name: string;
  /** Distinguishes rows of the same name; null where the name is unique. */
  path: string | null;
  sizeBytes: number;
  fit: VariantFit | null;
  /** What can be downloaded; null where the list of files did not come. */
  variant: RepositoryVariant | null;
  /** Why it does not run, in words; null where it does. */
  note: string | null;
  place: "recommended" | null;
}

/** Every variant of the repository, largest first, with its fit where there is one. None is hidden or merged. */
export function ladderRows(language: LanguageState, { detail, report }: Ladder): LadderRow[] {
  const fits = new Map(report?.variants.map((fit) => [fit.key, fit]));
  const rows: LadderRow[] = [];
  for (const variant of detail.variants) {
    const fit = fits.get(variant.key) ?? null;
    fits.delete(variant.key);
    rows.push(row(language, { id: variant.key, fit, variant }));
  }
  for (const [key, fit] of fits) rows.push(row(language, { id: key, fit, variant: null }));
  for (const one of rows) {
    if (report?.recommended === one.id && one.fit) one.place = "recommended";
  }
  const names = new Map<string, number>();
  for (const { name } of rows) names.set(name, (names.get(name) ?? 0) + 1);
  for (const one of rows) {
    if ((names.get(one.name) ?? 0) > 1) one.path = one.fit?.files[0] ?? one.variant?.files[0]?.path ?? null;
  }
  return rows.sort((a, b) => b.sizeBytes - a.sizeBytes);
}

type Known = Pick<LadderRow, "id" | "fit" | "variant">;

function row(language: LanguageState, { id, fit, variant }: Known): LadderRow {
  return {
    id,
    name: fit ? variantLabel(fit) : variant ? variantLabel(variant) : id,
    path: null,
    sizeBytes: fit?.sizeBytes ?? variant?.sizeBytes ?? 0,
    fit,
    variant,
    note: noteOf(language, fit, variant),
    place: null,
  };
}

function noteOf(language: LanguageState, fit: VariantFit | null, variant: RepositoryVariant | null): string | null {
  if (variant?.complete === false) return language.words.discover.ladder.partMissing;
  if (variant?.runs === false)
    return variant.note ? language.say(variant.note) : language.words.discover.ladder.cannotRunIt;
  return fit?.note ? language.say(fit.note) : null;
}
