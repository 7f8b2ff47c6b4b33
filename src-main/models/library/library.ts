import { resolve } from "node:path";
import type {
  CollectionChange,
  CollectionPage,
  InstalledVariant,
  ReplaceVariant,
  VerifyResult,
} from "../../../src-shared/contract/index.ts";
import { type Clock, type Logger, appError, systemClock } from "../../ground/core/index.ts";
import { FileHasher, type Volumes, nodeVolumes } from "../../ground/files/index.ts";
import { type Owner as ProcessName, ProcessOwner } from "../../ground/processes/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { InstalledFiles } from "../download/index.ts";
import { requireReplaceable } from "./can-replace.ts";
import { describeModel, fileRecord } from "./describe-model.ts";
import { FoldersTable } from "./folders-table.ts";
import { inherits } from "./inherits.ts";
import { LibraryFolders } from "./library-folders.ts";
import { LibraryFeed } from "./library-feed.ts";
import { LibraryRecords } from "./library-records.ts";
import { LibraryRefresh } from "./library-refresh.ts";
import type { MoveDisk } from "./move-disk.ts";
import { type MoveOptions, Moves } from "./moves.ts";
import { PlacesTable } from "./places-table.ts";
import { removeOwnFiles } from "./remove-own-files.ts";
import { stateOf } from "./state-of.ts";
import { toInstalled } from "./to-installed.ts";
import type { InstalledFile, LinkedModel, PlaceRecord, VariantRecord } from "./types.ts";
import { fromCursor, toCursor } from "./variant-cursor.ts";
import { VariantsTable } from "./variants-table.ts";
import { verifyFiles } from "./verify-files.ts";

/** Variants; reading so many takes less than a millisecond. */
const readAtOnce = 25;

export interface LibraryOptions {
  db: Database;
  /** Absolute. */
  modelsFolder: () => string;
  volumes?: Volumes;
  logger: Logger;
  clock?: Clock;
  /** This process, of those that share the database. */
  owner?: ProcessName;
  moveDisk?: MoveDisk;
}

/**
 * What is installed on this computer, in any folder. Errors are `AppError`; besides those named, `database-failed` and
 * `disk-full` from any that writes.
 */
export class Library {
  readonly #db: Database;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #variants: VariantsTable;
  readonly #places: PlacesTable;
  readonly #folders: FoldersTable;
  readonly #moves: Moves;
  readonly #records: LibraryRecords;
  readonly #feed: LibraryFeed;
  readonly #refresh: LibraryRefresh;
  readonly #hasher = new FileHasher();
  readonly #verifying = new Map<string, Promise<VerifyResult>>();
  #refreshing: Promise<void> | null = null;
  /** That downloads may go to. */
  readonly folders: LibraryFolders;

  constructor(options: LibraryOptions) {
    const { db, modelsFolder, volumes = nodeVolumes, logger, clock = systemClock } = options;
    const { owner = new ProcessOwner(), moveDisk } = options;
    this.#db = db;
    this.#logger = logger;
    this.#clock = clock;
    const variants = new VariantsTable(db);
    this.#variants = variants;
    this.#places = new PlacesTable(db);
    this.#folders = new FoldersTable(db);
    this.#records = new LibraryRecords(db, variants, clock);
    this.#feed = new LibraryFeed(variants);
    this.#moves = new Moves({ db, hasher: this.#hasher, owner, clock, logger, ...(moveDisk && { disk: moveDisk }) });
    this.#refresh = new LibraryRefresh({
      ...{ db, variants, records: this.#records, modelsFolder, volumes, logger, clock },
      recoverMoves: () => this.#moves.recover(),
      isOnItsWay: (path) => this.#moves.isTarget(path),
    });
    this.folders = new LibraryFolders({
      ...{ db, variants, modelsFolder },
      refresh: async () => {
        // One that is under way may have read which folders there are.
        await this.#refreshing?.catch(() => undefined);
        await this.refresh();
      },
      onRemoved: (ids) => this.#feed.changed(ids),
    });
  }

  /** The newest first. */
  list(): InstalledVariant[] {
    return this.#variants.list().map(toInstalled);
  }

  /** A part of the list: `cursor` is the `next` of the part before, null for the first. Throws `invalid-input` for one that is none. */
  page(cursor: string | null, limit: number): CollectionPage<InstalledVariant> {
    // One more than is asked for, to know whether there are more.
    const found = this.#variants.page(fromCursor(cursor), limit + 1);
    const items = found.slice(0, limit).map(toInstalled);
    const last = items.at(-1);
    const next = found.length > limit && last !== undefined ? toCursor(last) : null;
    return { revision: this.revision(), items, next };
  }

  /** Those of these ids that are there, each with the files that it is opened at. */
  some(ids: readonly string[]): { variant: InstalledVariant; files: InstalledFile[] }[] {
    return this.#variants.some(ids).map((variant) => ({ variant: toInstalled(variant), files: filesOf(variant) }));
  }

  /** Of the last change that `onChange` reported. */
  revision(): number {
    return this.#feed.revision;
  }

  /** By its id; null when it is gone. */
  get(id: string): InstalledVariant | null {
    const variant = this.#variants.get(id);
    return variant === null ? null : toInstalled(variant);
  }

  /** The files that it is opened at, the first shard first; none when it is gone. */
  files(id: string): InstalledFile[] {
    const variant = this.#variants.get(id);
    return variant === null ? [] : filesOf(variant);
  }

  /** All of them, with the places that they are made of. */
  records(): VariantRecord[] {
    return this.#variants.list();
  }

  /** All of them, the newest first, read in small parts as they are taken: what changes meanwhile may be missed. */
  *each(): Generator<InstalledVariant> {
    let cursor: string | null = null;
    do {
      const { items, next }: CollectionPage<InstalledVariant> = this.page(cursor, readAtOnce);
      yield* items;
      cursor = next;
    } while (cursor !== null);
  }

  /** Those whose content may be in several places, read as `each`. */
  *inSeveralPlaces(): Generator<VariantRecord> {
    const ids = this.#variants.withContentTwice();
    for (let at = 0; at < ids.length; at += readAtOnce) yield* this.#variants.some(ids.slice(at, at + readAtOnce));
  }

  /** Whether the file belongs to a variant of the library. */
  has(path: string): boolean {
    return this.#variants.findByPath(path) !== null;
  }

  /** Whether that variant's own files are known to be as they should be, whatever it is opened at: neither missing nor damaged nor changed since. */
  isSound(path: string): boolean {
    return isReady(this.#variants.findByPath(path));
  }

  /** Whether a variant's own files are all there now, in whichever folder, and known to be as they should be. */
  async isWhole(id: string): Promise<boolean> {
    await this.lookAt([id]);
    return isReady(this.#variants.get(id));
  }

  /**
   * Takes over a finished download and returns the variant's id. Its header is read: throws `not-gguf`, `malformed-gguf`,
   * `incomplete-model` or `unsupported-model`.
   */
  async installed({ repository, commit, variantKey: key, root, files }: InstalledFiles): Promise<string> {
    const model = await describeModel(files[0]?.path ?? "");
    const records = await Promise.all(files.map(({ path, sha256 }) => fileRecord(path, sha256)));
    // Labelled by what is in the file, as one that is imported or found again: the same file has one label.
    const origin = { repository, commit, variantKey: key, root, state: "ready" } as const;
    const id = this.#records.put({ ...model, files: records }, origin);
    this.#feed.changed([id]);
    return id;
  }

  /** Takes over a file that was made here, inside the models folder `root`, and returns the variant's id. Throws what `installed` throws. */
  async made({ path, root, sha256 }: { path: string; root: string; sha256: string }): Promise<string> {
    const model = await describeModel(path);
    const records = [await fileRecord(path, sha256)];
    const origin = { repository: null, commit: null, variantKey: null, root, state: "ready" } as const;
    const id = this.#records.put({ ...model, files: records }, origin);
    this.#feed.changed([id]);
    return id;
  }

  /**
   * Adds a GGUF file without moving it, with the shards beside it. Throws what `installed` throws, and `file-missing`,
   * `invalid-input` (a folder, a device, a file that is in the library already), `disk-failed`. Once the signal has fired nothing is
   * added: throws `cancelled`.
   */
  async importFile(
    given: string,
    onRead?: (readBytes: number) => void,
    signal?: AbortSignal,
  ): Promise<InstalledVariant> {
    const path = resolve(given);
    const model = await describeModel(path, { onRead, signal });
    const same = await this.#records.findSame(model);
    signal?.throwIfAborted();
    if (same !== null) {
      throw appError("invalid-input", "in-library-already", { path, id: same.id, name: same.name, label: same.label });
    }
    const origin = { repository: null, commit: null, variantKey: null, root: null, state: "ready" } as const;
    const id = this.#records.put(model, origin);
    this.#feed.changed([id]);
    return toInstalled(this.#records.required(id));
  }

  /**
   * Adds another program's model without moving it, as `importFile`. Where its file's name is a hash, that is what it is to have: nobody
   * has read it yet, so it is no copy of anything until it was verified. The id is null where the library has it already.
   */
  async link(
    { path, hashes, ...known }: LinkedModel,
    signal?: AbortSignal,
  ): Promise<{ id: string | null; name: string }> {
    const described = await describeModel(path, { signal });
    const files = described.files.map((file) => ({ ...file, sha256: hashes.get(file.path) ?? null }));
    const model = { ...described, files, name: known.name ?? described.name };
    const same = await this.#records.findSame(model);
    signal?.throwIfAborted();
    if (same !== null) return { id: null, name: same.name };
    const { repository, commit, owner } = known;
    const state = files.some(({ sha256 }) => sha256 !== null) ? "unverified" : "ready";
    const id = this.#records.put(model, { repository, commit, owner, variantKey: null, root: null, state });
    this.#feed.changed([id]);
    return { id, name: this.#records.required(id).name };
  }

  /** Whether it has these files, under whatever name, or their content. */
  async holds(files: readonly InstalledFile[]): Promise<boolean> {
    return (await this.#records.findSame({ files })) !== null;
  }

  /**
   * Hashes every file again and compares. Throws `not-found`, `file-missing`, `cancelled`. `onProgress` counts bytes of all its
   * files together.
   */
  verify(
    id: string,
    onProgress: (doneBytes: number, totalBytes: number) => void = () => undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<VerifyResult> {
    const under = this.#verifying.get(id);
    if (under !== undefined) return under;
    const verified = this.#verify(id, onProgress, signal).finally(() => this.#verifying.delete(id));
    this.#verifying.set(id, verified);
    return verified;
  }

  /**
   * Takes a variant out of the library, with those of its files that Bitloft has put there and no other variant needs; what is
   * another program's or a person's stays where it is, and so does what is away. A file that another variant is opened at, since its
   * own is missing or damaged, becomes that one's. Throws `not-found`, or `file-changed` when `confirmedBytes` is not its size.
   */
  async remove(id: string, confirmedBytes: number): Promise<void> {
    const { sizeBytes, name } = toInstalled(this.#records.required(id));
    if (sizeBytes !== confirmedBytes) {
      throw appError("file-changed", "size-changed", { name, sizeBytes, confirmedBytes });
    }
    // What was seen last may be long ago: another's own file may be gone by now, and this one the last.
    await this.lookAt([id, ...this.#variants.withContentOf([id])]);
    const variant = this.#records.required(id);
    const others = this.#variants.withContentOf([id]).flatMap((other) => this.#variants.get(other) ?? []);
    const heirs = others.filter((other) => inherits(other, variant));
    const kept = new Set(heirs.flatMap(({ opened }) => opened.map(({ path }) => path)));
    // What somebody has changed in an heir's own file is nowhere else, and stays.
    const left = heirs.flatMap((heir) => this.#ownOf(heir)).filter(({ state }) => state !== "unverified");
    const own = [...this.#ownOf(variant), ...left].filter(({ path }) => !kept.has(path));
    await removeOwnFiles(own.filter(({ away }) => !away));
    this.#db.transaction(() => {
      // What is away cannot be deleted: when its drive is back it is found again, so no file is left unnoticed.
      for (const { away, folderId } of own) if (away) this.#folders.forgetSearch(folderId);
      for (const heir of heirs) this.#variants.keepOpened(heir);
      this.#variants.remove(id);
    });
    this.#feed.changed([id, ...others.map((other) => other.id)]);
  }

  /**
   * Removes a variant for the sake of another one, which is looked at first: it must be there whole, and where it is a duplicate have the
   * same content. `takeOver` gives it what used the first one; what that has changed is looked at again. Throws what `remove` throws,
   * and `file-changed` where the other one is not what it should be: nothing was deleted then.
   */
  async replace({ fromId, toId, ...wish }: ReplaceVariant, takeOver: () => Promise<void>): Promise<void> {
    const check = async (): Promise<void> => {
      await this.lookAt([fromId, toId]);
      await requireReplaceable(this.#records.required(fromId), this.#records.required(toId), wish.isDuplicate);
    };
    await check();
    await takeOver();
    await check();
    await this.remove(fromId, wish.confirmedBytes);
  }

  /**
   * Moves a variant's files to another folder of the library's: copied, checked, entered, and only then removed where they were. What
   * another variant is made of too moves with it. Throws `not-found`, and what `Moves.move` throws; all is as it was then.
   */
  async move(id: string, folderId: string, options: MoveOptions): Promise<void> {
    const folder = this.folders.required(folderId);
    // What was seen last may be long ago.
    await this.lookAt([id]);
    const variant = this.#records.required(id);
    await this.#moves.move(variant, folder.path, options);
    this.#feed.changed([id, ...this.#variants.withContentOf([id])]);
  }

  /** A variant's files that Bitloft has put there and that no other one is made of. */
  #ownOf({ id, files }: VariantRecord): PlaceRecord[] {
    const ids = files.map((file) => file.id);
    const shared = this.#variants.sharedPlaces(id, ids);
    return files.filter((file) => file.owner === "bitloft" && !shared.has(file.id));
  }

  /** Looks at every file: gone, back, or changed. In a models folder that this database has not seen, also finds what was downloaded. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh
      .run()
      .then((ids) => {
        this.#feed.changed(ids);
      })
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /** The same without a wait, and never failing: reports what has changed. */
  refreshSoon(): void {
    this.refresh().catch((error: unknown) => {
      this.#logger.warn("the library's files could not be looked at", { error: String(error) });
    });
  }

  /** Looks at the files of these alone, which takes no longer for the others that there are. */
  async lookAt(ids: readonly string[]): Promise<void> {
    this.#feed.changed(await this.#refresh.lookAt(ids));
  }

  /** Reports what another process has changed since the last call; the first one only remembers the state. */
  noticeOutsideChanges(): void {
    this.#feed.noticeOutsideChanges();
  }

  /** Notes that it was used. Never throws: a failure to keep it goes to the log. */
  touch(id: string): void {
    try {
      this.#variants.setLastUsed(id, this.#clock.now());
      this.#feed.changed([id]);
    } catch (error) {
      // A full disk must not cost a model that is already in memory.
      this.#logger.warn("when a variant was used could not be kept", { id, error: String(error) });
    }
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: (change: CollectionChange<InstalledVariant>) => void): () => void {
    const off = this.#feed.on(listener);
    return () => void off();
  }

  async dispose(): Promise<void> {
    await this.#hasher.dispose();
    await Promise.allSettled(this.#verifying.values());
  }

  async #verify(
    id: string,
    onProgress: (doneBytes: number, totalBytes: number) => void,
    signal: AbortSignal,
  ): Promise<VerifyResult> {
    const variant = this.#records.required(id);
    const places = variant.files.map((own, index) => (own.here && !own.away ? own : (variant.opened[index] ?? own)));
    const { result, files, damaged } = await verifyFiles({ id, files: places }, this.#hasher, onProgress, signal);
    const now = this.#clock.now();
    this.#db.transaction(() => {
      if (this.#variants.get(id) === null) return;
      // A copy may have gone with its variant meanwhile, and its number to another file.
      const isThere = ({ id: placeId, path }: PlaceRecord): boolean => this.#places.pathOf(placeId) === path;
      if (result.ok) {
        for (const [index, place] of places.entries()) {
          if (isThere(place)) this.#places.setContent(place.id, files[index] ?? place, now);
        }
      }
      const ids = damaged.filter(isThere).map((place) => place.id);
      if (!result.ok) this.#places.setSeen(ids, { here: true, state: "damaged" }, now);
    });
    this.#feed.changed([id]);
    return result;
  }
}

/** Whether its own files are known to be as they should be. */
const isReady = (variant: VariantRecord | null): boolean => variant !== null && stateOf(variant.files) === "ready";

const filesOf = ({ opened }: VariantRecord): InstalledFile[] =>
  opened.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 }));
