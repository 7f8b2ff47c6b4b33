import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { appError, systemCode } from "../core/index.ts";

export interface FolderSurroundings {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Where everything of Bitloft's lives: the same folder for the window and for the command line. */
export function defaultDataFolder({ platform, home, env }: FolderSurroundings): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Bitloft");
  if (platform === "win32") return join(env["APPDATA"] || join(home, "AppData", "Roaming"), "Bitloft");
  // An empty or relative value is none, by the rules of XDG.
  const wanted = env["XDG_CONFIG_HOME"] ?? "";
  return join(isAbsolute(wanted) ? wanted : join(home, ".config"), "Bitloft");
}

/** Makes the folder where it is missing, and sees that it can be written. Throws `disk-failed` when it cannot. */
export function openDataFolder(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const code = systemCode(thrown);
    throw appError("disk-failed", "data-folder", { path, code }, { cause: thrown });
  }
}

/** One level at a time: Node's own `recursive` never comes back from a folder like /proc, in which nothing can be made. */
function makeFolder(path: string): void {
  if (!existsSync(path)) {
    if (dirname(path) !== path) makeFolder(dirname(path));
    try {
      mkdirSync(path);
    } catch (thrown) {
      // Another process was faster; if it made a file, the check that follows says so.
      if (systemCode(thrown) !== "EEXIST") throw thrown;
    }
  }
}
