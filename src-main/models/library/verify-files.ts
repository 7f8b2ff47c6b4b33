import type { VerifyResult } from "../../../src-shared/contract/index.ts";
import { type Hasher, hashFile } from "../../ground/files/index.ts";
import { fileRecord } from "./describe-model.ts";
import type { FoundFile, PlaceRecord, VariantRecord } from "./types.ts";

export interface Verification {
  result: VerifyResult;
  /** Each as found, with its hash. */
  files: FoundFile[];
  /** The places whose content is another than it should be. */
  damaged: PlaceRecord[];
}

/**
 * Hashes a variant's files. A downloaded file is compared with what the Hub promised; an imported one with what it hashed to
 * before, unless it was changed since, for then there is nothing to compare with.
 */
export async function verifyFiles(
  variant: Pick<VariantRecord, "id" | "files">,
  hasher: Hasher,
  onProgress: (doneBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<Verification> {
  const found: FoundFile[] = [];
  for (const file of variant.files) found.push(await fileRecord(file.path, null));
  const totalBytes = found.reduce((sum, file) => sum + file.sizeBytes, 0);
  let doneBytes = 0;
  let wrong: { sha256: string; expected: string; path: string } | null = null;
  const damaged: PlaceRecord[] = [];
  const files: FoundFile[] = [];
  let compared = 0;
  for (const [index, file] of found.entries()) {
    const before = variant.files[index] as PlaceRecord;
    const sha256 = await hashFile(hasher, file, {
      signal,
      onProgress: (bytes) => onProgress(doneBytes + bytes, totalBytes),
    });
    doneBytes += file.sizeBytes;
    const untouched = before.modifiedAt === file.modifiedAt && before.sizeBytes === file.sizeBytes;
    const expected = before.owner === "bitloft" || untouched ? before.sha256 : null;
    if (expected !== null) compared++;
    if (expected !== null && expected !== sha256) {
      wrong ??= { sha256, expected, path: file.path };
      damaged.push(before);
    }
    // What the Hub promised stays what it is compared with.
    files.push({ ...file, sha256: expected ?? sha256 });
  }
  const [first] = files;
  const known = compared === files.length;
  const changed = !known && variant.files.some((file) => file.sha256 !== null);
  const intact = known ? "files-are-right" : changed ? "file-was-changed" : "nothing-to-compare";
  const result: VerifyResult =
    wrong === null
      ? {
          id: variant.id,
          ok: true,
          sha256: first?.sha256 ?? "",
          expectedSha256: known ? (first?.sha256 ?? null) : null,
          outcome: { key: intact, figures: {} },
        }
      : {
          id: variant.id,
          ok: false,
          sha256: wrong.sha256,
          expectedSha256: wrong.expected,
          outcome: {
            key: damaged[0]?.owner === "bitloft" ? "download-is-damaged" : "import-is-damaged",
            figures: { path: wrong.path },
          },
        };
  return { result, files, damaged };
}
