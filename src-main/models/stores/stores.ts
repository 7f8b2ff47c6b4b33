import { resolve } from "node:path";
import {
  type Elsewhere,
  type FoundModel,
  type FoundModels,
  type Job,
  type LinkedModels,
  type Owner,
  type StoreProgram,
  mostModelsAtOnce,
  otherPrograms,
  owners,
  storePrograms,
} from "../../../src-shared/contract/index.ts";
import { appError, toAppError, unlessAborted } from "../../ground/core/index.ts";
import type { Jobs } from "../../ground/jobs/index.ts";
import { type Library, type LinkedModel, ownerOf } from "../library/index.ts";
import { BoundedLook } from "./bounded-look.ts";
import { type Described, bytesOf, describeStored, idOf } from "./describe-stored.ts";
import { type LookLimits, quickLook, wholeLook } from "./limits.ts";
import { givenModels } from "./given-models.ts";
import { type HomePlace, storeFolders } from "./store-folders.ts";
import { storedModels } from "./stored-models.ts";
import type { StoreFolder, StoredModel } from "./types.ts";

export interface StoresOptions {
  place: HomePlace;
  library: Pick<Library, "link" | "holds">;
  jobs: Jobs;
  /** Absolute: what is in them is the library's already, or about to be. */
  modelsFolders: () => readonly string[];
}

export interface ScanOptions {
  /** Absolute; left out, those of every known program. */
  folders?: readonly string[] | undefined;
  limits?: LookLimits;
  signal?: AbortSignal | undefined;
}

type Report = (progress: { doneBytes: number; totalBytes: number | null }) => void;

/**
 * Models that other programs keep on this computer. They are found by what those programs document, described by their headers, and
 * used where they are: nothing is copied, moved, written or deleted.
 */
export class Stores {
  readonly #options: StoresOptions;
  /** What was read of a file, by its path, size and time of change. */
  readonly #described = new Map<string, Described>();

  constructor(options: StoresOptions) {
    this.#options = options;
  }

  /**
   * Counts what the library does not know and the engine reads. What there is no time to read is counted by its name alone. Throws
   * `cancelled` once the signal has fired, also where a drive does not answer.
   */
  look(signal?: AbortSignal, limits: LookLimits = quickLook): Promise<Elsewhere> {
    return unlessAborted(this.#look(signal, limits), signal);
  }

  async #look(signal: AbortSignal | undefined, limits: LookLimits): Promise<Elsewhere> {
    const look = this.#begin(limits, signal, this.#options.place.platform === "win32");
    const counted = new Map<StoreProgram, { models: number; bytes: number }>();
    for await (const model of storedModels(await storeFolders(this.#options.place), look)) {
      if (model.foreign !== null || (await this.#options.library.holds(model.files))) continue;
      if (look.goesOn() && !(await this.#describedOf(model, signal)).runs) continue;
      const { models, bytes } = counted.get(model.program) ?? { models: 0, bytes: 0 };
      counted.set(model.program, { models: models + 1, bytes: bytes + bytesOf(model) });
    }
    if (signal?.aborted === true) throw appError("cancelled", "cancelled");
    const programs = otherPrograms.flatMap((program) => {
      const held = counted.get(program);
      return held === undefined ? [] : [{ program, ...held }];
    });
    return { programs, partial: look.partial };
  }

  /** What there is, each model with its header read. Throws `cancelled` once the signal has fired, also where a drive does not answer. */
  scan({ folders, limits = wholeLook, signal }: ScanOptions = {}): Promise<FoundModels> {
    return unlessAborted(this.#scan(folders, limits, signal), signal);
  }

  async #scan(
    folders: readonly string[] | undefined,
    limits: LookLimits,
    signal: AbortSignal | undefined,
  ): Promise<FoundModels> {
    const look = this.#begin(limits, signal);
    const found: FoundModel[] = [];
    for await (const model of storedModels(await this.#foldersOf(folders), look)) {
      found.push(await this.#found(model, signal));
    }
    if (signal?.aborted === true) throw appError("cancelled", "cancelled");
    const order = (one: FoundModel): number => storePrograms.indexOf(one.program);
    found.sort((one, other) => order(one) - order(other) || other.sizeBytes - one.sizeBytes);
    return { found, problems: [...look.problems], partial: look.partial };
  }

  /** Takes these into the library, as a job; null: all that runs and is not there. What is no longer to be found is left out. */
  use({ ids, folders }: { ids: readonly string[] | null; folders?: readonly string[] | undefined }): Job<"link"> {
    const find = async (signal: AbortSignal): Promise<StoredModel[]> => {
      const wanted = ids === null ? null : new Set(ids);
      const models: StoredModel[] = [];
      const look = this.#begin(wholeLook, signal);
      for await (const model of storedModels(await this.#foldersOf(folders), look)) {
        if (wanted?.has(idOf(model)) ?? (await this.#isUsable(model, signal))) models.push(model);
      }
      return models;
    };
    return this.#start(ids?.length ?? null, find);
  }

  /** The same with everything in these files and folders that a person has named. */
  useFrom(paths: readonly string[]): Job<"link"> {
    return this.#start(paths.length, async (signal) => {
      const look = this.#begin(wholeLook, signal);
      const models: StoredModel[] = [];
      for await (const model of givenModels(paths, look)) if (models.length < mostModelsAtOnce) models.push(model);
      return models;
    });
  }

  /** A drive that does not answer must not keep it from being cancelled. */
  #start(models: number | null, find: (signal: AbortSignal) => Promise<StoredModel[]>): Job<"link"> {
    return this.#options.jobs.start("link", { models }, (report, signal) => {
      const linked = async (): Promise<LinkedModels> => this.#link(await find(signal), report, signal);
      return unlessAborted(linked(), signal);
    });
  }

  async #link(models: readonly StoredModel[], report: Report, signal: AbortSignal): Promise<LinkedModels> {
    const totalBytes = models.reduce((sum, model) => sum + bytesOf(model), 0);
    const linked: LinkedModels = { added: [], refused: [] };
    let doneBytes = 0;
    report({ doneBytes, totalBytes });
    for (const model of models) {
      signal.throwIfAborted();
      const { name, runs, note } = await this.#describedOf(model, signal);
      try {
        if (!runs && note !== null && note.key !== "header-refused") {
          throw appError("unsupported-model", "variant-does-not-run", { note });
        }
        const added = await this.#options.library.link(toLink(model), signal);
        if (added.id !== null) linked.added.push({ variantId: added.id, name: added.name });
      } catch (thrown) {
        signal.throwIfAborted();
        linked.refused.push({ name, error: toAppError(thrown).toDto() });
      }
      doneBytes += bytesOf(model);
      report({ doneBytes, totalBytes });
    }
    return linked;
  }

  async #isUsable(model: StoredModel, signal: AbortSignal): Promise<boolean> {
    return !(await this.#options.library.holds(model.files)) && (await this.#describedOf(model, signal)).runs;
  }

  async #found(model: StoredModel, signal?: AbortSignal): Promise<FoundModel> {
    const [first] = model.files;
    return {
      id: idOf(model),
      program: model.program,
      path: first.path,
      sizeBytes: bytesOf(model),
      fileCount: model.files.length,
      sha256: first.sha256,
      inLibrary: model.foreign === null && (await this.#options.library.holds(model.files)),
      ...(await this.#describedOf(model, signal)),
    };
  }

  async #describedOf(model: StoredModel, signal?: AbortSignal): Promise<Described> {
    const key = JSON.stringify([idOf(model), model.files, model.name]);
    const known = this.#described.get(key);
    if (known !== undefined) return known;
    const described = await describeStored(model, signal);
    if (this.#described.size >= mostModelsAtOnce) this.#described.clear();
    this.#described.set(key, described);
    return described;
  }

  async #foldersOf(folders: readonly string[] | undefined): Promise<StoreFolder[]> {
    if (folders === undefined) return storeFolders(this.#options.place);
    return folders.map((path) => ({ program: "folder", path: resolve(path), layout: "files" }));
  }

  #begin(limits: LookLimits, signal: AbortSignal | undefined, isLocalOnly = false): BoundedLook {
    return new BoundedLook({ limits, skip: this.#options.modelsFolders(), signal, isLocalOnly });
  }
}

function toLink({ program, files, name, repository, commit }: StoredModel): LinkedModel {
  const hashes = new Map(files.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [[path, sha256] as const])));
  return { path: files[0].path, owner: ownerFor(program, files[0].path), name, repository, commit, hashes };
}

/** A program that is no owner of its own keeps files as a person does. */
function ownerFor(program: StoreProgram, path: string): Exclude<Owner, "bitloft"> {
  const owner = owners.find((one) => one === program) ?? ownerOf(path);
  return owner === "bitloft" ? "user" : owner;
}
