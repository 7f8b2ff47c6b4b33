import { join } from "node:path";

/** Of a data folder: where builds are kept, and where their archives are on their way. */
export function componentFolders(dataFolder: string): { builds: string; downloads: string } {
  return { builds: join(dataFolder, "engine-builds"), downloads: join(dataFolder, "engine-downloads") };
}
