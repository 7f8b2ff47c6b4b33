import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../core/index.ts";
import { companions, isAloneWith, takeMendingLock } from "../storage/index.ts";
import { attachmentsIn, foldersOf, isThere } from "./data-parts.ts";
import { databaseName, manifestName, readManifest, settingsName } from "./format.ts";
import { type SwapDisk, swapDisk } from "./swap-disk.ts";
import type { SwapOutcome } from "./types.ts";
import { type Marker, markerPath, readMarker } from "./waiting.ts";

export interface SwapOptions {
  dataFolder: string;
  logger: Logger;
  disk?: SwapDisk;
}

/** What SQLite keeps beside a database, and the backup that Bitloft keeps of it. */
const besideDatabase = [...companions, ".backup"];
/** Derived from the database: what it finds belongs to that one. */
const derived = ["", ...companions].map((suffix) => `search.db${suffix}`);

/**
 * Puts a restore that waits in the place of what is there, before anything of this process has opened the database. Null where none waits.
 * What is there is put aside as a whole first, under second names; the database is then replaced by one renaming, so that at any
 * moment the old one or the new one is there, and whatever is cut short goes on at the next start. Throws what the file
 * system throws, and `AppError` `database-failed`.
 */
export async function swapIn({ dataFolder, logger, disk = swapDisk }: SwapOptions): Promise<SwapOutcome | null> {
  if (readMarker(dataFolder, logger) === null) return null;
  const release = takeMendingLock(join(dataFolder, databaseName));
  try {
    // Another process may have been faster.
    const marker = readMarker(dataFolder, logger);
    return marker === null ? null : await new Swap(dataFolder, marker, disk).run();
  } finally {
    release();
  }
}

/**
 * Where it is, it reads off the files: as long as the new database waits, the old one is in its place, and nothing that was put aside before
 * is needed.
 */
class Swap {
  readonly #folder: string;
  readonly #waiting: string;
  readonly #aside: string;
  readonly #disk: SwapDisk;

  constructor(dataFolder: string, { folder, readyAt }: Marker, disk: SwapDisk) {
    this.#folder = dataFolder;
    this.#waiting = join(dataFolder, folder);
    const stamp = new Date(readyAt).toISOString().replaceAll(/[:.]/g, "-");
    this.#aside = join(dataFolder, `replaced-${stamp}-${folder.slice(-8)}`);
    this.#disk = disk;
  }

  async run(): Promise<SwapOutcome> {
    const database = join(this.#folder, databaseName);
    if (await isThere(join(this.#waiting, databaseName))) {
      if (!isAloneWith(database)) return { state: "in-use" };
      const before = await attachmentsIn(this.#folder);
      await this.#putAside(before);
      await this.#placeAttachments();
      // Putting aside may have taken a while.
      if (!isAloneWith(database)) return { state: "in-use" };
      await this.#placeDatabase();
      await this.#removeAttachments(before);
    }
    const settings = join(this.#waiting, settingsName);
    if (await isThere(settings)) await this.#disk.rename(settings, join(this.#folder, settingsName));
    await this.#disk.syncFolder(this.#folder);
    await this.#disk.remove(markerPath(this.#folder));
    await this.#disk.remove(this.#waiting);
    return { state: "done", putAside: (await isThere(this.#aside)) ? this.#aside : null };
  }

  /** Under its name it is whole. */
  async #putAside(attachments: readonly string[]): Promise<void> {
    const unfinished = `${this.#aside}.new`;
    await this.#disk.remove(unfinished);
    await this.#disk.remove(this.#aside);
    const names = [databaseName, ...besideDatabase.map((suffix) => databaseName + suffix), settingsName];
    const kept: string[] = [];
    for (const name of [...names, ...attachments]) if (await isThere(join(this.#folder, name))) kept.push(name);
    if (kept.length === 0) return;
    const folders = foldersOf(kept);
    for (const folder of folders) await this.#disk.makeFolder(join(unfinished, folder));
    for (const name of kept) await this.#disk.keep(join(this.#folder, name), join(unfinished, name));
    for (const folder of folders) await this.#disk.syncFolder(join(unfinished, folder));
    await this.#disk.rename(unfinished, this.#aside);
    await this.#disk.syncFolder(this.#folder);
  }

  /** Beside those of the old database, which go on being what their names say. */
  async #placeAttachments(): Promise<void> {
    const names = await attachmentsIn(this.#waiting);
    for (const name of names) await this.#disk.rename(join(this.#waiting, name), join(this.#folder, name));
    for (const folder of foldersOf(names)) await this.#disk.syncFolder(join(this.#folder, folder));
  }

  async #placeDatabase(): Promise<void> {
    const database = join(this.#folder, databaseName);
    for (const name of derived) await this.#disk.remove(join(this.#folder, name));
    // An old log would be played into the new database.
    for (const suffix of besideDatabase) await this.#disk.remove(database + suffix);
    await this.#disk.rename(join(this.#waiting, databaseName), database);
    await this.#disk.syncFolder(this.#folder);
  }

  /** What the new database does not know; it is put aside. Whatever came after a swap that was cut short here is left alone. */
  async #removeAttachments(before: readonly string[]): Promise<void> {
    const manifest = readManifest(await readFile(join(this.#waiting, manifestName), "utf8"));
    const wanted = new Set(manifest.parts.map(({ name }) => name));
    for (const name of before) {
      if (!wanted.has(name)) await this.#disk.remove(join(this.#folder, name));
    }
  }
}
