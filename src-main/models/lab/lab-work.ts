import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { type Clock, type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { FileHasher, freeBytes, hashFile } from "../../ground/files/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { isAlive } from "../../ground/processes/index.ts";
import type { Library } from "../library/index.ts";
import type { Planning } from "../planning/index.ts";
import { type Finished, type GivesWay, type TaskOptions, runLabTask } from "./lab-child.ts";
import { type LabModel, openLabModel } from "./lab-model.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { PartialFile } from "./partial-file.ts";
import type { Task } from "./protocol.ts";
import type { LabProcessOptions, LabSubject, LabWatch } from "./types.ts";

export interface LabOptions extends Pick<LabProcessOptions, "nodePath" | "workerPath" | "env"> {
  /** The folder of the engine's shared libraries; null where this system's package has none. */
  libraries: string | null;
  /** What a measurement holds for. */
  engineVersion: string;
  db: Database;
  library: Pick<Library, "get" | "files" | "list" | "made" | "verify">;
  planning: Pick<Planning, "open">;
  /** Looks at what memory is free now. */
  lookAgain: () => Promise<unknown>;
  /** Absolute. */
  modelsFolder: () => string;
  /** For rows of a measurement whose models do not fit side by side, and for the text of conversations. Absolute. */
  workFolder: string;
  /** Of the bundled texts. */
  textsFolder: string;
  /** What was said in the reader's own conversations, of about so many characters. */
  conversations: (mostCharacters: number) => string;
  /** Answers that are being written: the child rests meanwhile. */
  givesWay?: GivesWay;
  clock: Clock;
  logger: Logger;
  /** Bytes that may still be written on a path's drive; another in tests. */
  freeBytes?: (path: string) => Promise<number | null>;
}

/** What stays free for the system. */
const slackBytes = 64 * MiB;
/** With less than this left after a failed write, the disk is what failed. */
const fullBytes = 4 * MiB;
const millisecondsInSecond = 1000;

/** What measuring and making have in common: models, memory, disk, and the child. */
export class LabWork {
  readonly options: LabOptions;
  readonly #hasher = new FileHasher();

  constructor(options: LabOptions) {
    this.options = options;
  }

  model(subject: LabSubject, signal: AbortSignal): Promise<LabModel> {
    return openLabModel(subject, { library: this.options.library, hasher: this.#hasher }, signal);
  }

  /** As `model`, with an empty hash where none is known: it is not read for it. */
  unhashed(subject: LabSubject, signal: AbortSignal): Promise<LabModel> {
    return openLabModel(subject, { library: this.options.library, hasher: null }, signal);
  }

  hash(path: string, sizeBytes: number): Promise<string> {
    return hashFile(this.#hasher, { path, sizeBytes });
  }

  async plan(models: readonly LabModel[]): Promise<MemoryPlan> {
    await this.options.lookAgain();
    return planMemory(models, this.options.planning);
  }

  run(task: Task, watch: LabWatch, onSize?: TaskOptions["onSize"]): Promise<Finished> {
    const { nodePath, workerPath, libraries, env } = this.options;
    if (libraries === null) throw appError("load-failed", "lab-other-engine", { found: "", known: "" });
    const { signal, onProgress } = watch;
    return runLabTask({ nodePath, workerPath, libraries, env }, task, {
      signal,
      givesWay: this.options.givesWay,
      onResting: watch.onResting,
      onProgress: (done, total) => onProgress?.(total === 0 ? 0 : done / total),
      ...(onSize === undefined ? {} : { onSize }),
    });
  }

  /** Has a file made beside its place, and gives it its name when it is whole. Resolves with its SHA-256. */
  async write(output: string, make: (partial: string) => Promise<void>): Promise<string> {
    const partial = await PartialFile.begin(output);
    try {
      await make(partial.path);
      const { size } = await stat(partial.path);
      const sha256 = await this.hash(partial.path, size);
      await partial.finish();
      return sha256;
    } catch (thrown) {
      throw (await this.#isFull(output)) && toAppError(thrown).code !== "cancelled" ? fullDisk(thrown) : thrown;
    } finally {
      await partial.discard();
    }
  }

  /** Throws `disk-full` where there is no room for so many bytes more. */
  async requireRoom(path: string, bytes: number): Promise<void> {
    const usable = await this.usableBytes(path);
    if (usable === null || usable >= bytes) return;
    throw appError("disk-full", "lab-too-little-space", { freeBytes: usable, neededBytes: bytes });
  }

  /** What may be written on a path's drive; null where that is not known. */
  async usableBytes(path: string): Promise<number | null> {
    const free = await this.#freeBytes(dirname(path));
    return free === null ? null : Math.max(0, free - slackBytes);
  }

  /** With the path of a folder of its own, which is not made yet, and deleted whatever happens. */
  async inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const { workFolder } = this.options;
    // What a process that was killed has left may be gigabytes, or somebody's words.
    for (const name of await readdir(workFolder).catch(() => [])) {
      const [pid] = /^\d+(?=-|$)/.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid)))
        await rm(join(workFolder, name), { recursive: true, force: true });
    }
    const folder = join(workFolder, `${process.pid}-${randomUUID().slice(0, 8)}`);
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** A full disk must not cost the result. */
  keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.options.logger.warn("what the lab found could not be kept", { error: String(error) });
    }
  }

  now(): number {
    return this.options.clock.now();
  }

  secondsSince(began: number): number {
    return (this.now() - began) / millisecondsInSecond;
  }

  async dispose(): Promise<void> {
    await this.#hasher.dispose();
  }

  async #isFull(path: string): Promise<boolean> {
    const free = await this.#freeBytes(dirname(path));
    return free !== null && free < fullBytes;
  }

  #freeBytes(folder: string): Promise<number | null> {
    return (this.options.freeBytes ?? freeBytes)(folder);
  }
}

const fullDisk = (cause: unknown) => {
  const error = toAppError(cause);
  return error.code === "disk-full" ? error : appError("disk-full", "lab", { reason: error.code }, { cause });
};

export const otherAnswer = (finished: Finished | null) =>
  appError("internal", "unexpected", { reason: `the child answered ${finished?.type ?? "nothing"}` });
