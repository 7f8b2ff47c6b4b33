import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface HeaderFilesOptions {
  folder: string;
  maxEntryBytes: number;
  maxEntries: number;
}

/**
 * The first bytes of files on the Hub, each as a file of its own that the engine can open as if it were the model. A file
 * appears whole or not at all; the ones used last are kept longest. It never fails: what is not there can be read again.
 */
export class HeaderFiles {
  readonly #options: HeaderFilesOptions;

  constructor(options: HeaderFilesOptions) {
    this.#options = options;
  }

  #pathOf(key: string): string {
    return join(this.#options.folder, `${createHash("sha256").update(key).digest("hex").slice(0, 40)}.gguf`);
  }

  /** Absolute; null when it is not kept. */
  async get(key: string): Promise<string | null> {
    const path = this.#pathOf(key);
    const now = new Date();
    return utimes(path, now, now).then(
      () => path,
      () => null,
    );
  }

  async set(key: string, bytes: Uint8Array): Promise<string | null> {
    const { folder, maxEntryBytes } = this.#options;
    if (bytes.length > maxEntryBytes) return null;
    const path = this.#pathOf(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(temporary, bytes);
      await rename(temporary, path);
      await this.#prune();
      return path;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return null;
    }
  }

  async #prune(): Promise<void> {
    const { folder, maxEntries } = this.#options;
    const names = (await readdir(folder)).filter((name) => name.endsWith(".gguf"));
    if (names.length <= maxEntries) return;
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
