import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface CacheFolderOptions {
  folder: string;
  /** With its dot; several caches may share a folder. */
  extension: string;
  /** Of one entry; a longer one is not kept. */
  maxEntryBytes: number;
  maxEntries: number;
  /** How much beyond `maxEntries` the folder may grow before the oldest entries go; 1 for not at all. */
  slack: number;
}

/**
 * Files by key, of which the ones used last are kept longest. A file appears whole or not at all. It never fails: what
 * is missing can be fetched again.
 */
export class CacheFolder {
  readonly #options: CacheFolderOptions;

  constructor(options: CacheFolderOptions) {
    this.#options = options;
  }

  pathOf(key: string): string {
    const { folder, extension } = this.#options;
    return join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 40)}${extension}`);
  }

  /** Counts as use. False when the entry is not there. */
  async touch(key: string): Promise<boolean> {
    const now = new Date();
    return utimes(this.pathOf(key), now, now).then(
      () => true,
      () => false,
    );
  }

  /** The entry's path; null when it could not be kept. */
  async write(key: string, content: Uint8Array | string): Promise<string | null> {
    const { folder, maxEntryBytes } = this.#options;
    if (Buffer.byteLength(content) > maxEntryBytes) return null;
    const path = this.pathOf(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(temporary, content);
      await rename(temporary, path);
      await this.#prune();
      return path;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return null;
    }
  }

  async #prune(): Promise<void> {
    const { folder, extension, maxEntries, slack } = this.#options;
    const names = (await readdir(folder)).filter((name) => name.endsWith(extension));
    if (names.length <= maxEntries * slack) return;
    const usedAt = (name: string): Promise<number> =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
    const aged = await Promise.all(names.map(async (name) => ({ name, usedAt: await usedAt(name) })));
    aged.sort((a, b) => a.usedAt - b.usedAt);
    for (const { name } of aged.slice(0, names.length - maxEntries)) await rm(join(folder, name), { force: true });
  }
}
