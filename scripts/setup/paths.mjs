import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What setup fetches and every clone may share: outside the repository, so that a fresh clone starts warm. */
export function cacheRoot(environment = process.env) {
  if (environment.BITLOFT_DEV_CACHE) return environment.BITLOFT_DEV_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "bitloft-dev");
}

/** Executables of the dependencies. */
export const binFolder = join(root, "node_modules", ".bin");

/** Node 24 from the npm package `node`: the system's own may be 20. */
export const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
