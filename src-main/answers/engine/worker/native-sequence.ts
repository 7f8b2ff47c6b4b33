import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from "node-llama-cpp";

/** Of the library's native context: one batch at a time. */
export interface NativeContext {
  initBatch(tokens: number): void;
  /** The places of those in the batch whose logits are wanted. */
  addToBatch(sequence: number, at: number, tokens: Uint32Array, wanted: Uint32Array): Uint32Array;
  decodeBatch(): Promise<unknown>;
  sampleToken(place: number, sampler: NativeSampler): Promise<unknown>;
  setThreads(threads: number): void;
}

export interface NativeSampler {
  applyConfig(config: unknown): void;
  dispose(): void;
}

/** What the library's sequence does its steps with. */
export interface NativeSequence {
  readonly id: number;
  readonly context: NativeContext;
  newSampler(): NativeSampler;
  /** The options as the native sampler takes them, with what is to be asked for again at every step. */
  samplerConfig(options: SequenceEvaluateOptions): unknown;
  /** These are in the context now, after those that were there. */
  noteRead(tokens: readonly Token[]): void;
}

/** Private names of the library (3.21), each looked at before it is used. Null where one is missing or is something else. */
export function nativeSequence(sequence: LlamaContextSequence): NativeSequence | null {
  const id = own(sequence, "_sequenceId");
  const context = own(sequence.context, "_ctx");
  const makeSampler = own(own(own(sequence.model, "_llama"), "_bindings"), "AddonSampler");
  const model = own(sequence.model, "_model");
  const resolve = own(sequence, "_resolveSamplerConfig");
  const has = (name: string): boolean => typeof own(context, name) === "function";
  const isWhole = ["initBatch", "addToBatch", "decodeBatch", "sampleToken", "setThreads"].every(has);
  if (typeof id !== "number" || !isWhole || typeof makeSampler !== "function" || typeof resolve !== "function")
    return null;
  if (typeof own(sequence, "_nextTokenIndex") !== "number" || !Array.isArray(own(sequence, "_contextTokens")))
    return null;
  return {
    id,
    context: context as NativeContext,
    newSampler: () => Reflect.construct(makeSampler, [model]) as NativeSampler,
    samplerConfig: (options) => Reflect.apply(resolve, sequence, [options]) as unknown,
    noteRead: (tokens) => {
      // Its getter hands out copies, so that it can grow in place: a copy for every token is long in a long conversation.
      (own(sequence, "_contextTokens") as Token[]).push(...tokens);
      Reflect.set(sequence, "_nextTokenIndex", (own(sequence, "_nextTokenIndex") as number) + tokens.length);
    },
  };
}

function own(value: unknown, name: string): unknown {
  return (typeof value === "object" && value !== null) || typeof value === "function"
    ? Reflect.get(value, name)
    : undefined;
}
