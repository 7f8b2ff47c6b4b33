import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Deletes the work folders of a set-up that was killed. Only under the lock that makes them. */
export function removeLeftovers(folder, prefix) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
