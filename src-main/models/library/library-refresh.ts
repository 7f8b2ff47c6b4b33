import { resolve } from "node:path";
import type { Clock, Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { Volumes } from "../../ground/files/index.ts";
import { AskedVolumes } from "./asked-volumes.ts";
import { describeModel } from "./describe-model.ts";
import { type DiskNews, diskNews } from "./disk-news.ts";
import { findDownloaded } from "./find-downloaded.ts";
import { FoldersTable } from "./folders-table.ts";
import type { MovedFolder } from "./moved-folders.ts";
import type { LibraryRecords } from "./library-records.ts";
import { PlacesTable } from "./places-table.ts";
import type { VariantRecord } from "./types.ts";
import type { VariantsTable } from "./variants-table.ts";

export interface LibraryRefreshOptions {
  db: Database;
  variants: VariantsTable;
  records: LibraryRecords;
  /** Absolute. */
  modelsFolder: () => string;
  volumes: Volumes;
  logger: Logger;
  clock: Clock;
  /** Undoes or finishes the moves that a process has left; whether that has changed the library. */
  recoverMoves: () => Promise<boolean>;
  /** Whether a file that is not entered yet is on its way to this path. */
  isOnItsWay: (path: string) => boolean;
}

/** Compares what the library knows with what is on the disks now. */
export class LibraryRefresh {
  readonly #options: LibraryRefreshOptions;
  readonly #folders: FoldersTable;
  readonly #places: PlacesTable;
  /** Whose headers could not be read: each refresh would read them again. */
  readonly #unreadable = new Set<string>();

  constructor(options: LibraryRefreshOptions) {
    this.#options = options;
    this.#folders = new FoldersTable(options.db);
    this.#places = new PlacesTable(options.db);
    if (options.db.opening.outcome === "restored") this.#folders.forgetSearches();
  }

  /** Returns the ids of what is new or has changed. */
  async run(): Promise<string[]> {
    const { variants, logger, recoverMoves } = this.#options;
    const before = (await recoverMoves()) ? variants.list().map(({ id }) => id) : [];
    // First, since what is on a drive that is away cannot be searched.
    const { changed, moved } = await this.#lookAtDisks(variants.list(), true);
    if (moved.size > 0) changed.push(...(await this.#lookWhereMoved(moved)));
    const found = await this.#searchAgain().catch((error: unknown) => {
      // On a full disk what is known already must still be listed and loaded.
      logger.warn("the models folder could not be searched", { error: String(error) });
      return [];
    });
    const learned = await this.#learnPurposes(variants.withoutPurpose());
    return [...new Set([...before, ...found, ...changed, ...learned])];
  }

  /** What is in a folder that has moved was not looked at there yet, and variants that were known there may have become part of it. */
  async #lookWhereMoved(moved: ReadonlySet<number>): Promise<string[]> {
    const known = this.#options.variants.list();
    const within = known.filter(({ files }) => files.some(({ folderId }) => moved.has(folderId)));
    return [...within.map(({ id }) => id), ...(await this.#lookAtDisks(known, true)).changed];
  }

  /** The same for the files of these variants alone. Whether a folder has moved, all of its files decide together. */
  async lookAt(ids: readonly string[]): Promise<string[]> {
    return (await this.#lookAtDisks(this.#options.variants.some(ids), false)).changed;
  }

  /** What a lost database knew: the files are there, only their checksums are not. Once for each models folder. */
  async #searchAgain(): Promise<string[]> {
    const current = resolve(this.#options.modelsFolder());
    const roots = this.#folders.unsearched().map(({ path }) => path);
    if (!this.#folders.isKnown(current)) roots.push(current);
    const found: string[] = [];
    for (const root of roots) found.push(...(await this.#search(root)));
    return found;
  }

  async #search(root: string): Promise<string[]> {
    const { variants, records, logger, clock, isOnItsWay } = this.#options;
    const found = await findDownloaded(root);
    if (found === null) return [];
    const added: string[] = [];
    for (const { path, repository, commit } of found) {
      if (variants.findByPath(path) !== null || isOnItsWay(path)) continue;
      try {
        const model = await describeModel(path);
        // By another path it is the same file, and deleting one of the two would delete both.
        if ((await records.findSame(model)) !== null) continue;
        // What no download of ours has put there is its owner's: taken off the library, its file stays.
        const origin = commit === null ? { repository: null, root: null } : { repository, root };
        added.push(records.put(model, { ...origin, commit, variantKey: null, state: "unverified" }));
        logger.info("a model was found again", { path });
      } catch (error) {
        logger.warn("a file in the models folder is no model that can be used", { path, error: String(error) });
      }
    }
    this.#folders.setSearched(root, clock.now());
    return added;
  }

  async #lookAtDisks(
    known: readonly VariantRecord[],
    isWhole: boolean,
  ): Promise<{ changed: string[]; moved: Set<number> }> {
    const { volumes, logger } = this.#options;
    const places = new Map(known.flatMap(({ files }) => files.map((file) => [file.id, file])));
    const used = new Set([...places.values()].map(({ folderId }) => folderId));
    const folders = this.#folders.list().filter(({ id, away }) => (away && isWhole) || used.has(id));
    const news = await diskNews(folders, [...places.values()], new AskedVolumes(volumes), isWhole);
    let moved: MovedFolder[];
    try {
      moved = this.#keep(news);
    } catch (error) {
      // One that went with its drive must not keep the others from being listed and loaded on a full disk.
      logger.warn("the states of variants could not be kept", { error: String(error) });
      return { changed: [], moved: new Set() };
    }
    for (const { from, path } of moved) logger.info("a folder's drive is back under another name", { from, path });
    const movedIds = new Set(moved.map(({ id }) => id));
    const otherFolders = new Set([...news.away, ...news.back, ...movedIds]);
    const otherPlaces = new Set(news.seen.flatMap(({ ids }) => ids));
    const changed = known.filter(({ files }) =>
      files.some(({ id, folderId }) => otherFolders.has(folderId) || otherPlaces.has(id)),
    );
    return { changed: changed.map(({ id }) => id), moved: movedIds };
  }

  /** Returns the folders that have moved. */
  #keep({ away, back, moved, volumes, seen }: DiskNews): MovedFolder[] {
    const { db, clock } = this.#options;
    if (away.length + back.length + moved.length + volumes.length + seen.length === 0) return [];
    return db.transaction(() => {
      if (away.length > 0) this.#folders.setAway(away, true);
      if (back.length > 0) this.#folders.setAway(back, false);
      const done = moved.filter((folder) => this.#folders.move(folder));
      for (const learned of volumes) this.#folders.setVolume(learned);
      for (const { sight, ids } of seen) this.#places.setSeen(ids, sight, clock.now());
      return done;
    });
  }

  /** What was installed before purposes were kept is looked at once; the ids of those. */
  async #learnPurposes(known: readonly VariantRecord[]): Promise<string[]> {
    const { variants, logger } = this.#options;
    const learned: string[] = [];
    for (const { id, files } of known) {
      const isThere = files.length > 0 && files.every(({ here, away }) => here && !away);
      if (!isThere || this.#unreadable.has(id)) continue;
      try {
        const { purpose } = await describeModel(files[0]?.path ?? "");
        variants.setPurpose(id, purpose ?? "chat");
        learned.push(id);
      } catch (error) {
        this.#unreadable.add(id);
        logger.info("what a variant is for could not be read", { id, error: String(error) });
      }
    }
    return learned;
  }
}
