import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { parseJson } from "../../ground/core/index.ts";
import { CacheFolder, type CacheFolderOptions } from "./cache-folder.ts";

export interface JsonCacheOptions<T> extends Pick<CacheFolderOptions, "folder" | "maxEntryBytes" | "maxEntries"> {
  schema: z.ZodType<T>;
}

/** Looking through the folder takes longer than writing an entry. */
const slack = 1.1;
const bounds = { depth: 32, values: 1_000_000 };

/** Small JSON files by key. What cannot be read, or is not of the expected shape, is as good as absent. */
export class JsonCache<T> {
  readonly #files: CacheFolder;
  readonly #maxEntryBytes: number;
  readonly #envelope: z.ZodType<{ key: string; value: T }>;

  constructor({ schema, ...options }: JsonCacheOptions<T>) {
    this.#files = new CacheFolder({ ...options, extension: ".json", slack });
    this.#maxEntryBytes = options.maxEntryBytes;
    this.#envelope = z.object({ key: z.string(), value: schema });
  }

  async get(key: string): Promise<T | null> {
    const path = this.#files.pathOf(key);
    try {
      if ((await stat(path)).size > this.#maxEntryBytes) return null;
      const entry = this.#envelope.parse(parseJson(await readFile(path, "utf8"), bounds));
      if (entry.key !== key) return null;
      await this.#files.touch(key);
      return entry.value;
    } catch {
      return null;
    }
  }

  async set(key: string, value: T): Promise<void> {
    await this.#files.write(key, JSON.stringify({ key, value }));
  }
}
