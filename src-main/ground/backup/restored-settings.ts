import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../../../src-shared/contract/index.ts";
import { systemCode } from "../core/index.ts";
import { readJsonFile } from "../files/index.ts";
import { settingsBounds, settingsSchema } from "../inputs/index.ts";
import { damagedBackup, settingsName } from "./format.ts";

/**
 * Checks the settings of a backup that was unpacked, where it has some. The Hub's address becomes this computer's: a token of this computer is sent
 * there, and a backup may come from anybody. Throws `invalid-input`, and what the file system throws.
 */
export async function checkSettings(unpacked: string, dataFolder: string): Promise<void> {
  const path = join(unpacked, settingsName);
  const restored = readSettings(path, (thrown) => damagedBackup(settingsName, { cause: thrown }));
  if (restored === null) return;
  // What cannot be read here is put aside by the settings themselves, and then there is no address.
  const hubEndpoint = hereSettings(dataFolder)?.hubEndpoint ?? null;
  if (restored.hubEndpoint === hubEndpoint) return;
  await writeFile(path, `${JSON.stringify({ ...restored, hubEndpoint }, null, 2)}\n`, { flush: true });
}

function hereSettings(dataFolder: string): Settings | null {
  try {
    return readSettings(join(dataFolder, settingsName), (thrown) => thrown);
  } catch {
    return null;
  }
}

function readSettings(path: string, toError: (thrown: unknown) => unknown): Settings | null {
  try {
    return settingsSchema.parse(readJsonFile(path, settingsBounds));
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return null;
    throw toError(thrown);
  }
}
