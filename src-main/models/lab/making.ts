import { rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { MatrixResult, QuantiseResult } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import type { Finished } from "./lab-child.ts";
import { openText } from "./lab-text.ts";
import { type LabWork, otherAnswer } from "./lab-work.ts";
import { quantiseLabel, quantiseLabels } from "./labels.ts";
import { MadeTable } from "./made-table.ts";
import { chunksOf } from "./measuring.ts";
import { type Task, chunkTokens } from "./protocol.ts";
import type { LabWatch, MatrixRequest, QuantiseRequest } from "./types.ts";

/** The subfolder of the models folder for files that were made here. */
const madeFolder = "made";

/** Makes files of other types, and importance matrices for them. */
export class Making {
  readonly #work: LabWork;
  readonly #table: MadeTable;

  constructor(work: LabWork) {
    this.#work = work;
    this.#table = new MadeTable(work.options.db);
  }

  async quantise(request: QuantiseRequest, watch: LabWatch): Promise<QuantiseResult> {
    const type = quantiseLabel(request.label);
    if (type === null)
      throw appError("invalid-input", "no-quantise-label", { label: request.label, there: quantiseLabels });
    const source = await this.#work.model(request.subject, watch.signal);
    const root = this.#work.options.modelsFolder();
    const output =
      request.output === null
        ? join(root, madeFolder, `${safeName(source.name)}-${type.label}.gguf`)
        : resolve(request.output);
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
        matrix: matrix === null ? null : { path: matrix.path, name: request.matrix ?? "" },
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
    const output =
      request.output === null
        ? join(options.modelsFolder(), madeFolder, `${safeName(model.name)}-imatrix.gguf`)
        : resolve(request.output);
    if (output === model.path || output === text.path)
      throw appError("invalid-input", "output-is-input", { path: output });
    const plan = await this.#work.plan([model]);
    const chunks = chunksOf(request);
    watch.onEstimate?.(plan.seconds(chunks * chunkTokens));
    const began = this.#work.now();
    let collected: Finished | null = null;
    const sha256 = await this.#work.write(output, async (partial) => {
      const task: Task = {
        type: "matrix",
        model: model.path,
        text: text.path,
        textName: request.text.kind === "file" ? request.text.path : text.name,
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

const safeName = (name: string): string => name.replaceAll(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "model";
