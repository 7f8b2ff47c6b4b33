import { open } from "node:fs/promises";
import { type Entry, type ZipFile, openPromise } from "yauzl";
import { AppError, appError, systemCode } from "../core/index.ts";
import { isOfSystem } from "../files/index.ts";
import { backupLimits, damagedBackup, isPartName, manifestName } from "./format.ts";

const zipMagic = Buffer.from("PK\u0003\u0004", "latin1");
const notPacked = 0;

/**
 * A backup's file and what is in it, by name. Every name is one of ours, none is there twice, nothing is packed, and all of them together are
 * not longer than the file, so that it cannot unpack into more than it is. The caller closes it. Throws `invalid-input`, and
 * `disk-failed` where it cannot be read.
 */
export async function openBackup(path: string): Promise<{ zip: ZipFile; entries: Map<string, Entry> }> {
  const fileBytes = await requireZip(path);
  let zip: ZipFile | null = null;
  try {
    zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
    if (zip.entryCount > backupLimits.parts + 1) throw damagedBackup(manifestName);
    const entries = new Map<string, Entry>();
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString("utf8");
      if (name !== manifestName && !isPartName(name)) throw foreign(name);
      const { compressionMethod, compressedSize, uncompressedSize } = entry;
      bytes += compressedSize;
      const isPlain = !entry.isEncrypted() && compressionMethod === notPacked && compressedSize === uncompressedSize;
      if (!isPlain || entries.has(name) || bytes > fileBytes) throw damagedBackup(name);
      entries.set(name, entry);
    }
    return { zip, entries };
  } catch (thrown) {
    zip?.close();
    if (thrown instanceof AppError) throw thrown;
    if (isOfSystem(thrown)) throw notRead(thrown);
    throw damagedBackup(manifestName, { cause: thrown });
  }
}

const mostShownCharacters = 100;
const foreign = (name: string): AppError =>
  appError("invalid-input", "backup-holds-other", { name: name.slice(0, mostShownCharacters) });
const notRead = (thrown: unknown): AppError =>
  appError("disk-failed", "file-not-read", { code: systemCode(thrown) }, { cause: thrown });

/** Its size. */
async function requireZip(path: string): Promise<number> {
  try {
    const file = await open(path, "r");
    try {
      const found = await file.stat();
      const { bytesRead, buffer } = await file.read(Buffer.alloc(zipMagic.length), 0, zipMagic.length, 0);
      if (!found.isFile() || !buffer.subarray(0, bytesRead).equals(zipMagic)) {
        throw appError("invalid-input", "backup-not-recognised");
      }
      return found.size;
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : notRead(thrown);
  }
}
