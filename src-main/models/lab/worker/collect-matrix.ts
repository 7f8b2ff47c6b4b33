import { type Report, type Task, chunkTokens } from "../protocol.ts";
import { LabFailure } from "./lab-failure.ts";
import { LoadedModel } from "./loaded-model.ts";
import type { MatrixSums } from "./matrix-file.ts";
import { writeMatrixFile } from "./matrix-file.ts";
import { type NativeApi, callback } from "./native-api.ts";
import { NativeTensor } from "./native-tensor.ts";
import { readTokens } from "./text-tokens.ts";

type MatrixTask = Extract<Task, { type: "matrix" }>;

/** Fewer rows are none of a text that is being read. */
const leastRows = 16;
const float32 = 0;
/** Of the product's sources, by what they are. */
const sources = { weights: 0, activations: 1, expertIds: 2 };

/**
 * Sums up, for each weight of the layers, the squares of what it is multiplied with while a text is read (llama.cpp, tools/imatrix): seen by
 * the engine's evaluation callback, on the thread that reads.
 */
export async function collectMatrix(
  api: NativeApi,
  task: MatrixTask,
  tell: (done: number, total: number) => Promise<void>,
): Promise<Report> {
  const collector = new Collector(api);
  const onTensor = callback("bool", ["void *", "bool", "void *"], (tensor: bigint, ask: boolean) =>
    collector.see(tensor, ask),
  );
  const model = new LoadedModel(api, { path: task.model, threads: task.threads, onTensor });
  const tokens = readTokens(model, task.text, task.chunks);
  const chunks = tokens.length / chunkTokens;
  for (let chunk = 0; chunk < chunks; chunk++) {
    model.readChunk(tokens.subarray(chunk * chunkTokens, (chunk + 1) * chunkTokens), "all");
    if (collector.failed !== null) throw collector.failed;
    await tell(chunk + 1, chunks);
  }
  const { sums } = collector;
  if (sums.size === 0) throw new LabFailure({ kind: "matrix-unusable", reason: "no-entries" });
  for (const entry of sums.values()) {
    if (!entry.sums.every(Number.isFinite)) throw new LabFailure({ kind: "not-finite", path: task.model });
  }
  model.free();
  writeMatrixFile(api, task.output, { sums, textName: task.textName, chunks, chunkSize: chunkTokens });
  return { type: "collected", entries: sums.size, chunks, tokens: tokens.length };
}

class Collector {
  readonly sums = new Map<string, MatrixSums>();
  readonly #api: NativeApi;
  readonly #names = new Map<number, string>();
  /** What was thrown where nothing may be: the engine called. */
  failed: Error | null = null;

  constructor(api: NativeApi) {
    this.#api = api;
  }

  /** `ask`: whether it is wanted once it is computed. */
  see(address: bigint, ask: boolean): boolean {
    try {
      const tensor = new NativeTensor(this.#api, address);
      const operation = this.#operation(tensor);
      if (operation !== "MUL_MAT" && operation !== "MUL_MAT_ID") return !ask;
      if (ask) return operation === "MUL_MAT_ID" || isWanted(tensor);
      if (operation === "MUL_MAT_ID") this.#addExperts(tensor);
      else this.#add(tensor);
      return true;
    } catch (thrown) {
      this.failed ??= thrown instanceof Error ? thrown : new Error(String(thrown));
      return false;
    }
  }

  #operation(tensor: NativeTensor): string {
    const { operation } = tensor;
    const known = this.#names.get(operation);
    if (known !== undefined) return known;
    const name = this.#api.operationName(operation);
    this.#names.set(operation, name);
    return name;
  }

  #add(product: NativeTensor): void {
    const weights = product.source(sources.weights);
    const activations = product.source(sources.activations);
    const [columns, rows, planes, volumes] = sizes(activations);
    const [, rowBytes, planeBytes, volumeBytes] = sizes(activations, "strides");
    const [, , weightPlanes, weightVolumes] = sizes(weights);
    const matrices = weightPlanes * weightVolumes;
    const entry = this.#entry(plainName(weights.name), columns * matrices, 1);
    const bytes = activations.bytes();
    for (let volume = 0; volume < volumes; volume++) {
      for (let plane = 0; plane < planes; plane++) {
        const matrix = (volume % weightVolumes) * weightPlanes + (plane % weightPlanes);
        const into = entry.sums.subarray(matrix * columns, (matrix + 1) * columns);
        const from = plane * planeBytes + volume * volumeBytes;
        for (let row = 0; row < rows; row++) addSquares(into, new Float32Array(bytes, from + row * rowBytes, columns));
      }
    }
    entry.counts[0] = (entry.counts[0] ?? 0) + (rows * planes * volumes) / matrices;
  }

  /** Of a layer of experts: each is multiplied with the rows of the tokens that were sent to it. */
  #addExperts(product: NativeTensor): void {
    const weights = product.source(sources.weights);
    const activations = product.source(sources.activations);
    const ids = product.source(sources.expertIds);
    const experts = sizes(weights)[2];
    const [columns, used, tokens] = sizes(activations);
    const [, usedBytes, tokenBytes] = sizes(activations, "strides");
    const [idBytes, idTokenBytes] = sizes(ids, "strides");
    const entry = this.#entry(plainName(weights.name), columns * experts, experts);
    const bytes = activations.bytes();
    const sent = new DataView(ids.bytes());
    for (let slot = 0; slot < sizes(ids)[0]; slot++) {
      for (let token = 0; token < tokens; token++) {
        const expert = sent.getInt32(token * idTokenBytes + slot * idBytes, true);
        const from = (slot % used) * usedBytes + token * tokenBytes;
        const into = entry.sums.subarray(expert * columns, (expert + 1) * columns);
        addSquares(into, new Float32Array(bytes, from, columns));
        entry.counts[expert] = (entry.counts[expert] ?? 0) + 1;
      }
    }
  }

  #entry(name: string, values: number, counts: number): MatrixSums {
    const known = this.sums.get(name);
    if (known !== undefined) return known;
    const entry = { sums: new Float32Array(values), counts: Array.from({ length: counts }, () => 0) };
    this.sums.set(name, entry);
    return entry;
  }
}

function isWanted(product: NativeTensor): boolean {
  const activations = product.source(sources.activations);
  const isText = sizes(activations)[1] >= leastRows && activations.type === float32;
  return isText && plainName(product.source(sources.weights).name).startsWith("blk.");
}

/** "CUDA0#blk.0.attn_k.weight#0" is the copy on a device of "blk.0.attn_k.weight". */
function plainName(name: string): string {
  return name.includes("#") ? (name.split("#")[1] ?? name) : name;
}

const sizes = (tensor: NativeTensor, of: "shape" | "strides" = "shape"): [number, number, number, number] =>
  tensor[of] as [number, number, number, number];

function addSquares(into: Float32Array, row: Float32Array): void {
  for (let column = 0; column < into.length; column++) {
    const value = row[column] as number;
    into[column] = (into[column] as number) + value * value;
  }
}
