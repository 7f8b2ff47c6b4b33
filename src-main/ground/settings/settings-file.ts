import * as fileSystem from "node:fs";
import { renameSync } from "node:fs";
import { dirname } from "node:path";
import type { Settings } from "../../../src-shared/contract/index.ts";
import { AppError, type Logger } from "../core/index.ts";
import { settingsSchema } from "../inputs/index.ts";
import { readJsonFile } from "./read-json-file.ts";

/** A settings file is a few hundred bytes; more than this is not ours. */
const bounds = { bytes: 64 * 1024, depth: 8, values: 1000 };

/**
 * Reads the settings. A file that is missing gives the defaults; one that holds something else is moved aside, not
 * overwritten, so that whatever a person put there can be got back.
 */
export function readSettings(path: string, logger: Logger): Settings {
  try {
    return settingsSchema.parse(readJsonFile(path, bounds));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") {
      logger.warn("settings could not be read; starting with the defaults", { error: String(error) });
    }
    if (code === undefined) moveAside(path);
    return settingsSchema.parse({});
  }
}

function moveAside(path: string): void {
  try {
    renameSync(path, `${path}.unreadable`);
  } catch {
    // The folder cannot be written: the next save will say so to the person.
  }
}

/** What writing asks of the file system. */
export type SettingsDisk = Pick<
  typeof fileSystem,
  "mkdirSync" | "openSync" | "writeSync" | "fsyncSync" | "closeSync" | "renameSync"
>;

/**
 * Writes beside the file, syncs and renames, so that a cut of power leaves the old or the new settings. Throws `disk-full`
 * or `disk-failed`.
 */
export function writeSettings(path: string, settings: Settings, disk: SettingsDisk = fileSystem): void {
  try {
    replaceFile(path, `${JSON.stringify(settings, null, 2)}\n`, disk);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "";
    const [kind, why] =
      code === "ENOSPC"
        ? (["disk-full", "The drive is full. Free some space"] as const)
        : (["disk-failed", `The settings could not be saved to ${path}. Check who may write there`] as const);
    throw new AppError(kind, `${why} and try again.`, { path, code }, { cause: thrown });
  }
}

function replaceFile(path: string, text: string, disk: SettingsDisk): void {
  const folder = dirname(path);
  disk.mkdirSync(folder, { recursive: true });
  const beside = `${path}.new`;
  const file = disk.openSync(beside, "w", 0o600);
  try {
    disk.writeSync(file, text);
    disk.fsyncSync(file);
  } finally {
    disk.closeSync(file);
  }
  disk.renameSync(beside, path);
  syncFolder(folder, disk);
}

/** The new name is on the disk only when its folder is. Windows and some network drives open no folder; they keep names themselves. */
function syncFolder(folder: string, disk: SettingsDisk): void {
  let opened: number;
  try {
    opened = disk.openSync(folder, "r");
  } catch {
    return;
  }
  try {
    disk.fsyncSync(opened);
  } catch {
    // The settings have their name already; only a cut of power in this moment could undo it.
  } finally {
    disk.closeSync(opened);
  }
}
