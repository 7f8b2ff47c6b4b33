import { access, constants, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { LibraryFolder } from "../../../src-shared/contract/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import { freeBytes, isInside } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { inTime } from "../../ground/timing/index.ts";
import { FoldersTable } from "./folders-table.ts";
import { answerMs } from "./limits.ts";
import { MovesTable } from "./moves-table.ts";
import type { FolderRecord } from "./types.ts";
import type { VariantsTable } from "./variants-table.ts";

export interface LibraryFoldersOptions {
  db: Database;
  variants: VariantsTable;
  /** Absolute: where downloads go. */
  modelsFolder: () => string;
  /** Looks at the disks, and for what was downloaded to a folder that is new. */
  refresh: () => Promise<void>;
  /** These variants are gone. */
  onRemoved: (ids: readonly string[]) => void;
}

/** The folders that downloads may go to, on whichever drives. */
export class LibraryFolders {
  readonly #options: LibraryFoldersOptions;
  readonly #folders: FoldersTable;
  readonly #moves: MovesTable;

  constructor(options: LibraryFoldersOptions) {
    this.#options = options;
    this.#moves = new MovesTable(options.db);
    this.#folders = new FoldersTable(options.db);
  }

  /** The one that downloads go to first. A drive that does not answer costs its folder the figures of the disk, and no more than a moment. */
  async list(): Promise<LibraryFolder[]> {
    const current = resolve(this.#options.modelsFolder());
    if (!this.#folders.isKnown(current)) this.#folders.put(current, "models");
    const sums = this.#folders.contents();
    const described = this.#folders.models().map(async (folder): Promise<LibraryFolder> => {
      const { usedBytes, variants } = sums.get(folder.id) ?? { usedBytes: 0, variants: 0 };
      const free = folder.away ? null : await inTime(freeBytes(folder.path), answerMs, () => null);
      const isDefault = folder.path === current;
      return {
        id: String(folder.id),
        path: folder.path,
        owner: "bitloft",
        isDefault,
        present: !folder.away && (isDefault || (await isThere(folder.path))),
        freeBytes: free,
        usedBytes,
        variants,
      };
    });
    const all = await Promise.all(described);
    return all.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.path.localeCompare(b.path));
  }

  /** Where they are, also those that are away. */
  paths(): string[] {
    return [...new Set([resolve(this.#options.modelsFolder()), ...this.#folders.models().map(({ path }) => path)])];
  }

  /** Throws `not-found`. */
  required(id: string): FolderRecord {
    const found = this.#folders.models().find((folder) => String(folder.id) === id);
    if (found === undefined) throw appError("not-found", "library-folder");
    return found;
  }

  /** Null for a folder that is none of them. */
  at(path: string): FolderRecord | null {
    return this.#folders.models().find((folder) => folder.path === resolve(path)) ?? null;
  }

  /**
   * Adds one, with the models that Bitloft has put into it before, and returns its id. Throws `invalid-input` where there is no folder, or
   * one that lies in or around another one, and `disk-failed` where nothing may be written.
   */
  async add(given: string): Promise<string> {
    const path = resolve(given);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() !== true) throw appError("invalid-input", "no-such-folder", { path });
    const real = await realPath(path);
    const others = await Promise.all(this.#folders.models().map((folder) => realPath(folder.path)));
    if (others.some((other) => other === real || isInside(other, real) || isInside(real, other))) {
      throw appError("invalid-input", "folder-known", { path });
    }
    await access(path, constants.W_OK).catch((error: unknown) => {
      throw appError("disk-failed", "models-folder", { reason: systemCode(error) }, { cause: error });
    });
    const id = this.#folders.put(path, "models");
    await this.#options.refresh();
    return String(id);
  }

  /**
   * Forgets one and takes what is in it out of the library; the files stay. `letGo` ends what has a variant's files open. Throws `not-found`,
   * `invalid-input` for the one that downloads go to, and `busy` while a file moves into it or out of it.
   */
  async remove(id: string, letGo: (variantId: string) => Promise<void>): Promise<void> {
    const { db, variants, modelsFolder, onRemoved } = this.#options;
    const folder = this.required(id);
    if (folder.path === resolve(modelsFolder())) {
      throw appError("invalid-input", "folder-in-use", { path: folder.path });
    }
    if (this.#moves.touches(folder.path)) throw appError("busy", "folder-in-move");
    for (const variant of this.#folders.variantsIn(folder.id)) await letGo(variant);
    const gone = db.transaction(() => {
      const ids = this.#folders.variantsIn(folder.id);
      for (const variant of ids) variants.remove(variant);
      this.#folders.remove(folder.id);
      return ids;
    });
    onRemoved(gone);
  }
}

/** What the path leads to: one folder may have several names. The path itself where its drive does not answer. */
const realPath = (path: string): Promise<string> =>
  inTime(
    realpath(path).catch(() => path),
    answerMs,
    () => path,
  );

const isThere = (path: string): Promise<boolean> =>
  inTime(
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
    answerMs,
    () => false,
  );
