import { randomUUID } from "node:crypto";
import { dirname, join, relative, sep } from "node:path";
import { AppError, type Clock, type Logger, appError, systemCode } from "../../ground/core/index.ts";
import { type Hasher, hashFile, isDiskFull, isOfSystem } from "../../ground/files/index.ts";
import type { Owner } from "../../ground/processes/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { FoldersTable } from "./folders-table.ts";
import { type MoveDisk, nodeMoveDisk } from "./move-disk.ts";
import { type FileMove, MovesTable } from "./moves-table.ts";
import { PlacesTable } from "./places-table.ts";
import type { PlaceRecord, VariantRecord } from "./types.ts";

export interface MovesOptions {
  db: Database;
  hasher: Pick<Hasher, "open">;
  /** Of the processes that share the database, this one. */
  owner: Owner;
  clock: Clock;
  logger: Logger;
  disk?: MoveDisk;
}

export interface MoveOptions {
  /** The files' bytes, and how many of them are there. */
  onProgress: (doneBytes: number, totalBytes: number) => void;
  signal: AbortSignal;
  /** Ends what has the files open: before the old ones go. */
  letGo: () => Promise<void>;
}

const limits = {
  /** Folders that are tried for a name that is free. */
  attempts: 50,
  /** Stays free on the disk. */
  slackBytes: 256 * 1024 * 1024,
  /** A move whose process has not said for so long that it lives is left: its computer may have another name by now, or its number another process. */
  leaseMs: 5 * 60_000,
} as const;
/** Folders that a download makes: owner, name, commit. The last of them is the one that is numbered. */
const ownFolders = 3;

/**
 * Moves what Bitloft has put into one folder to another one: a copy is made, checked against the hash, entered, and only then the old file
 * goes. Each step is written down before it is taken, so that the next process undoes or finishes what this one could not. On one file
 * system a second name takes the place of the copy: the bytes are the same.
 */
export class Moves {
  readonly #hasher: Pick<Hasher, "open">;
  readonly #owner: Owner;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #disk: MoveDisk;
  readonly #db: Database;
  readonly #table: MovesTable;
  readonly #places: PlacesTable;
  readonly #folders: FoldersTable;
  /** Of this process, by their ids. */
  readonly #underWay = new Set<number>();

  constructor({ db, hasher, owner, clock, logger, disk = nodeMoveDisk }: MovesOptions) {
    this.#db = db;
    this.#hasher = hasher;
    this.#owner = owner;
    this.#clock = clock;
    this.#logger = logger;
    this.#disk = disk;
    this.#table = new MovesTable(db);
    this.#places = new PlacesTable(db);
    this.#folders = new FoldersTable(db);
  }

  /** Whether a file that the library does not know yet is on its way to this path. */
  isTarget(path: string): boolean {
    return this.#table.isTarget(path);
  }

  /**
   * Moves a variant's files below `root`, a models folder. Throws `invalid-input` where they are not Bitloft's or are there already,
   * `file-missing`, `file-changed`, `busy`, `checksum-mismatch`, `disk-full`, `disk-failed`, `cancelled`; all is as it was then.
   */
  async move(variant: Pick<VariantRecord, "files">, root: string, options: MoveOptions): Promise<void> {
    const own = requireMovable(variant.files, root);
    const moves = await this.#begin(own, root);
    const rest = this.#keepAlive(moves);
    try {
      await this.#copyAll(moves, own, options);
      await options.letGo();
      if (options.signal.aborted) throw appError("cancelled", "cancelled");
      await this.#place(moves);
      this.#enter(moves, own);
    } catch (error) {
      await this.#undoAll(moves);
      throw toMoveError(error, root);
    } finally {
      rest();
      for (const { id } of moves) this.#underWay.delete(id);
    }
    for (const move of this.#table.list().filter(({ id }) => moves.some((one) => one.id === id))) {
      await this.#try(() => this.#finish(move));
    }
  }

  /** Undoes or finishes what a process that is gone has left. Whether anything was changed in the library. */
  async recover(): Promise<boolean> {
    let isChanged = false;
    for (const move of this.#table.list()) {
      if (this.#underWay.has(move.id) || !this.#isLeft(move)) continue;
      await this.#try(async () => {
        if (move.state === "moved") await this.#finish(move);
        else isChanged = (await this.#undo(move)) || isChanged;
      });
    }
    return isChanged;
  }

  #isLeft({ process, renewedAt }: FileMove): boolean {
    return this.#owner.isGone({ owner: process, renewedAt }, this.#clock.now(), limits.leaseMs);
  }

  /** Says again and again that these are under way; returns what ends that. */
  #keepAlive(moves: readonly FileMove[]): () => void {
    const ids = moves.map(({ id }) => id);
    const timer = setInterval(() => {
      try {
        this.#table.renew(ids, this.#clock.now());
      } catch (error) {
        // A full disk, for one. It outlasts many of these.
        this.#logger.warn("that a move is under way could not be kept", { error: String(error) });
      }
    }, limits.leaseMs / 10);
    timer.unref();
    return () => clearInterval(timer);
  }

  async #begin(own: readonly PlaceRecord[], root: string): Promise<FileMove[]> {
    const targets = await this.#targets(own, root);
    const tag = randomUUID().slice(0, 8);
    return this.#db.transaction(() => {
      if (this.#table.hasAny(own.map(({ id }) => id))) throw appError("busy", "moving");
      const moves = own.map((place, index) => {
        const toPath = targets[index] as string;
        return this.#table.add({
          placeId: place.id,
          process: this.#owner.name,
          renewedAt: this.#clock.now(),
          fromFolder: place.folder,
          fromPath: place.path,
          fromModifiedAt: place.modifiedAt,
          toFolder: root,
          toPath,
          partPath: `${toPath}.${tag}.moving`,
          sizeBytes: place.sizeBytes,
        });
      });
      for (const { id } of moves) this.#underWay.add(id);
      return moves;
    });
  }

  /** Where the files go: in the folders that they have now, of which one is numbered where a name is taken. */
  async #targets(own: readonly PlaceRecord[], root: string): Promise<string[]> {
    for (let attempt = 1; attempt <= limits.attempts; attempt++) {
      const paths = own.map(({ folder, path }) => join(root, numbered(relative(folder, path), attempt)));
      const taken = await Promise.all(
        paths.map(async (path) => this.#places.idAt(path) ?? (await this.#disk.exists(path))),
      );
      if (taken.every((one) => one === false)) return paths;
    }
    throw appError("invalid-input", "no-free-name");
  }

  async #copyAll(moves: FileMove[], own: readonly PlaceRecord[], options: MoveOptions): Promise<void> {
    const totalBytes = moves.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let before = 0;
    for (const [index, move] of moves.entries()) {
      const place = own[index] as PlaceRecord;
      const missingBytes = totalBytes - before;
      await this.#copy(move, place, missingBytes, {
        ...options,
        onProgress: (doneBytes) => options.onProgress(before + doneBytes, totalBytes),
      });
      before += move.sizeBytes;
      options.onProgress(before, totalBytes);
    }
  }

  async #copy(move: FileMove, place: PlaceRecord, missingBytes: number, options: MoveOptions): Promise<void> {
    const { fromPath, toFolder, partPath, sizeBytes } = move;
    const { signal, onProgress } = options;
    await this.#requireUnchanged(move);
    await this.#disk.makeFolder(dirname(partPath));
    if (!(await this.#disk.link(fromPath, partPath))) {
      const free = await this.#disk.freeBytes(toFolder);
      if (free !== null && free < missingBytes + limits.slackBytes) {
        throw appError("disk-full", "move-too-little-space", {
          freeBytes: free,
          neededBytes: missingBytes + limits.slackBytes,
        });
      }
      let copied = 0;
      const onCopied = (bytes: number): void => {
        copied += bytes;
        // Half of the work: the other half is the check.
        onProgress(copied / 2, sizeBytes);
      };
      const expected = place.sha256 ?? (await this.#hash(fromPath, sizeBytes, signal, () => undefined));
      await this.#disk.copy(fromPath, partPath, onCopied, signal);
      const found = await this.#hash(partPath, sizeBytes, signal, (hashed) =>
        onProgress((sizeBytes + hashed) / 2, sizeBytes),
      );
      if (found !== expected) throw appError("checksum-mismatch", "moved", { path: fromPath });
      await this.#requireUnchanged(move);
    }
    const there = await this.#disk.look(partPath);
    if (there === null) throw appError("file-missing", "no-such-file", { path: fromPath });
    move.toModifiedAt = there.modifiedAt;
  }

  #hash(path: string, sizeBytes: number, signal: AbortSignal, onProgress: (hashed: number) => void): Promise<string> {
    return hashFile(this.#hasher, { path, sizeBytes }, { signal, onProgress });
  }

  async #requireUnchanged({ fromPath, sizeBytes, fromModifiedAt }: FileMove): Promise<void> {
    const found = await this.#disk.look(fromPath);
    if (found === null) throw appError("file-missing", "no-such-file", { path: fromPath });
    if (found.sizeBytes !== sizeBytes || found.modifiedAt !== fromModifiedAt) {
      throw appError("file-changed", "changed-while-moved", { path: fromPath });
    }
  }

  /** Gives each part its name. */
  async #place(moves: readonly FileMove[]): Promise<void> {
    this.#db.transaction(() => {
      for (const move of moves) this.#table.set({ ...move, state: "placing" });
    });
    for (const move of moves) {
      move.state = "placing";
      const { partPath, toPath, toFolder } = move;
      if (await this.#disk.link(partPath, toPath)) await this.#disk.remove(toFolder, partPath);
      else await this.#disk.rename(partPath, toPath);
      await this.#disk.syncFolder(dirname(toPath));
    }
  }

  /** From here on the library knows the new places, all at once, and the old files are what is to go. */
  #enter(moves: readonly FileMove[], own: readonly PlaceRecord[]): void {
    this.#db.transaction(() => {
      const known = new Set(this.#table.list().map(({ id }) => id));
      for (const [index, move] of moves.entries()) {
        const place = own[index] as PlaceRecord;
        // This computer slept for so long that another process has undone it.
        if (!known.has(move.id)) throw appError("file-missing", "no-such-file", { path: move.toPath });
        // Removed meanwhile by another process: then nothing is to be moved.
        if (this.#places.pathOf(place.id) !== move.fromPath) throw appError("not-found", "variant", {});
        this.#switch(move);
      }
    });
  }

  #switch(move: FileMove): void {
    const folderId = this.#folders.put(move.toFolder, "models");
    this.#places.setPath(
      move.placeId,
      folderId,
      relative(move.toFolder, move.toPath),
      move.toModifiedAt ?? move.fromModifiedAt,
    );
    this.#table.set({ ...move, state: "moved" });
  }

  /** The new place is known: the old file goes, if it is still the one that was moved, and the new one is there. */
  async #finish(move: FileMove): Promise<void> {
    const there = await this.#disk.look(move.toPath);
    // Its drive may be away: until it is seen again the old file is the only one that is certain.
    if (there === null && this.#places.pathOf(move.placeId) === move.toPath) return;
    const old = await this.#disk.look(move.fromPath);
    if (old === null && !(await this.#disk.exists(move.fromFolder))) return;
    if (old !== null && old.sizeBytes === move.sizeBytes && old.modifiedAt === move.fromModifiedAt) {
      await this.#disk.remove(move.fromFolder, move.fromPath);
    }
    this.#table.remove(move.id);
  }

  async #undoAll(moves: readonly FileMove[]): Promise<void> {
    for (const move of moves) await this.#try(() => this.#undo(move));
  }

  /** Whether the library was changed by it: a file that is at its new place alone stays there. */
  async #undo(move: FileMove): Promise<boolean> {
    const { toFolder, toPath, partPath, fromPath, fromFolder } = move;
    // What is on a drive that is away is undone when it is back.
    if (!(await this.#disk.exists(toFolder))) return false;
    await this.#disk.remove(toFolder, partPath);
    const placed = move.state === "placing" ? await this.#disk.look(toPath) : null;
    // Of this name may be another's file: only one that is as ours was is touched.
    if (placed !== null && placed.sizeBytes === move.sizeBytes && placed.modifiedAt === move.toModifiedAt) {
      const isKnown = this.#places.pathOf(move.placeId) === fromPath;
      if (isKnown && (await this.#disk.look(fromPath)) === null) {
        if (!(await this.#disk.exists(fromFolder))) return false;
        this.#db.transaction(() => {
          this.#switch(move);
          this.#table.remove(move.id);
        });
        return true;
      }
      await this.#disk.remove(toFolder, toPath);
    }
    this.#table.remove(move.id);
    return false;
  }

  /** What cannot be done now is tried again at the next look at the library. */
  async #try(work: () => Promise<void> | Promise<boolean>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn("what a move has left could not be cleared", { error: String(error) });
    }
  }
}

/** The files, where they may be moved to this folder. */
function requireMovable(files: readonly PlaceRecord[], root: string): readonly PlaceRecord[] {
  const foreign = files.find(({ owner }) => owner !== "bitloft");
  if (foreign !== undefined || files.length === 0) {
    throw appError("invalid-input", "not-ours-to-move", { path: foreign?.path ?? "" });
  }
  const lost = files.find(({ here, away }) => away || !here);
  if (lost !== undefined) throw appError("file-missing", "variant-file", { path: lost.path });
  if (files.every(({ folder }) => folder === root)) throw appError("invalid-input", "moved-already", { path: root });
  return files;
}

function numbered(path: string, attempt: number): string {
  if (attempt === 1) return path;
  const parts = path.split(sep);
  const at = Math.min(ownFolders, parts.length - 1) - 1;
  if (at < 0) return join(String(attempt), path);
  return join(...parts.map((part, index) => (index === at ? `${part}-${attempt}` : part)));
}

function toMoveError(thrown: unknown, root: string): unknown {
  if (thrown instanceof AppError) return thrown;
  const code = systemCode(thrown);
  if (isDiskFull(thrown)) return appError("disk-full", "move", { path: root, code }, { cause: thrown });
  if (isOfSystem(thrown)) return appError("disk-failed", "file-not-written", { path: root, code }, { cause: thrown });
  return thrown;
}
