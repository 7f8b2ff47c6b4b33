import { renameSync } from "node:fs";
import type { Settings } from "../../../src-shared/contract/index.ts";
import { type Logger, appError, systemCode } from "../core/index.ts";
import { type ReplacingDisk, isDiskFull, readJsonFile, replaceFile } from "../files/index.ts";
import { settingsBounds, settingsSchema } from "../inputs/index.ts";

/**
 * Reads the settings. A file that is missing gives the defaults; one that holds something else is moved aside, not
 * overwritten, so that whatever a person put there can be got back.
 */
export function readSettings(path: string, logger: Logger): Settings {
  try {
    return settingsSchema.parse(readJsonFile(path, settingsBounds));
  } catch (error) {
    const code = systemCode(error);
    if (code !== "ENOENT") {
      logger.warn("settings could not be read; starting with the defaults", { error: String(error) });
    }
    if (code === "") moveAside(path);
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

/**
 * Replaces the settings as a whole, so that a cut of power leaves the old or the new ones. Throws `disk-full` or `disk-failed`.
 */
export function writeSettings(path: string, settings: Settings, disk?: ReplacingDisk): void {
  try {
    replaceFile(path, `${JSON.stringify(settings, null, 2)}\n`, disk);
  } catch (thrown) {
    const code = isDiskFull(thrown) ? "disk-full" : "disk-failed";
    throw appError(code, "settings", { path, code: systemCode(thrown) }, { cause: thrown });
  }
}
