import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { developmentCache } from "./development-cache.ts";

/**
 * Real hashes of made-up files of many gigabytes, computed once: those of the standing repositories come with the
 * source (`node test/hub/hash-bodies.ts` writes them), others are kept in the development cache.
 */
const shippedPath = new URL("./seeded-hashes.json", import.meta.url);
const localPath = () => join(developmentCache(), "hub", "hashes.json");

function readTable(path: string | URL): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

let shipped: Record<string, string> | undefined;

export function shippedHash(key: string): string | undefined {
  shipped ??= readTable(shippedPath);
  return shipped[key];
}

export async function cachedHash(key: string, compute: () => Promise<string>): Promise<string> {
  const known = shippedHash(key) ?? readTable(localPath())[key];
  if (known !== undefined) return known;
  const hash = await compute();
  try {
    const path = localPath();
    mkdirSync(dirname(path), { recursive: true });
    // Another process may write too: a lost entry costs one more computation, a torn file is not possible.
    const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    writeFileSync(temporary, JSON.stringify({ ...readTable(path), [key]: hash }, null, 1));
    renameSync(temporary, path);
  } catch {
    // A cache that cannot be written makes the next start slower, nothing else.
  }
  return hash;
}
