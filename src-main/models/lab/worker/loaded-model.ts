import { chunkTokens, countedInChunk } from "../protocol.ts";
import { LabFailure } from "./lab-failure.ts";
import type { Address } from "./layouts.ts";
import { type NativeApi, memoryAt } from "./native-api.ts";

export interface OpenOptions {
  path: string;
  threads: number;
  /** Called with each tensor before (`ask`) and after it is computed; null: nobody looks on. */
  onTensor?: Address;
}

/** The first position of a chunk whose prediction counts. */
const firstCounted = chunkTokens / 2;
/** The engine takes as many tokens of a text as bytes at most, and two marks. */
const marks = 2;
/** Longer tokens are of spaces and lines alone. */
const mostPieceBytes = 512;

/** A model in memory with a context for one chunk. Every call blocks. */
export class LoadedModel {
  readonly #api: NativeApi;
  readonly #path: string;
  readonly #model: Address;
  readonly #context: Address;
  readonly #vocabulary: Address;
  readonly vocabularySize: number;

  /** Throws a `LabFailure` for a model that the engine does not load. */
  constructor(api: NativeApi, { path, threads, onTensor = null }: OpenOptions) {
    this.#api = api;
    this.#path = path;
    const refused = (): LabFailure => new LabFailure({ kind: "model", path, reason: "" });
    this.#model = api.loadModel(path, { ...api.modelDefaults(), n_gpu_layers: 0, check_tensors: true });
    if (this.#model === null) throw refused();
    if (api.hasEncoder(this.#model)) throw refused();
    this.#context = api.newContext(this.#model, {
      ...api.contextDefaults(),
      n_ctx: chunkTokens,
      n_batch: chunkTokens,
      n_ubatch: chunkTokens,
      n_threads: threads,
      n_threads_batch: threads,
      cb_eval: onTensor,
    });
    if (this.#context === null) throw refused();
    this.#vocabulary = api.vocabularyOf(this.#model);
    this.vocabularySize = api.vocabularySize(this.#vocabulary);
  }

  tokenize(text: Uint8Array): Int32Array {
    const most = text.length + marks;
    const tokens = new Int32Array(most);
    const count = this.#api.tokenize(this.#vocabulary, text, text.length, tokens, most, true, false);
    return tokens.subarray(0, Math.max(0, count));
  }

  /** How a token of the vocabulary is written; null for one that has no text. */
  tokenText(token: number): string | null {
    return this.#api.tokenText(this.#vocabulary, token);
  }

  /** How these tokens are written one after the other; marks that stand for no text are left out. */
  spell(tokens: readonly number[]): string {
    const pieces = tokens.map((token) => {
      const into = Buffer.alloc(mostPieceBytes);
      const bytes = this.#api.tokenToPiece(this.#vocabulary, token, into, mostPieceBytes, 0, false);
      return into.subarray(0, Math.max(0, bytes));
    });
    return Buffer.concat(pieces).toString("utf8");
  }

  /**
   * Reads a chunk, begun with the mark for the beginning where the model wants one, and returns the logits for the words that follow the
   * positions that count: `countedInChunk` rows as long as the vocabulary, in the engine's own memory until the next chunk. Without `rows`,
   * every position is computed to its end, as for an importance matrix.
   */
  readChunk(tokens: Int32Array, rows: "counted" | "all"): Float32Array {
    const api = this.#api;
    const read = Int32Array.from(tokens);
    if (api.addsBos(this.#vocabulary)) read[0] = api.bos(this.#vocabulary);
    const logits = new Int8Array(chunkTokens).fill(1);
    if (rows === "counted") {
      logits.fill(0, 0, firstCounted);
      logits[chunkTokens - 1] = 0;
    }
    api.clearMemory(api.memoryOf(this.#context), true);
    const failed = api.decode(this.#context, {
      n_tokens: chunkTokens,
      token: read,
      embd: null,
      pos: null,
      n_seq_id: null,
      seq_id: null,
      logits,
    });
    const at = failed === 0 ? api.logitsAt(this.#context, firstCounted) : null;
    if (at === null) throw new LabFailure({ kind: "model", path: this.#path, reason: "" });
    return new Float32Array(memoryAt(at, countedInChunk * this.vocabularySize * 4));
  }

  free(): void {
    this.#api.freeContext(this.#context);
    this.#api.freeModel(this.#model);
  }
}
