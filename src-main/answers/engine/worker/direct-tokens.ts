import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { type NativeSampler, type NativeSequence, nativeSequence } from "./native-sequence.ts";
import type { TokenStream } from "./token-stream.ts";

/** As often as the library takes one by itself. */
const checkpointTokens = 8192;

export interface DirectOptions {
  sampling: SequenceEvaluateOptions;
  /** That the engine may use at this moment. */
  threads: () => number;
  /** Whether jobs run in the order in which they are given. */
  inOrder: boolean;
  /** Throws: there is no room for another token. */
  full: () => never;
}

/**
 * The same steps as the library's `evaluate`, without the queues and locks that it has for several sequences: with a small model they take
 * a tenth of a token's time. For a sequence that is alone in its context, and that nothing else uses meanwhile.
 */
export class DirectTokens implements TokenStream {
  readonly #sequence: LlamaContextSequence;
  readonly #native: NativeSequence;
  readonly #options: DirectOptions;
  /** The sampler takes more than its own record of what was written. */
  readonly #changes: boolean;
  readonly #needsCheckpoints: boolean;
  #sampler: NativeSampler | null = null;
  #threads = 0;
  #unread: readonly Token[];

  private constructor(
    sequence: LlamaContextSequence,
    native: NativeSequence,
    first: readonly Token[],
    options: DirectOptions,
  ) {
    const { sampling } = options;
    this.#sequence = sequence;
    this.#native = native;
    this.#options = options;
    this.#unread = first;
    this.#changes = sampling.grammarEvaluationState !== undefined || sampling.repeatPenalty !== undefined;
    this.#needsCheckpoints = sequence.needsCheckpoints;
  }

  /** After these have been read. Null where the library has no such steps. */
  static of(sequence: LlamaContextSequence, first: readonly Token[], options: DirectOptions): DirectTokens | null {
    const native = first.length === 0 ? null : nativeSequence(sequence);
    return native === null ? null : new DirectTokens(sequence, native, first, options);
  }

  async next(): Promise<Token | null> {
    const { batchSize } = this.#sequence.context;
    const unread = this.#unread;
    // The library keeps one cell free.
    if (this.#sequence.nextTokenIndex + unread.length >= this.#sequence.contextSize) this.#options.full();
    this.#useThreads();
    let at = 0;
    for (; unread.length - at > batchSize; at += batchSize) await this.#read(unread.slice(at, at + batchSize));
    const token = await this.#readAndSample(at === 0 ? unread : unread.slice(at));
    this.#unread = [token];
    return token;
  }

  insert(tokens: readonly Token[]): void {
    this.#unread = [...this.#unread, ...tokens];
  }

  close(): Promise<void> {
    this.#sampler?.dispose();
    return Promise.resolve();
  }

  #useThreads(): void {
    const threads = this.#options.threads();
    if (threads !== this.#threads) this.#native.context.setThreads(threads);
    this.#threads = threads;
  }

  async #read(tokens: readonly Token[]): Promise<void> {
    this.#batch(tokens, []);
    await this.#native.context.decodeBatch();
    await this.#wasRead(tokens);
  }

  async #readAndSample(tokens: readonly Token[]): Promise<Token> {
    const { context } = this.#native;
    const [place = 0] = this.#batch(tokens, [tokens.length - 1]);
    const decoded = context.decodeBatch();
    if (!this.#options.inOrder) await decoded;
    // Given at once, the second job follows the first one without a way over this thread and back. Both have ended before anything is freed.
    const [read, drawn] = await Promise.allSettled([decoded, this.#draw(place)]);
    if (read.status === "rejected") throw read.reason;
    // Whatever came of the draw: else a later answer would take what is there for free.
    await this.#wasRead(tokens);
    if (drawn.status === "rejected") throw drawn.reason;
    const sampled = drawn.value;
    if (typeof sampled !== "number" || sampled < 0) throw new Error("the engine drew no token");
    return sampled as Token;
  }

  /** The sampler is made and set while the engine reads: with a large vocabulary that takes a millisecond. */
  async #draw(place: number): Promise<unknown> {
    const isNew = this.#sampler === null;
    this.#sampler ??= this.#native.newSampler();
    if (isNew || this.#changes) this.#sampler.applyConfig(this.#native.samplerConfig(this.#options.sampling));
    return this.#native.context.sampleToken(place, this.#sampler);
  }

  #batch(tokens: readonly Token[], wanted: readonly number[]): Uint32Array {
    const { id, context } = this.#native;
    context.initBatch(tokens.length);
    return context.addToBatch(id, this.#sequence.nextTokenIndex, Uint32Array.from(tokens), Uint32Array.from(wanted));
  }

  async #wasRead(tokens: readonly Token[]): Promise<void> {
    this.#native.noteRead(tokens);
    if (!this.#needsCheckpoints) return;
    const { nextTokenIndex, lastCheckpointIndex } = this.#sequence;
    if (nextTokenIndex - lastCheckpointIndex >= checkpointTokens) await this.#sequence.takeCheckpoint();
  }
}
