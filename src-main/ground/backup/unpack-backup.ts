import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Entry, ZipFile } from "yauzl";
import type { BackupProgress } from "../../../src-shared/contract/index.ts";
import { AppError, appError } from "../core/index.ts";
import { freeBytes, hashedStream, isOfSystem, syncFolder } from "../files/index.ts";
import { settingsBounds } from "../inputs/index.ts";
import type { CopyCheck, Migration } from "../storage/index.ts";
import { foldersOf } from "./data-parts.ts";
import {
  type BackupPart,
  type Manifest,
  backupLimits,
  damagedBackup,
  databaseName,
  manifestName,
  newerBackup,
  readManifest,
  settingsName,
} from "./format.ts";
import { openBackup } from "./open-backup.ts";
import { checkSettings } from "./restored-settings.ts";
import type { DatabaseWork } from "./types.ts";

export interface UnpackRequest {
  path: string;
  /** A new folder, which the caller deletes where this fails. */
  folder: string;
  /** Of the settings here. */
  dataFolder: string;
  migrations: readonly Migration[];
  databases: Pick<DatabaseWork, "check">;
}

/**
 * Unpacks a backup's file, which anybody may have made, and checks all of it: names, sizes, hashes, the settings by their schema, the
 * database by SQLite's own check and by its version. Throws `invalid-input` where it is not whole, holds anything else or was made by a later
 * Bitloft, `disk-full`, `disk-failed`, and `cancelled` once the signal has fired.
 */
export async function unpackBackup(
  { path, folder, dataFolder, migrations, databases }: UnpackRequest,
  signal: AbortSignal,
  onProgress: (progress: BackupProgress) => void,
): Promise<Manifest> {
  const { zip, entries } = await openBackup(path);
  try {
    const manifest = await manifestOf(zip, entries);
    if (manifest.schemaVersion > migrations.length) throw newerBackup(manifest.appVersion);
    requireSame(manifest.parts, entries);
    const totalBytes = manifest.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    await requireRoom(folder, totalBytes + backupLimits.slackBytes);
    await mkdir(folder, { mode: 0o700 });
    let doneBytes = 0;
    for (const part of manifest.parts) {
      const entry = entries.get(part.name);
      if (entry === undefined) throw damagedBackup(part.name);
      await unpackPart(zip, { part, entry, folder }, signal, (bytes) => {
        doneBytes += bytes;
        onProgress({ doneBytes, totalBytes });
      });
    }
    // What is wanted is known as long as it waits here.
    await writeFile(join(folder, manifestName), JSON.stringify(manifest), { flush: true, mode: 0o600 });
    await checkSettings(folder, dataFolder);
    requireSound(await databases.check(join(folder, databaseName), signal), manifest);
    await syncFolders(folder, manifest.parts);
    return manifest;
  } finally {
    zip.close();
  }
}

async function manifestOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<Manifest> {
  const entry = entries.get(manifestName);
  if (entry === undefined) throw appError("invalid-input", "backup-not-recognised");
  if (entry.uncompressedSize > backupLimits.manifestBytes) throw damagedBackup(manifestName);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  } catch (thrown) {
    throw damagedBackup(manifestName, { cause: thrown });
  }
  return readManifest(Buffer.concat(chunks).toString("utf8"));
}

/** Nothing is in the file that the manifest does not promise, and nothing is missing. */
function requireSame(parts: readonly BackupPart[], entries: ReadonlyMap<string, Entry>): void {
  const names = new Set(parts.map(({ name }) => name));
  if (names.size !== parts.length || !names.has(databaseName)) throw damagedBackup(manifestName);
  for (const name of entries.keys()) {
    if (name !== manifestName && !names.has(name)) throw damagedBackup(name);
  }
  for (const { name, sizeBytes } of parts) {
    if (entries.get(name)?.uncompressedSize !== sizeBytes) throw damagedBackup(name);
    if (sizeBytes > (name === settingsName ? settingsBounds.bytes : backupLimits.databaseBytes)) {
      throw damagedBackup(name);
    }
  }
}

async function requireRoom(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free !== null && free < neededBytes) {
    throw appError("disk-full", "restore-too-little-space", { freeBytes: free, neededBytes });
  }
}

async function unpackPart(
  zip: ZipFile,
  { part, entry, folder }: { part: BackupPart; entry: Entry; folder: string },
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<void> {
  const path = join(folder, part.name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { stream, sizeBytes, digest } = hashedStream(part.sizeBytes, () => damagedBackup(part.name), onRead);
  try {
    const source = await zip.openReadStreamPromise(entry);
    await pipeline(source, stream, createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }), { signal });
  } catch (thrown) {
    if (signal.aborted) throw appError("cancelled", "cancelled", {}, { cause: thrown });
    if (thrown instanceof AppError || isOfSystem(thrown)) throw thrown;
    throw damagedBackup(part.name, { cause: thrown });
  }
  if (sizeBytes() !== part.sizeBytes || digest() !== part.sha256) throw damagedBackup(part.name);
}

/** Each name is on the disk before it is said that all of them are. */
async function syncFolders(folder: string, parts: readonly BackupPart[]): Promise<void> {
  for (const name of foldersOf(parts.map((part) => part.name))) await syncFolder(join(folder, name));
}

function requireSound(check: CopyCheck, { schemaVersion, appVersion }: Manifest): void {
  if (check.state === "newer") throw newerBackup(appVersion);
  if (check.state === "damaged" || check.version !== schemaVersion) throw damagedBackup(databaseName);
}
