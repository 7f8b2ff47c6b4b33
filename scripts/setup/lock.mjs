import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cacheRoot, root } from "./paths.mjs";
import { say } from "./report.mjs";

/** A holder that is older than this is gone, whatever its process number says (another container may have shared the cache). */
const staleMs = 30 * 60_000;

/** A name for this clone's own lock, as several clones share the cache folder. */
export const ofThisClone = (name) => `${name}-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`;

/** Runs `work` while no other setup does the same, so that two commands at once fetch a thing once. */
export async function withLock(name, work) {
  const folder = join(cacheRoot(), "locks");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.lock`);
  for (let waits = 0; !tryAcquire(path); waits++) {
    if (waits === 4) say(`waiting for another set-up (${path})`);
    await delay(500);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryAcquire(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (isStale(path)) rmSync(path, { force: true });
  return false;
}

function isStale(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > staleMs) return true;
    const pid = Number(readFileSync(path, "utf8"));
    // Empty for the instant between its making and its writing: not stale.
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}
