import { join } from "node:path";

export interface FolderSurroundings {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Where everything of Bitloft's lives: the same folder for the window and for the command line. */
export function defaultDataFolder({ platform, home, env }: FolderSurroundings): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Bitloft");
  if (platform === "win32") return join(env["APPDATA"] ?? join(home, "AppData", "Roaming"), "Bitloft");
  return join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), "Bitloft");
}
