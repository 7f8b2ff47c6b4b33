import { writeFileSync } from "node:fs";
import type { Body } from "./bodies.ts";
import { cachedHash } from "./hash-cache.ts";
import { standingRepositories } from "./standing-repositories.ts";

/**
 * Writes `seeded-hashes.json`: the hashes of the standing repositories' made-up files, so that no other run has to
 * compute them. Takes minutes for the hundreds of gigabytes that are not in it yet; run it when a test says that a hash
 * is missing.
 */

const table: Record<string, string> = {};
for (const model of standingRepositories()) {
  for (const files of model.revisions.values()) {
    for (const { path, body, lfs } of files) {
      if (!lfs || !isShippable(body) || table[body.key] !== undefined) continue;
      table[body.key] = await cachedHash(body.key, () => body.sha256());
      console.log(`${model.id} ${path}: ${table[body.key] ?? ""}`);
    }
  }
}
const sorted = Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(new URL("./seeded-hashes.json", import.meta.url), `${JSON.stringify(sorted, null, 2)}\n`);

/** Files of this disk have keys that hold nowhere else. */
function isShippable(body: Body): boolean {
  return body.key.startsWith("seed:") || body.key.startsWith("SmolLM2");
}
