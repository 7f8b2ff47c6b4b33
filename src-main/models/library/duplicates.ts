import type { DuplicateContent, DuplicatePlace } from "../../../src-shared/contract/index.ts";
import { variantLabel } from "../../../src-shared/figures/index.ts";
import { inSlices } from "../../ground/timing/index.ts";
import { fileIdentity } from "./file-identity.ts";
import type { VariantRecord } from "./types.ts";

/**
 * Variants of the same content, file by file: what was hashed and is there. What another program holds comes first, since it stays. They
 * are read as they are looked at, in slices.
 */
export async function findDuplicates(variants: Iterable<VariantRecord>): Promise<DuplicateContent[]> {
  const groups = new Map<string, VariantRecord[]>();
  await inSlices(variants, undefined, (variant) => {
    const isThere = variant.files.every(
      ({ here, away, sha256, state }) => here && !away && sha256 !== null && state === "ready",
    );
    if (!isThere || variant.files.length === 0) return;
    const key = variant.files.map(({ blobId }) => blobId).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [variant]);
    else group.push(variant);
  });
  const found: DuplicateContent[] = [];
  await inSlices(groups.values(), undefined, async (group) => {
    if (group.length > 1) found.push(await describe(group));
  });
  return found.sort((a, b) => b.freesBytes - a.freesBytes);
}

async function describe(group: readonly VariantRecord[]): Promise<DuplicateContent> {
  const ordered = group.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || (b.lastUsedAt ?? b.addedAt) - (a.lastUsedAt ?? a.addedAt),
  );
  const [first] = ordered as [VariantRecord];
  const sizeBytes = first.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  /** A second name of a file frees nothing. */
  const seen = new Set<string>();
  const places: DuplicatePlace[] = [];
  for (const { id, files } of ordered) {
    const [file] = files;
    if (file === undefined) continue;
    const identities = await Promise.all(files.map(({ path }) => fileIdentity(path)));
    const isOnlyName = identities.every((identity) => identity !== null && !seen.has(identity));
    const frees = rankOf({ files }) === 1 && isOnlyName;
    for (const identity of identities) if (identity !== null) seen.add(identity);
    places.push({ path: file.path, owner: file.owner, variantId: id, frees });
  }
  const further = places.slice(1).filter(({ frees }) => frees).length;
  const { name } = first;
  return {
    ...{ name, label: variantLabel(first), sha256: first.files[0]?.sha256 ?? "", sizeBytes, places },
    freesBytes: further * sizeBytes,
  };
}

/** 1: all of it is Bitloft's to delete. */
const rankOf = ({ files }: Pick<VariantRecord, "files">): number =>
  files.every(({ owner }) => owner === "bitloft") ? 1 : 0;
