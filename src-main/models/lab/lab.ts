import type {
  DryRun,
  MadeHere,
  Making as MakingOptions,
  MatrixResult,
  MeasureEstimate,
  MeasureResult,
  MeasuredHere,
  Parting,
  QuantiseResult,
} from "../../../src-shared/contract/index.ts";
import { toAppError, unlessAborted } from "../../ground/core/index.ts";
import { type LabOptions, LabWork } from "./lab-work.ts";
import { Making } from "./making.ts";
import { Measuring } from "./measuring.ts";
import type { LabWatch, MatrixRequest, MeasureRequest, QuantiseRequest } from "./types.ts";

/**
 * Makes files of other types, measures what that costs, and collects importance matrices: each in a process of its own, one after the
 * other. Errors are `AppError`; nothing half made is left.
 */
export class Lab {
  readonly #work: LabWork;
  readonly #measuring: Measuring;
  readonly #making: Making;
  readonly #disposed = new AbortController();
  /** Settles when what was begun last has ended: two at once would take each other's processor and memory. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LabOptions) {
    this.#work = new LabWork(options);
    this.#measuring = new Measuring(this.#work);
    this.#making = new Making(this.#work);
  }

  /** Writes a file of another type: byte for byte what llama.cpp's `llama-quantize` writes. */
  quantise(request: QuantiseRequest, watch: LabWatch): Promise<QuantiseResult> {
    return this.#inTurn(watch, (signal) => this.#making.quantise(request, { ...watch, signal }));
  }

  /** The divergence of a variant from a reference; at once where it is known. */
  measure(request: MeasureRequest, watch: LabWatch): Promise<MeasureResult & { id: string }> {
    return this.#inTurn(watch, (signal) => this.#measuring.measure(request, { ...watch, signal }));
  }

  /** Writes an importance matrix, in llama.cpp's GGUF form. */
  collectMatrix(request: MatrixRequest, watch: LabWatch): Promise<MatrixResult> {
    return this.#inTurn(watch, (signal) => this.#making.collectMatrix(request, { ...watch, signal }));
  }

  /** How long a measurement would take, and what keeps it from being begun. */
  estimate(request: MeasureRequest, signal: AbortSignal): Promise<MeasureEstimate> {
    return this.#measuring.estimate(request, signal);
  }

  /** What was measured, the latest first. */
  measured(): MeasuredHere[] {
    return this.#measuring.list();
  }

  /** Where the two of a measurement part; null where that was not kept. */
  parting(id: string): Parting | null {
    return this.#measuring.parting(id);
  }

  /** What can be made of a variant of the library, with what each would cost here. */
  making(variantId: string): Promise<MakingOptions> {
    return this.#making.options(variantId);
  }

  /** The path of the matrix that was collected from a variant's model for the library. Throws `file-missing`. */
  collectedMatrix(variantId: string): Promise<string> {
    return this.#making.collected(variantId);
  }

  /** The size of a file before it is made, by the engine itself. */
  dryRun(request: QuantiseRequest, signal: AbortSignal): Promise<DryRun> {
    return this.#making.dryRun(request, signal);
  }

  /** Where those of the library that were made here came from. */
  made(): MadeHere[] {
    return this.#making.made();
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.#last.catch(() => undefined);
    await this.#work.dispose();
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
}
