import { type Dirent, type Stats } from "node:fs";
import { opendir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StoreProblem, StoreProgram } from "../../../src-shared/contract/index.ts";
import { systemCode } from "../../ground/core/index.ts";
import { inTime } from "../../ground/timing/index.ts";
import { type LookLimits, storeLimits } from "./limits.ts";
import type { StoredFile } from "./types.ts";

export interface LookOptions {
  limits: LookLimits;
  /** Absolute folders that are not looked into: those of Bitloft's own models. */
  skip?: readonly string[];
  signal?: AbortSignal | undefined;
  /** Nobody asked for it: what is on another computer is left alone, since Windows signs in there with the person's name and the hash of a password. */
  isLocalOnly?: boolean;
}

/** A file that was found, and which it really is. */
export interface SeenFile {
  path: string;
  name: string;
  sizeBytes: number;
  modifiedAt: number;
  identity: string;
}

/**
 * One look over all programs. It reads names, and small files that describe models, within its limits; links are followed, a
 * folder that they lead back to is not entered again, and a file that was taken for one model is not taken for another one.
 */
export class BoundedLook {
  readonly #skip: ReadonlySet<string>;
  readonly #signal: AbortSignal | undefined;
  readonly #endsAt: number;
  readonly #isLocalOnly: boolean;
  readonly #entered = new Set<string>();
  /** Which folders those that are skipped really are, once they were looked at. */
  #own: ReadonlySet<string> | null = null;
  readonly #taken = new Set<string>();
  readonly #problems: StoreProblem[] = [];
  #left: number;
  #partial = false;

  constructor({ limits, skip = [], signal, isLocalOnly = false }: LookOptions) {
    this.#isLocalOnly = isLocalOnly;
    this.#skip = new Set(skip);
    this.#signal = signal;
    this.#left = limits.entries;
    this.#endsAt = performance.now() + limits.milliseconds;
  }

  /** It ended at a limit: there may be more. */
  get partial(): boolean {
    return this.#partial;
  }

  get problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  tell(problem: StoreProblem): void {
    if (this.#problems.length < storeLimits.problems) this.#problems.push(problem);
  }

  /** Whether there is anything left of its limits; from then on every list ends. */
  goesOn(): boolean {
    if (this.#signal?.aborted === true) return false;
    if (!this.#partial && this.#left > 0 && performance.now() < this.#endsAt) return true;
    this.#partial = true;
    return false;
  }

  /** What is in a folder, in the order of the names; nothing where there is none. What may not be read is told of. */
  async list(folder: string, program: StoreProgram): Promise<Dirent[]> {
    if (this.#skip.has(folder) || this.#isElsewhere(folder)) return [];
    const found: Dirent[] = [];
    try {
      const entries = await inTime(opendir(folder), storeLimits.answerMs, () => null);
      if (entries === null) this.#partial = true;
      // Read name by name: of a folder with millions of them no more is held than is looked at.
      for await (const entry of entries ?? []) {
        if (!this.goesOn()) break;
        this.#left--;
        found.push(entry);
      }
    } catch (error) {
      const code = systemCode(error);
      if (code === "EACCES" || code === "EPERM") this.tell({ program, path: folder, reason: "may-not-read" });
    }
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The files below a folder, at most so many folders deep; those of a folder before those of the folders in it. */
  async *filesBelow(folder: string, depth: number, program: StoreProgram): AsyncGenerator<SeenFile[]> {
    const here = await this.#look(folder);
    if (!here?.isDirectory() || (await this.#isOwn(here)) || !this.#enters(here)) return;
    const files: SeenFile[] = [];
    const folders: string[] = [];
    for (const entry of await this.list(folder, program)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) {
        const found = await this.#look(path);
        if (found?.isFile()) files.push(seen(path, entry.name, found));
        else if (found?.isDirectory()) folders.push(path);
      }
    }
    if (files.length > 0) yield files;
    if (depth <= 1) return;
    for (const inside of folders) yield* this.filesBelow(inside, depth - 1, program);
  }

  /** A file by its path, links followed; null where it is none. */
  async file(path: string): Promise<SeenFile | null> {
    const found = await this.#look(path);
    return found?.isFile() ? seen(path, path.split(/[/\\]/).at(-1) ?? path, found) : null;
  }

  /** Takes a file for a model; false where it was taken before, under whatever name. */
  take({ identity }: SeenFile): boolean {
    if (this.#taken.has(identity)) return false;
    this.#taken.add(identity);
    return true;
  }

  /** Where a file really is; null where it is not. */
  async realPath(path: string): Promise<string | null> {
    return realpath(path).catch(() => null);
  }

  /** What is there, links followed; null for nothing, and where a drive does not answer. */
  async #look(path: string): Promise<Stats | null> {
    if (this.#isElsewhere(path)) return null;
    const found = await inTime(
      stat(path).catch((): Stats | null => null),
      storeLimits.answerMs,
      () => undefined,
    );
    if (found === undefined) this.#partial = true;
    return found ?? null;
  }

  #isElsewhere(path: string): boolean {
    return this.#isLocalOnly && isNetworkPath(path);
  }

  /** One that is skipped, also by another path. */
  async #isOwn(folder: Stats): Promise<boolean> {
    if (this.#own === null) {
      const found = await Promise.all([...this.#skip].map((path) => this.#look(path)));
      this.#own = new Set(found.flatMap((one) => (one === null || one.ino === 0 ? [] : [identityOf(one)])));
    }
    return this.#own.has(identityOf(folder));
  }

  #enters(folder: Stats): boolean {
    const identity = identityOf(folder);
    // Where the system numbers nothing, depth alone ends a circle of links.
    if (folder.ino === 0) return true;
    if (this.#entered.has(identity)) return false;
    this.#entered.add(identity);
    return true;
  }
}

/** As Windows writes what is on another computer, or a device. */
export const isNetworkPath = (path: string): boolean => /^[\\/]{2}/.test(path);

/** A small text file; null where there is none, it may not be read, or it is longer than it can be. */
export async function smallText(path: string, maxBytes: number): Promise<string | null> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > maxBytes) return null;
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}

/** A file that was found, as one of a model's. */
export const storedFile = ({ path, sizeBytes, modifiedAt }: SeenFile, sha256: string | null = null): StoredFile => ({
  path,
  sizeBytes,
  modifiedAt,
  sha256,
});

const identityOf = ({ dev, ino }: Stats): string => `${String(dev)}:${String(ino)}`;

function seen(path: string, name: string, found: Stats): SeenFile {
  // What the system does not number is told apart by its path.
  const identity = found.ino === 0 ? path : identityOf(found);
  return { path, name, sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs), identity };
}
