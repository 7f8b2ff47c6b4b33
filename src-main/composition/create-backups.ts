import { join } from "node:path";
import { z } from "zod";
import { KiB } from "../../src-shared/figures/index.ts";
import { Backups } from "../ground/backup/index.ts";
import { type Logger, systemClock } from "../ground/core/index.ts";
import { readJsonFile } from "../ground/files/index.ts";
import { openDataFolder } from "../ground/settings/index.ts";
import { migrations } from "./schema/index.ts";
import type { ServicePaths } from "./services.ts";

const packageSchema = z.object({ version: z.string().max(100) });
const packageBounds = { bytes: 64 * KiB, depth: 16, values: 10_000 };

/** Of a data folder, which is made where it is missing. Throws `disk-failed` when it cannot be used. */
export function createBackups(options: { dataFolder: string; paths: ServicePaths; logger: Logger }): Backups {
  const { dataFolder, paths, logger } = options;
  openDataFolder(dataFolder);
  return new Backups({ dataFolder, migrations, appVersion: appVersion(paths.resources), clock: systemClock, logger });
}

/** Bitloft's own, out of the file beside its resources; "unknown" where it cannot be read. */
function appVersion(resources: string): string {
  try {
    return packageSchema.parse(readJsonFile(join(resources, "..", "package.json"), packageBounds)).version;
  } catch {
    return "unknown";
  }
}
