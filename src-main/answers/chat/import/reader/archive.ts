import { createReadStream } from "node:fs";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import { type Entry as ZipEntry, type ZipFile, openPromise, validateFileName } from "yauzl";
import type { ImportSkip } from "../../../../../src-shared/contract/index.ts";
import { importLimits } from "../limits.ts";

/** A file that was given, or one of those in an archive or a folder. */
export interface Entry {
  /** With slashes between folders. Only to recognise it by: nothing is ever written under it. */
  name: string;
  sizeBytes: number;
  open(): Promise<Readable>;
}

export interface Archive {
  kind: "file" | "zip" | "folder";
  /** On this computer. */
  path: string;
  entries: Entry[];
  skipped: { id: string; reason: ImportSkip }[];
  close(): void;
}

const zipMagic = Buffer.from("PK\u0003\u0004", "latin1");
const emptyZipMagic = Buffer.from("PK\u0005\u0006", "latin1");

/** Throws what the file system or the archive's reader throws. */
export async function openArchive(path: string): Promise<Archive> {
  const found = await stat(path);
  if (found.isDirectory()) return openFolder(path);
  const head = await firstBytes(path, zipMagic.length);
  if (head.equals(zipMagic) || head.equals(emptyZipMagic)) return openZip(path);
  const entries = [fileEntry(path, basename(path), found.size), ...(await besides(path))];
  return { kind: "file", path, entries, skipped: [], close: () => undefined };
}

/** The first bytes of a file: fewer where it has no more. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const fileEntry = (path: string, name: string, sizeBytes: number): Entry => ({
  name,
  sizeBytes,
  open: () => Promise.resolve(createReadStream(path)),
});

/** Jan keeps a thread in two files, of which a person names one. */
async function besides(path: string): Promise<Entry[]> {
  const other = { "thread.json": "messages.jsonl", "messages.jsonl": "thread.json" }[basename(path)];
  if (other === undefined) return [];
  const otherPath = join(dirname(path), other);
  const found = await stat(otherPath).catch(() => null);
  return found?.isFile() === true ? [fileEntry(otherPath, other, found.size)] : [];
}

async function openFolder(path: string): Promise<Archive> {
  const entries: Entry[] = [];
  const skipped: Archive["skipped"] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      if (entries.length >= importLimits.entries) return;
      const inside = join(folder, name);
      // What a link leads to is not in the folder that was given.
      const found = await lstat(inside);
      if (found.isDirectory() && depth < importLimits.folderDepth) await walk(inside, depth + 1);
      else if (found.isFile()) entries.push(fileEntry(inside, relative(path, inside).split(sep).join("/"), found.size));
    }
  };
  await walk(path, 0);
  return { kind: "folder", path, entries, skipped, close: () => undefined };
}

async function openZip(path: string): Promise<Archive> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
  const entries: Entry[] = [];
  const skipped: Archive["skipped"] = [];
  const skip = (id: string, reason: ImportSkip): void => {
    skipped.push({ id, reason });
  };
  if (zip.entryCount > importLimits.entries) {
    zip.close();
    throw new ArchiveRefused({ key: "import-too-many-entries", figures: { most: importLimits.entries } });
  }
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    if (name.endsWith("/")) continue;
    if (validateFileName(name) !== null) skip(name, { key: "import-unsafe-name", figures: {} });
    else if (entry.isEncrypted()) skip(name, { key: "import-encrypted", figures: {} });
    else if (isSuspect(entry)) skip(name, { key: "import-unpacks-too-large", figures: {} });
    else entries.push({ name, sizeBytes: entry.uncompressedSize, open: () => zip.openReadStreamPromise(entry) });
  }
  return {
    ...{ kind: "zip", path, entries, skipped },
    close() {
      zip.close();
    },
  };
}

/** All of a file is refused. */
export class ArchiveRefused extends Error {
  override readonly name = "ArchiveRefused";
  readonly reason: ImportSkip;

  constructor(reason: ImportSkip) {
    super(reason.key);
    this.reason = reason;
  }
}

function nameOf({ fileNameRaw }: ZipEntry): string {
  return fileNameRaw.toString("utf8").slice(0, 4 * importLimits.nameCharacters);
}

function isSuspect({ uncompressedSize, compressedSize }: ZipEntry): boolean {
  return (
    uncompressedSize > importLimits.documentBytes ||
    (uncompressedSize > importLimits.unsuspectedBytes && uncompressedSize > compressedSize * importLimits.packedRatio)
  );
}

export type { ZipFile };
