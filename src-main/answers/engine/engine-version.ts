import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { KiB } from "../../../src-shared/figures/index.ts";
import { readJsonFile } from "../../ground/files/index.ts";

const packageSchema = z.object({ version: z.string().max(100) });
const releaseSchema = z.object({ release: z.string().max(100) });

/** node-llama-cpp's own package.json has 8 KB. */
const bounds = { bytes: 256 * KiB, depth: 16, values: 10_000 };

const unknownVersion = "unknown";

/**
 * "node-llama-cpp 3.21.1, llama.cpp b1234": what a measurement of the engine holds for. Read from the package that the worker at
 * `workerPath` loads, since only the worker itself may import it. "unknown" where it cannot be read.
 */
export function engineVersion(workerPath: string): string {
  const folder = findPackage(dirname(workerPath), "node-llama-cpp");
  if (folder === null) return unknownVersion;
  const release = readJson(join(folder, "llama", "binariesGithubRelease.json"), releaseSchema)?.release;
  return `node-llama-cpp ${packageVersion(folder) ?? unknownVersion}, llama.cpp ${release ?? unknownVersion}`;
}

/** "3.21.1"; null where the engine's package cannot be read. */
export function enginePackageVersion(workerPath: string): string | null {
  const folder = findPackage(dirname(workerPath), "node-llama-cpp");
  return folder === null ? null : packageVersion(folder);
}

/** As Node would resolve it: in the nearest node_modules upwards. */
export function findPackage(from: string, name: string): string | null {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(candidate, "package.json"))) return candidate;
  const parent = dirname(from);
  return parent === from ? null : findPackage(parent, name);
}

export function packageVersion(folder: string): string | null {
  return readJson(join(folder, "package.json"), packageSchema)?.version ?? null;
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(readJsonFile(path, bounds));
  } catch {
    return null;
  }
}
