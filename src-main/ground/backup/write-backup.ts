import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { appError } from "../core/index.ts";
import { writeWhole } from "../files/index.ts";
import { settingsBounds } from "../inputs/index.ts";
import { type Migration, checkCopy, copyDatabase } from "../storage/index.ts";
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
import type { BackupOptions, BackupProgress, WriteRequest, WrittenBackup } from "./types.ts";
import { ZipWriter } from "./zip-writer.ts";

type From = Pick<BackupOptions, "dataFolder" | "migrations" | "appVersion" | "clock">;

/**
 * Writes a data folder's database, settings and attachments into one file, which is there when it is whole. Throws `invalid-input` for a file that is there already, `disk-full`, `disk-failed`, `database-failed`, and `cancelled` once the
 * signal has fired.
 */
export async function writeBackup(
  from: From,
  { path, overwrite }: WriteRequest,
  signal: AbortSignal,
  onProgress: (progress: BackupProgress) => void,
): Promise<WrittenBackup> {
  const copy = join(from.dataFolder, `backing-up-${randomUUID().slice(0, 8)}.db`);
  try {
    if (!overwrite && (await isThere(path))) throw appError("invalid-input", "output-exists", { path });
    // First: what attachments it names are there already, and stay as long as it is copied or have gone with their messages.
    copyDatabase(join(from.dataFolder, databaseName), copy);
    const schemaVersion = versionOf(copy, from.migrations);
    const written = await writeWhole(path, async (file) => {
      // For this person's eyes only.
      await file.chmod(0o600);
      return writeParts({ ...from, schemaVersion, copy }, new ZipWriter(file), signal, onProgress);
    });
    return { path, ...written };
  } finally {
    await rm(copy, { force: true });
  }
}

/** A backup that could not be restored would be none. */
function versionOf(copy: string, migrations: readonly Migration[]): number {
  const check = checkCopy(copy, migrations);
  if (check.state === "sound") return check.version;
  const reason = check.state === "damaged" ? check.reason : check.state;
  throw appError("database-failed", "unusable", { code: "", reason });
}

async function writeParts(
  { dataFolder, appVersion, clock, schemaVersion, copy }: From & { schemaVersion: number; copy: string },
  zip: ZipWriter,
  signal: AbortSignal,
  onProgress: (progress: BackupProgress) => void,
): Promise<Pick<WrittenBackup, "attachments" | "sizeBytes">> {
  const attachments = await attachmentsIn(dataFolder);
  const settings = await sizeOf(join(dataFolder, settingsName));
  const hasSettings = settings !== null && settings <= settingsBounds.bytes;
  const names = [databaseName, ...(hasSettings ? [settingsName] : []), ...attachments];
  if (names.length > backupLimits.parts)
    throw appError("invalid-input", "backup-too-many-parts", { most: backupLimits.parts });
  const placeOf = (name: string): string => (name === databaseName ? copy : join(dataFolder, name));
  const progress = { doneBytes: 0, totalBytes: 0 };
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
