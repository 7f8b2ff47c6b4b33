import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { MatrixResult, MeasureResult, QuantiseResult } from "../../../src-shared/contract/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";
import { type Clock, type Logger, appError, toAppError, unlessAborted } from "../../ground/core/index.ts";
import { FileHasher, freeBytes, hashFile } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { Library } from "../library/index.ts";
import type { Planning } from "../planning/index.ts";
import { type Finished, type TaskOptions, runLabTask } from "./lab-child.ts";
import { type LabModel, openLabModel } from "./lab-model.ts";
import { openText } from "./lab-text.ts";
import { quantiseLabel, quantiseLabels } from "./labels.ts";
import { MeasurementsTable } from "./measurements-table.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { PartialFile } from "./partial-file.ts";
import { type Task, chunkTokens, countedInChunk } from "./protocol.ts";
import type {
  LabProcessOptions,
  LabWatch,
  MatrixRequest,
  MeasureRequest,
  QuantiseRequest,
  TextChoice,
} from "./types.ts";

export interface LabOptions extends Pick<LabProcessOptions, "nodePath" | "workerPath" | "env"> {
  /** The folder of the engine's shared libraries; null where this system's package has none. */
  libraries: string | null;
  /** What a measurement holds for. */
  engineVersion: string;
  db: Database;
  library: Pick<Library, "get" | "files" | "made">;
  planning: Pick<Planning, "open">;
  /** Looks at what memory is free now. */
  lookAgain: () => Promise<unknown>;
  /** Absolute. */
  modelsFolder: () => string;
  /** For rows of a measurement whose models do not fit side by side. Absolute. */
  workFolder: string;
  /** Of the bundled texts. */
  textsFolder: string;
  clock: Clock;
  logger: Logger;
  /** Bytes that may still be written on a path's drive; another in tests. */
  freeBytes?: (path: string) => Promise<number | null>;
}

/** The subfolder of the models folder for files that were made here. */
const madeFolder = "made";
/** What stays free for the system. */
const slackBytes = 64 * MiB;
/** With less than this left after a failed write, the disk is what failed. */
const fullBytes = 4 * MiB;
const millisecondsInSecond = 1000;

/**
 * Makes files of other types, measures what that costs, and collects importance matrices: each in a process of its own, one after the
 * other. Errors are `AppError`; nothing half made is left.
 */
export class Lab {
  readonly #options: LabOptions;
  readonly #table: MeasurementsTable;
  readonly #hasher = new FileHasher();
  readonly #disposed = new AbortController();
  /** Settles when what was begun last has ended: two at once would take each other's processor and memory. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LabOptions) {
    this.#options = options;
    this.#table = new MeasurementsTable(options.db);
  }

  /** Writes a file of another type: byte for byte what llama.cpp's `llama-quantize` writes. */
  quantise(request: QuantiseRequest, watch: LabWatch): Promise<QuantiseResult> {
    return this.#inTurn(watch, (signal) => this.#quantise(request, { ...watch, signal }));
  }

  /** The divergence of a variant from a reference; at once where it is known. */
  measure(request: MeasureRequest, watch: LabWatch): Promise<MeasureResult> {
    return this.#inTurn(watch, (signal) => this.#measure(request, { ...watch, signal }));
  }

  /** Writes an importance matrix, in llama.cpp's GGUF form. */
  collectMatrix(request: MatrixRequest, watch: LabWatch): Promise<MatrixResult> {
    return this.#inTurn(watch, (signal) => this.#collectMatrix(request, { ...watch, signal }));
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.#last.catch(() => undefined);
    await this.#hasher.dispose();
  }

  async #quantise(request: QuantiseRequest, watch: LabWatch): Promise<QuantiseResult> {
    const type = quantiseLabel(request.label);
    if (type === null)
      throw appError("invalid-input", "no-quantise-label", { label: request.label, there: quantiseLabels });
    const source = await this.#model(request.subject, watch.signal);
    const root = this.#options.modelsFolder();
    const output =
      request.output === null
        ? join(root, madeFolder, `${safeName(source.name)}-${type.label}.gguf`)
        : resolve(request.output);
    if (output === source.path) throw appError("invalid-input", "output-is-input", { path: output });
    const matrix = request.matrix === null ? null : await this.#matrixFile(request.matrix, watch.signal);
    const began = this.#options.clock.now();
    const sha256 = await this.#write(output, async (partial) => {
      const task: Task = {
        type: "quantise",
        input: source.path,
        output: partial,
        fileType: type.fileType,
        threads: request.threads ?? (await this.#plan([source])).threads,
        matrix: matrix === null ? null : { path: matrix.path, name: request.matrix ?? "" },
      };
      const onSize = (bytes: number): Promise<void> => this.#requireRoom(output, bytes + source.headerBytes);
      await this.#run(task, { ...this.#progress(watch), onSize, signal: watch.signal });
    });
    const seconds = this.#secondsSince(began);
    const variantId = request.output === null ? await this.#intoLibrary(output, root, sha256) : null;
    this.#keepMade({
      sha256,
      fromLabel: source.label,
      fromSha256: source.sha256,
      matrixSha256: matrix?.sha256 ?? null,
    });
    return {
      path: output,
      sizeBytes: (await stat(output)).size,
      sha256,
      seconds,
      madeFrom: { label: source.label, sha256: source.sha256 },
      imatrix: matrix === null ? null : { name: request.matrix ?? "", sha256: matrix.sha256 },
      variantId,
    };
  }

  async #measure(request: MeasureRequest, watch: LabWatch): Promise<MeasureResult> {
    const text = await openText(request.text, this.#options.textsFolder);
    const reference = await this.#model(request.reference, watch.signal);
    const variant = await this.#model(request.variant, watch.signal);
    const chunks = chunksOf(request);
    const key = {
      referenceSha256: reference.sha256,
      variantSha256: variant.sha256,
      textSha256: text.sha256,
      tokens: chunks * chunkTokens,
      engineVersion: this.#options.engineVersion,
    };
    const told = { reference: named(reference), variant: named(variant) };
    const known = this.#table.find(key);
    if (known !== null) return { ...known, ...told, text: { ...known.text, name: text.name } };
    const plan = await this.#plan([reference, variant]);
    watch.onEstimate?.(plan.seconds(chunks * chunkTokens));
    const began = this.#options.clock.now();
    const folder = join(this.#options.workFolder, String(process.pid));
    try {
      const rowsFile = plan.sideBySide ? null : await this.#rowsFile(folder, chunks, variant.vocabulary);
      const task: Task = {
        type: "measure",
        reference: reference.path,
        variant: variant.path,
        text: text.path,
        chunks,
        threads: plan.threads,
        rowsFile,
      };
      const finished = await this.#run(task, { ...this.#progress(watch), signal: watch.signal });
      if (finished.type !== "measured") throw otherAnswer(finished);
      const result = {
        ...told,
        text: { name: text.name, sha256: text.sha256, tokens: finished.tokens },
        ...finished.figures,
        seconds: this.#secondsSince(began),
      };
      this.#keep(() => this.#table.keep(key, result, this.#options.clock.now()));
      return result;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #collectMatrix(request: MatrixRequest, watch: LabWatch): Promise<MatrixResult> {
    const text = await openText(request.text, this.#options.textsFolder);
    const model = await this.#model(request.subject, watch.signal);
    const output =
      request.output === null
        ? join(this.#options.modelsFolder(), madeFolder, `${safeName(model.name)}-imatrix.gguf`)
        : resolve(request.output);
    if (output === model.path || output === text.path)
      throw appError("invalid-input", "output-is-input", { path: output });
    const plan = await this.#plan([model]);
    const chunks = chunksOf(request);
    watch.onEstimate?.(plan.seconds(chunks * chunkTokens));
    const began = this.#options.clock.now();
    let collected: Finished | null = null;
    const sha256 = await this.#write(output, async (partial) => {
      const task: Task = {
        type: "matrix",
        model: model.path,
        text: text.path,
        textName: request.text.kind === "file" ? request.text.path : text.name,
        chunks,
        threads: plan.threads,
        output: partial,
      };
      collected = await this.#run(task, { ...this.#progress(watch), signal: watch.signal });
    });
    const finished = collected as Finished | null;
    if (finished?.type !== "collected") throw otherAnswer(finished);
    return {
      path: output,
      sizeBytes: (await stat(output)).size,
      sha256,
      entries: finished.entries,
      tokens: finished.tokens,
      seconds: this.#secondsSince(began),
    };
  }

  /** Waits for what was begun before; one that is cancelled meanwhile is not begun. */
  #inTurn<T>(watch: LabWatch, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([watch.signal, this.#disposed.signal]);
    const ended = this.#last.then(() => {
      signal.throwIfAborted();
      return work(signal);
    });
    this.#last = ended.catch(() => undefined);
    return unlessAborted(ended, signal).catch((thrown: unknown) => {
      // What was begun is over, and nothing half made is left, before it is told.
      return this.#last.then(() => Promise.reject(toAppError(thrown)));
    });
  }

  #model(subject: MeasureRequest["variant"], signal: AbortSignal): Promise<LabModel> {
    return openLabModel(subject, { library: this.#options.library, hasher: this.#hasher }, signal);
  }

  async #matrixFile(given: string, signal: AbortSignal): Promise<{ path: string; sha256: string }> {
    const path = resolve(given);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) throw appError("file-missing", "no-such-file", { path });
    signal.throwIfAborted();
    return { path, sha256: await hashFile(this.#hasher, { path, sizeBytes: found.size }) };
  }

  async #plan(models: readonly LabModel[]): Promise<MemoryPlan> {
    await this.#options.lookAgain();
    return planMemory(models, this.#options.planning);
  }

  #run(task: Task, options: TaskOptions): Promise<Finished> {
    const { nodePath, workerPath, libraries, env } = this.#options;
    if (libraries === null) throw appError("load-failed", "lab-other-engine", { found: "", known: "" });
    return runLabTask({ nodePath, workerPath, libraries, env }, task, options);
  }

  /** Has a file made beside its place, and gives it its name when it is whole. Resolves with its SHA-256. */
  async #write(output: string, make: (partial: string) => Promise<void>): Promise<string> {
    const partial = await PartialFile.begin(output);
    try {
      await make(partial.path);
      const { size: sizeBytes } = await stat(partial.path);
      const sha256 = await hashFile(this.#hasher, { path: partial.path, sizeBytes });
      await partial.finish();
      return sha256;
    } catch (thrown) {
      throw (await this.#isFull(output)) && toAppError(thrown).code !== "cancelled" ? fullDisk(thrown) : thrown;
    } finally {
      await partial.discard();
    }
  }

  async #requireRoom(path: string, bytes: number): Promise<void> {
    const free = await (this.#options.freeBytes ?? freeBytes)(dirname(path));
    if (free === null || free - slackBytes >= bytes) return;
    const usable = Math.max(0, free - slackBytes);
    throw appError("disk-full", "lab-too-little-space", { freeBytes: usable, neededBytes: bytes });
  }

  async #isFull(path: string): Promise<boolean> {
    const free = await (this.#options.freeBytes ?? freeBytes)(dirname(path));
    return free !== null && free < fullBytes;
  }

  async #rowsFile(folder: string, chunks: number, vocabulary: number): Promise<string> {
    await mkdir(folder, { recursive: true });
    await this.#requireRoom(folder, chunks * countedInChunk * (2 * vocabulary + 16));
    return join(folder, "rows");
  }

  /** A file that cannot be read as a model is none that was made. */
  async #intoLibrary(path: string, root: string, sha256: string): Promise<string> {
    try {
      return await this.#options.library.made({ path, root, sha256 });
    } catch (thrown) {
      await rm(path, { force: true });
      throw thrown;
    }
  }

  #keepMade(made: Parameters<MeasurementsTable["keepMade"]>[0]): void {
    this.#keep(() => this.#table.keepMade(made, this.#options.clock.now()));
  }

  /** A full disk must not cost the result. */
  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.logger.warn("what the lab found could not be kept", { error: String(error) });
    }
  }

  #progress({ onProgress }: LabWatch): Pick<TaskOptions, "onProgress"> {
    return { onProgress: (done, total) => onProgress?.(total === 0 ? 0 : done / total) };
  }

  #secondsSince(began: number): number {
    return (this.#options.clock.now() - began) / millisecondsInSecond;
  }
}

const chunksOf = ({ tokens }: TextChoice): number => Math.max(1, Math.ceil(tokens / chunkTokens));

const named = ({ name, label, sizeBytes }: LabModel) => ({ name, label, sizeBytes });

const safeName = (name: string): string => name.replaceAll(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "model";

const fullDisk = (cause: unknown) => {
  const error = toAppError(cause);
  return error.code === "disk-full" ? error : appError("disk-full", "lab", { reason: error.code }, { cause });
};

const otherAnswer = (finished: Finished | null) =>
  appError("internal", "unexpected", { reason: `the child answered ${finished?.type ?? "nothing"}` });
