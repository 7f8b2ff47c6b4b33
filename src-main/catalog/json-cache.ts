import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

export interface JsonCacheOptions<T> {
  folder: string;
  schema: z.ZodType<T>;
  /** Of one entry; a longer one is not kept. */
  maxEntryBytes: number;
  maxEntries: number;
}

/** How much beyond the limit the folder may grow before the oldest entries go. */
const slack = 1.1;

/**
 * Small JSON files by key. What cannot be read, or is not of the expected shape, is as good as absent; a file appears whole or
 * not at all. The cache never fails: without it things are only slower.
 */
export class JsonCache<T> {
  readonly #options: JsonCacheOptions<T>;
  readonly #envelope: z.ZodType<{ key: string; value: T }>;

  constructor(options: JsonCacheOptions<T>) {
    this.#options = options;
    this.#envelope = z.object({ key: z.string(), value: options.schema });
  }

  #path(key: string): string {
    return join(this.#options.folder, `${createHash("sha256").update(key).digest("hex").slice(0, 40)}.json`);
  }

  async get(key: string): Promise<T | null> {
    const path = this.#path(key);
    try {
      if ((await stat(path)).size > this.#options.maxEntryBytes) return null;
      const entry = this.#envelope.parse(JSON.parse(await readFile(path, "utf8")));
      if (entry.key !== key) return null;
      const now = new Date();
      // The one used last is the one kept longest.
      await utimes(path, now, now).catch(() => undefined);
      return entry.value;
    } catch {
      return null;
    }
  }

  async set(key: string, value: T): Promise<void> {
    const text = JSON.stringify({ key, value });
    if (Buffer.byteLength(text) > this.#options.maxEntryBytes) return;
    const path = this.#path(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(this.#options.folder, { recursive: true });
      await writeFile(temporary, text);
      await rename(temporary, path);
      await this.#prune();
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async #prune(): Promise<void> {
    const { folder, maxEntries } = this.#options;
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    if (names.length <= maxEntries * slack) return;
    const aged = await Promise.all(
      names.map(async (name) => ({
        name,
        usedAt: await stat(join(folder, name)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      })),
    );
    aged.sort((a, b) => a.usedAt - b.usedAt);
    for (const { name } of aged.slice(0, names.length - maxEntries)) await rm(join(folder, name), { force: true });
  }
}
