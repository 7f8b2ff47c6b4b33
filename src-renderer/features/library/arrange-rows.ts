import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { modelName, withoutFormat } from "../../../src-shared/figures/index.ts";

export const sortKeys = ["used", "size", "speed", "name"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Row {
  variant: InstalledVariant;
  /** Without the format, and without the uploader. */
  name: string;
  /** Another variant of the same model stands above it. */
  follows: boolean;
}

interface Wish {
  /** In its name, label or path. */
  text: string;
  sort: SortKey;
  /** Tokens a second; null where it is not known. */
  speedOf: (variant: InstalledVariant) => number | null;
  /** Rows at most; the model of the last one may be cut. */
  most: number;
}

/** What a variant's model is called. */
export function rowName({ repository, name }: Pick<InstalledVariant, "repository" | "name">): string {
  return repository === null ? withoutFormat(name) : modelName(repository);
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The variants of one model under one another, the model with the first of them in the wanted order first. */
export function arrangeRows(
  variants: readonly InstalledVariant[],
  { text, sort, speedOf, most }: Wish,
): { rows: Row[]; found: number } {
  const needle = text.trim().toLowerCase();
  const groups = new Map<string, Entry[]>();
  let found = 0;
  for (const variant of variants) {
    const name = rowName(variant);
    if (needle !== "" && !`${name} ${variant.label} ${variant.path}`.toLowerCase().includes(needle)) continue;
    found++;
    const entry = { variant, name, rank: rankOf(variant, sort, speedOf) };
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  const compare = sort === "name" ? compareNames : compareRanks;
  for (const group of groups.values()) if (group.length > 1) group.sort(compareRanks);
  const ordered = [...groups.values()].sort(([a], [b]) => (a && b ? compare(a, b) : 0));
  const rows: Row[] = [];
  for (const group of ordered) {
    if (rows.length >= most) break;
    for (const [at, { variant, name }] of group.entries()) rows.push({ variant, name, follows: at > 0 });
  }
  return { rows: rows.slice(0, most), found };
}

interface Entry {
  variant: InstalledVariant;
  name: string;
  /** What is larger comes first. */
  rank: number;
}

function rankOf(variant: InstalledVariant, sort: SortKey, speedOf: Wish["speedOf"]): number {
  // What cannot chat stands after what can.
  const chats = variant.notForChat === null ? 0 : -Number.MAX_SAFE_INTEGER;
  if (sort === "used") return chats + (variant.lastUsedAt ?? variant.addedAt);
  if (sort === "speed") return speedOf(variant) ?? -1;
  return variant.sizeBytes;
}

function compareRanks(a: Entry, b: Entry): number {
  return b.rank - a.rank;
}

function compareNames(a: Entry, b: Entry): number {
  return byName.compare(a.name, b.name);
}
