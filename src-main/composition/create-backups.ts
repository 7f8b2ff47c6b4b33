import { join } from "node:path";
import { packageVersion } from "../answers/engine/index.ts";
import { Backups, ChildDatabaseWork } from "../ground/backup/index.ts";
import { type Logger, systemClock } from "../ground/core/index.ts";
import { openDataFolder } from "../ground/settings/index.ts";
import { migrations } from "./schema/index.ts";
import type { ServicePaths } from "./services.ts";

/** Of a data folder, which is made where it is missing. Throws `disk-failed` when it cannot be used. */
export function createBackups(options: { dataFolder: string; paths: ServicePaths; logger: Logger }): Backups {
  const { dataFolder, paths, logger } = options;
  openDataFolder(dataFolder);
  return new Backups({
    ...{ dataFolder, migrations, clock: systemClock, logger },
    databases: new ChildDatabaseWork({ nodePath: paths.node, workerPath: paths.databaseWorker }),
    // Bitloft's own, out of the file beside its resources.
    appVersion: () => packageVersion(join(paths.resources, "..")) ?? "unknown",
  });
}
