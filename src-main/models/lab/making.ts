import { rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type {
  DryRun,
  MadeHere,
  Making as MakingOptions,
  MatrixResult,
  QuantiseResult,
} from "../../../src-shared/contract/index.ts";
import { appError, toAppError } from "../../ground/core/index.ts";
import type { Finished } from "./lab-child.ts";
import { type LabModel, contentHashes } from "./lab-model.ts";
import { openText } from "./lab-text.ts";
import { type LabWork, otherAnswer } from "./lab-work.ts";
import { makeableLabels, needsMatrix, quantiseLabel, quantiseLabels } from "./labels.ts";
import { MadeTable } from "./made-table.ts";
import { chunksOf } from "./measuring.ts";
import { type Task, chunkTokens } from "./protocol.ts";
import type { LabWatch, MatrixRequest, QuantiseRequest } from "./types.ts";

/** The subfolder of the models folder for files that were made here. */
const madeFolder = "made";
/** Of a model's hash, in the name of its matrix. */
const contentDigits = 16;

/** Makes files of other types, and importance matrices for them. */
export class Making {
  readonly #work: LabWork;
  readonly #table: MadeTable;

  constructor(work: LabWork) {
    this.#work = work;
    this.#table = new MadeTable(work.options.db);
  }

  async quantise(request: QuantiseRequest, watch: LabWatch): Promise<QuantiseResult> {
    const type = requiredType(request.label);
    const source = await this.#work.model(request.subject, watch.signal);
    const root = this.#work.options.modelsFolder();
    const stem = request.name ?? `${source.name}-${type.label}`;
    const output = request.output === null ? join(root, madeFolder, `${safeName(stem)}.gguf`) : resolve(request.output);
    if (output === source.path) throw appError("invalid-input", "output-is-input", { path: output });
    const matrix = request.matrix === null ? null : await this.#matrixFile(request.matrix, watch.signal);
    const began = this.#work.now();
    const sha256 = await this.#work.write(output, async (partial) => {
      const task: Task = {
        type: "quantise",
        input: source.path,
        output: partial,
        fileType: type.fileType,
        threads: request.threads ?? (await this.#work.plan([source])).threads,
        matrix: matrix === null ? null : { path: matrix.path, name: request.matrixName ?? basename(matrix.path) },
      };
      const onSize = (bytes: number): Promise<void> => this.#work.requireRoom(output, bytes + source.headerBytes);
      await this.#work.run(task, watch, onSize);
    });
    const seconds = this.#work.secondsSince(began);
    const variantId = request.output === null ? await this.#intoLibrary(output, root, sha256) : null;
    const made = {
      sha256,
      fromLabel: source.label,
      fromSha256: source.sha256,
      matrixSha256: matrix?.sha256 ?? null,
    };
    this.#work.keep(() => this.#table.keep(made, this.#work.now()));
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

  collectMatrix(request: MatrixRequest, watch: LabWatch): Promise<MatrixResult> {
    return this.#work.inFolder((folder) => this.#collectMatrix(request, folder, watch));
  }

  async #collectMatrix(request: MatrixRequest, folder: string, watch: LabWatch): Promise<MatrixResult> {
    const { options } = this.#work;
    const text = await openText(request.text, { ...options, folder, tokens: request.tokens });
    const model = await this.#work.model(request.subject, watch.signal);
    const output = request.output === null ? this.#matrixPath(model) : resolve(request.output);
    if (output === model.path || output === text.path)
      throw appError("invalid-input", "output-is-input", { path: output });
    const plan = await this.#work.plan([model]);
    const chunks = chunksOf(request);
    const forecast = plan.seconds(chunks * chunkTokens);
    if (forecast.every(Number.isFinite)) watch.onEstimate?.(forecast);
    const began = this.#work.now();
    let collected: Finished | null = null;
    const sha256 = await this.#work.write(output, async (partial) => {
      const task: Task = {
        type: "matrix",
        model: model.path,
        text: text.path,
        // Without its folder: it is in every file that is made with the matrix, and such files are given away.
        textName: text.name,
        chunks,
        threads: plan.threads,
        output: partial,
      };
      collected = await this.#work.run(task, watch);
    });
    const finished = collected as Finished | null;
    if (finished?.type !== "collected") throw otherAnswer(finished);
    return {
      path: output,
      sizeBytes: (await stat(output)).size,
      sha256,
      entries: finished.entries,
      tokens: finished.tokens,
      seconds: this.#work.secondsSince(began),
    };
  }

  /** What can be made of a variant of the library, with what each would cost here. */
  async options(variantId: string): Promise<MakingOptions> {
    const { options } = this.#work;
    const source = await this.#work.unhashed({ kind: "installed", variantId }, new AbortController().signal);
    const subject = await options.planning.open({ kind: "installed", variantId });
    const matrix = await this.#collected(source);
    const labels = makeableLabels.filter((label) => label !== source.label);
    const { variants } = await subject.makeable(labels);
    const smaller = variants
      .filter(({ sizeBytes }) => sizeBytes < source.sizeBytes)
      .toSorted((one, other) => other.sizeBytes - one.sizeBytes);
    const possible = smaller.map(({ label }) => label).filter((label) => matrix !== null || !needsMatrix(label));
    return {
      fileStem: safeName(source.name),
      isQuantised: !isWhole(source.label),
      labels: smaller.map((fit) => ({
        label: fit.label,
        sizeBytes: fit.sizeBytes,
        needsMatrix: needsMatrix(fit.label),
        fit,
      })),
      suggested: (await subject.makeable(possible)).recommended,
      matrix: matrix === null ? null : { fileName: basename(matrix.path), sizeBytes: matrix.sizeBytes },
      freeBytes: await this.#work.usableBytes(join(options.modelsFolder(), madeFolder)),
    };
  }

  /** The matrix that was collected from this model for the library. Throws `file-missing`. */
  async collected(variantId: string): Promise<string> {
    const source = await this.#work.unhashed({ kind: "installed", variantId }, new AbortController().signal);
    const found = await this.#collected(source);
    if (found === null) throw appError("file-missing", "no-such-file", { path: this.#matrixPath(source) });
    return found.path;
  }

  /** What the engine says of a file before it makes it. */
  async dryRun(request: QuantiseRequest, signal: AbortSignal): Promise<DryRun> {
    const type = requiredType(request.label);
    const source = await this.#work.unhashed(request.subject, signal);
    const root = join(this.#work.options.modelsFolder(), madeFolder);
    const freeBytes = await this.#work.usableBytes(root);
    const enough = new AbortController();
    let sizeBytes: number | null = null;
    try {
      const task: Task = {
        type: "quantise",
        input: source.path,
        output: join(root, "dry-run"),
        fileType: type.fileType,
        threads: 1,
        matrix: request.matrix === null ? null : { path: resolve(request.matrix), name: "dry-run" },
      };
      await this.#work.run(task, { signal: AbortSignal.any([signal, enough.signal]) }, (bytes) => {
        sizeBytes = bytes + source.headerBytes;
        enough.abort();
        return Promise.resolve();
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.key !== "matrix-needed" && (sizeBytes === null || signal.aborted)) throw error;
    }
    return { sizeBytes, freeBytes };
  }

  /** Where those of the library that were made here came from. */
  made(): MadeHere[] {
    const owners = contentHashes(this.#work.options.library);
    return this.#table.list().flatMap(({ sha256, fromLabel, fromSha256, matrixSha256, madeAt }) => {
      const variantId = owners.get(sha256);
      const fromId = owners.get(fromSha256) ?? null;
      return variantId === undefined
        ? []
        : [{ variantId, fromLabel, fromId, hasMatrix: matrixSha256 !== null, madeAt }];
    });
  }

  /** By its content too: another model of the same name needs a matrix of its own. */
  #matrixPath({ name, sha256 }: LabModel): string {
    const content = sha256.slice(0, contentDigits);
    return join(this.#work.options.modelsFolder(), madeFolder, `${safeName(name)}-${content}-imatrix.gguf`);
  }

  async #collected(source: LabModel): Promise<{ path: string; sizeBytes: number } | null> {
    // What was never read for its hash had no matrix collected from it.
    if (source.sha256 === "") return null;
    const path = this.#matrixPath(source);
    const found = await stat(path).catch(() => null);
    return found?.isFile() === true ? { path, sizeBytes: found.size } : null;
  }

  async #matrixFile(given: string, signal: AbortSignal): Promise<{ path: string; sha256: string }> {
    const path = resolve(given);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) throw appError("file-missing", "no-such-file", { path });
    signal.throwIfAborted();
    return { path, sha256: await this.#work.hash(path, found.size) };
  }

  /** A file that cannot be read as a model is none that was made. */
  async #intoLibrary(path: string, root: string, sha256: string): Promise<string> {
    try {
      return await this.#work.options.library.made({ path, root, sha256 });
    } catch (thrown) {
      await rm(path, { force: true });
      throw thrown;
    }
  }
}

function requiredType(label: string): { label: string; fileType: number } {
  const type = quantiseLabel(label);
  if (type === null) throw appError("invalid-input", "no-quantise-label", { label, there: quantiseLabels });
  return type;
}

/** Not quantised. */
const isWhole = (label: string): boolean => /^(F32|F16|BF16)$/.test(label);

const safeName = (name: string): string => name.replaceAll(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "model";
