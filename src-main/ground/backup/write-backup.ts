import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BackupProgress } from "../../../src-shared/contract/index.ts";
import { appError } from "../core/index.ts";
import { writeWhole } from "../files/index.ts";
import { settingsBounds } from "../inputs/index.ts";
import type { CopyCheck } from "../storage/index.ts";
import { attachmentsIn, ifThere, isThere, sizeOf } from "./data-parts.ts";
import {
  type BackupPart,
  attachmentsName,
  backupLimits,
  databaseName,
  manifestName,
  settingsName,
  writtenManifest,
} from "./format.ts";
import type { BackupOptions, WriteRequest, WrittenBackup } from "./types.ts";
import { ZipWriter } from "./zip-writer.ts";

type From = Pick<BackupOptions, "dataFolder" | "databases" | "appVersion" | "clock">;
type OnProgress = (progress: BackupProgress) => void;

/**
 * Writes a data folder's database, settings and attachments into one file, which is there when it is whole. Throws `invalid-input` for a file that is there already, `disk-full`, `disk-failed`, `database-failed`, and `cancelled` once the
 * signal has fired.
 */
export async function writeBackup(
  from: From,
  { path, overwrite }: WriteRequest,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<WrittenBackup> {
  const copy = join(from.dataFolder, `backing-up-${randomUUID().slice(0, 8)}.db`);
  try {
    if (!overwrite && (await isThere(path))) throw appError("invalid-input", "output-exists", { path });
    // First: what attachments it names are there already, and stay as long as it is copied or have gone with their messages.
    const database = join(from.dataFolder, databaseName);
    const databaseBytes = (await sizeOf(database)) ?? 0;
    const stopWatching = watchGrowing(copy, databaseBytes, onProgress);
    const check = await from.databases.copy(database, copy, signal).finally(stopWatching);
    const schemaVersion = versionOf(check);
    const progress = { doneBytes: databaseBytes, totalBytes: databaseBytes };
    const written = await writeWhole(path, async (file) => {
      // For this person's eyes only.
      await file.chmod(0o600);
      return writeParts({ ...from, schemaVersion, copy, progress }, new ZipWriter(file), signal, onProgress);
    });
    return { path, ...written };
  } finally {
    for (const path of [copy, `${copy}-journal`]) await rm(path, { force: true });
  }
}

/** How far a copy has come shows in its size alone. */
const watchMs = 250;

/** The copy of a database is half of the work, the backup's file the other half. */
function watchGrowing(copy: string, databaseBytes: number, onProgress: OnProgress): () => void {
  let isOver = false;
  const timer = setInterval(() => {
    void sizeOf(copy).then((bytes) => {
      if (!isOver && bytes !== null)
        onProgress({ doneBytes: Math.min(bytes, databaseBytes), totalBytes: databaseBytes * 2 });
    });
  }, watchMs);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** A backup that could not be restored would be none. */
function versionOf(check: CopyCheck): number {
  if (check.state === "sound") return check.version;
  const reason = check.state === "damaged" ? check.reason : check.state;
  throw appError("database-failed", "unusable", { code: "", reason });
}

async function writeParts(
  {
    dataFolder,
    appVersion,
    clock,
    schemaVersion,
    copy,
    progress,
  }: From & { schemaVersion: number; copy: string; progress: BackupProgress },
  zip: ZipWriter,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Pick<WrittenBackup, "attachments" | "sizeBytes">> {
  const attachments = await attachmentsIn(dataFolder);
  const settings = await sizeOf(join(dataFolder, settingsName));
  const hasSettings = settings !== null && settings <= settingsBounds.bytes;
  const names = [databaseName, ...(hasSettings ? [settingsName] : []), ...attachments];
  if (names.length > backupLimits.parts)
    throw appError("invalid-input", "backup-too-many-parts", { most: backupLimits.parts });
  const placeOf = (name: string): string => (name === databaseName ? copy : join(dataFolder, name));
  for (const name of names) progress.totalBytes += (await sizeOf(placeOf(name))) ?? 0;
  const parts: BackupPart[] = [];
  for (const name of names) {
    const file = await ifThere(open(placeOf(name), "r"));
    // Its conversation was deleted meanwhile.
    if (file === null) continue;
    try {
      const source = watched(file.createReadStream({ highWaterMark: readBytes, autoClose: false }), signal, (bytes) => {
        progress.doneBytes += bytes;
        onProgress({ ...progress });
      });
      parts.push({ name, ...(await zip.add(name, source)) });
    } finally {
      await file.close();
    }
  }
  const manifest = writtenManifest({ appVersion: appVersion(), schemaVersion, createdAt: clock.now(), parts });
  await zip.add(manifestName, [manifest]);
  const kept = parts.filter(({ name }) => name.startsWith(`${attachmentsName}/`));
  return { attachments: kept.length, sizeBytes: await zip.finish() };
}

const readBytes = 1024 * 1024;

async function* watched(
  source: AsyncIterable<unknown>,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (signal.aborted) throw appError("cancelled", "cancelled");
    yield chunk as Buffer;
    onRead((chunk as Buffer).length);
  }
}
