import { CacheFolder, type CacheFolderOptions } from "./cache-folder.ts";

/** The first bytes of files on the Hub, each as a separate file that the engine can open as if it were the model. */
export class HeaderFiles {
  readonly #files: CacheFolder;

  constructor(options: Pick<CacheFolderOptions, "folder" | "maxEntryBytes" | "maxEntries">) {
    this.#files = new CacheFolder({ ...options, extension: ".gguf", slack: 1 });
  }

  /** Absolute; null when it is not kept. */
  async get(key: string): Promise<string | null> {
    return (await this.#files.touch(key)) ? this.#files.pathOf(key) : null;
  }

  /** Its path; null when it could not be kept. */
  set(key: string, bytes: Uint8Array): Promise<string | null> {
    return this.#files.write(key, bytes);
  }
}
