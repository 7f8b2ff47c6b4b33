import type { Clock, Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { describeModel } from "./describe-model.ts";
import { statesOfFiles } from "./file-states.ts";
import { findDownloaded } from "./find-downloaded.ts";
import type { LibraryRecords } from "./library-records.ts";
import { SearchedFoldersTable } from "./searched-folders-table.ts";
import type { InstalledState, VariantRecord } from "./types.ts";
import type { VariantsTable } from "./variants-table.ts";

export interface LibraryRefreshOptions {
  db: Database;
  variants: VariantsTable;
  records: LibraryRecords;
  /** Absolute. */
  modelsFolder: () => string;
  logger: Logger;
  clock: Clock;
}

/** Compares what the library knows with what lies on the disks now. */
export class LibraryRefresh {
  readonly #options: LibraryRefreshOptions;
  readonly #searched: SearchedFoldersTable;
  /** Whose headers could not be read: each refresh would read them again. */
  readonly #unreadable = new Set<string>();

  constructor(options: LibraryRefreshOptions) {
    this.#options = options;
    this.#searched = new SearchedFoldersTable(options.db);
    if (options.db.opening.outcome === "restored") this.#searched.clear();
  }

  /** Returns the ids of what is new or has changed. */
  async run(): Promise<string[]> {
    const { variants, logger } = this.#options;
    const found = await this.#searchAgain().catch((error: unknown) => {
      // On a full disk what is known already must still be listed and loaded.
      logger.warn("the models folder could not be searched", { error: String(error) });
      return [];
    });
    const known = variants.list();
    const changed = await this.#lookAtFiles(known);
    const learned = await this.#learnPurposes(known);
    return [...new Set([...found, ...changed, ...learned])];
  }

  /** What a lost database knew: the files are there, only their checksums are not. Once for each models folder. */
  async #searchAgain(): Promise<string[]> {
    const { variants, records, logger, clock } = this.#options;
    const root = this.#options.modelsFolder();
    if (this.#searched.has(root)) return [];
    const found = await findDownloaded(root);
    if (found === null) return [];
    const added: string[] = [];
    for (const { path, repository, commit } of found) {
      if (variants.findByPath(path) !== null) continue;
      try {
        const model = await describeModel(path);
        // What no download of ours has put there is its owner's: taken off the library, its file stays.
        const origin = commit === null ? { repository: null, root: null } : { repository, root };
        added.push(records.put(model, { ...origin, commit, variantKey: null, state: "unverified" }));
        logger.info("a model was found again", { path });
      } catch (error) {
        logger.warn("a file in the models folder is no model that can be used", { path, error: String(error) });
      }
    }
    this.#searched.add(root, clock.now());
    return added;
  }

  async #lookAtFiles(known: readonly VariantRecord[]): Promise<string[]> {
    const { db, variants, logger } = this.#options;
    const states = await statesOfFiles(known);
    const now = new Map<InstalledState, string[]>();
    for (const [index, { id, state: before }] of known.entries()) {
      const state = states[index] ?? before;
      if (state === before) continue;
      const ids = now.get(state);
      if (ids === undefined) now.set(state, [id]);
      else ids.push(id);
    }
    try {
      if (now.size > 0) db.transaction(() => now.forEach((ids, state) => variants.setStates(ids, state)));
      return [...now.values()].flat();
    } catch (error) {
      // One that went with its drive must not keep the others from being listed and loaded on a full disk.
      logger.warn("the states of variants could not be kept", { error: String(error) });
      return [];
    }
  }

  /** What was installed before purposes were kept is looked at once; the ids of those. */
  async #learnPurposes(known: readonly VariantRecord[]): Promise<string[]> {
    const { variants, logger } = this.#options;
    const learned: string[] = [];
    for (const { id, files, purpose: kept, state } of known) {
      if (kept !== null || state === "missing" || this.#unreadable.has(id)) continue;
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
