import { homedir } from "node:os";
import { join } from "node:path";

/** Where downloads for development and tests are kept, outside the repository; `scripts/setup.mjs` uses the same rule. */
export function developmentCache(): string {
  const own = process.env["BITLOFT_DEV_CACHE"];
  if (own) return own;
  const xdg = process.env["XDG_CACHE_HOME"];
  return join(xdg || join(homedir(), ".cache"), "bitloft-dev");
}
