import { z } from "zod";
import { GiB, MiB } from "../../../src-shared/figures/index.ts";
import { type AppError, appError, parseJson } from "../core/index.ts";

/** What a backup's file holds; so are its parts called in the data folder too. */
export const manifestName = "manifest.json";
export const databaseName = "bitloft.db";
export const settingsName = "settings.json";
export const attachmentsName = "attachments";

/** Of the form below: a file with a higher number is of a later Bitloft. */
const formatVersion = 1;

/** What a file that claims to be a backup may hold. Parts are as long as in the file, so all of them cannot be longer than it is. */
export const backupLimits = {
  parts: 250_000,
  manifestBytes: 64 * MiB,
  manifestDepth: 4,
  manifestValues: 2_000_000,
  databaseBytes: 1024 * GiB,
  versionCharacters: 100,
  /** Stays free on the disk beside what is unpacked. */
  slackBytes: 64 * MiB,
} as const;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const attachmentPattern = /^attachments\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/;

/** Of the first two characters of what is in it. */
export const attachmentFolderPattern = /^[0-9a-f]{2}$/;

/** Whether a part may be called so: no other name is ever a path on this computer. */
export const isPartName = (name: string): boolean =>
  name === databaseName || name === settingsName || attachmentPattern.test(name);

const partSchema = z.object({
  name: z.string().max(200).refine(isPartName),
  sizeBytes: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  sha256: sha256Schema,
});
export type BackupPart = z.infer<typeof partSchema>;

const headSchema = z.object({
  format: z.literal("bitloft-backup"),
  formatVersion: z.number().int().min(1),
  appVersion: z.string().max(backupLimits.versionCharacters),
});

const manifestSchema = headSchema.extend({
  formatVersion: z.literal(formatVersion),
  /** Of the database. */
  schemaVersion: z.number().int().min(1),
  createdAt: z.number().int().nonnegative().max(8.64e15),
  parts: z.array(partSchema).max(backupLimits.parts),
});
export type Manifest = z.infer<typeof manifestSchema>;

export function writtenManifest(content: Omit<Manifest, "format" | "formatVersion">): Buffer {
  return Buffer.from(`${JSON.stringify({ format: "bitloft-backup", formatVersion, ...content }, null, 1)}\n`);
}

/** Throws `invalid-input`: another kind of file, one of a later Bitloft, or not whole. */
export function readManifest(text: string): Manifest {
  const content = parsed(text);
  const head = headSchema.safeParse(content);
  if (!head.success) throw appError("invalid-input", "backup-not-recognised");
  if (head.data.formatVersion > formatVersion) throw newerBackup(head.data.appVersion);
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) throw damagedBackup(manifestName);
  return manifest.data;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, { depth: backupLimits.manifestDepth, values: backupLimits.manifestValues });
  } catch {
    throw damagedBackup(manifestName);
  }
}

export const damagedBackup = (part: string, options?: ErrorOptions): AppError =>
  appError("invalid-input", "backup-damaged", { part }, options);
export const newerBackup = (appVersion: string): AppError => appError("invalid-input", "backup-newer", { appVersion });
