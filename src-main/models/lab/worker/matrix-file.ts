import { readFileSync } from "node:fs";
import { LabFailure } from "./lab-failure.ts";
import { type NativeApi, addressOf } from "./native-api.ts";
import { NativeTensor } from "./native-tensor.ts";

/** How much each column of each tensor was used. */
export interface ImportanceMatrix {
  /** By the tensor's name: the mean square of what each column was multiplied with, for one expert after the other. */
  entries: Map<string, Float32Array>;
  /** The texts that it was made of. */
  datasets: string[];
  /** How many parts of the texts were read; 0 where the file does not say. */
  chunks: number;
}

/** What is summed up for a tensor. */
export interface MatrixSums {
  /** Squares by column, for one expert after the other. */
  sums: Float32Array;
  /** Rows that were summed up, by expert. */
  counts: number[];
}

const keys = { datasets: "imatrix.datasets", chunks: "imatrix.chunk_count", chunkSize: "imatrix.chunk_size" };
const endings = { sums: ".in_sum2", counts: ".counts" };
/** Numbers of types in GGUF and ggml. */
const types = { f32: 0, text: 8, array: 9 };
/** Of the older form: more entries, or longer names, than any model has. */
const bounds = { entries: 1_000_000, nameBytes: 4096 };

/**
 * Reads a matrix as llama.cpp's tools do (common/imatrix-loader, tools/quantize): the GGUF form, or the older one. Throws a `LabFailure`
 * for what is neither.
 */
export function readMatrixFile(api: NativeApi, path: string): ImportanceMatrix {
  const contextAt = new BigUint64Array(1);
  const gguf = api.openGguf(path, { no_alloc: false, ctx: addressOf(new Uint8Array(contextAt.buffer)) });
  if (gguf === null) return readOlderForm(path);
  const context = contextAt[0] ?? 0n;
  try {
    const [datasets, chunks, chunkSize] = [keys.datasets, keys.chunks, keys.chunkSize].map((key) =>
      Number(api.findKey(gguf, key)),
    ) as [number, number, number];
    if (datasets < 0 || chunks < 0 || chunkSize < 0) throw unusable("no-metadata");
    const isTexts = api.valueType(gguf, datasets) === types.array && api.arrayType(gguf, datasets) === types.text;
    const count = isTexts ? Number(api.arrayLength(gguf, datasets)) : 0;
    return {
      entries: means(sumsIn(api, context)),
      datasets: Array.from({ length: count }, (_, index) => api.textInArray(gguf, datasets, index)),
      chunks: api.number(gguf, chunks),
    };
  } finally {
    api.freeGguf(gguf);
    api.freeGgml(context);
  }
}

function sumsIn(api: NativeApi, context: bigint): Map<string, MatrixSums> {
  const found = new Map<string, Partial<MatrixSums>>();
  for (let at = api.firstTensor(context); at !== null; at = api.nextTensor(context, at)) {
    const tensor = new NativeTensor(api, at);
    const { name } = tensor;
    const ending = [endings.sums, endings.counts].find((candidate) => name.endsWith(candidate));
    if (ending === undefined) continue;
    if (tensor.type !== types.f32) throw unusable("not-f32");
    const values = new Float32Array(tensor.bytes().slice(0));
    const of = name.slice(0, -ending.length);
    const part = ending === endings.sums ? { sums: values } : { counts: Array.from(values, Math.round) };
    found.set(of, { ...found.get(of), ...part });
  }
  if (found.size === 0) throw unusable("no-entries");
  for (const { sums, counts } of found.values()) {
    if (sums === undefined || counts === undefined) throw unusable("half-an-entry");
  }
  return found as Map<string, MatrixSums>;
}

/** An expert that no text reached counts each of its columns alike. */
function means(sums: ReadonlyMap<string, MatrixSums>): Map<string, Float32Array> {
  return new Map(
    [...sums].map(([name, { sums: all, counts }]) => {
      const columns = all.length / counts.length;
      return [name, all.map((sum, at) => divided(sum, counts[Math.floor(at / columns)] ?? 0))];
    }),
  );
}

const divided = (sum: number, count: number): number => (count > 0 ? sum / count : 1);

/** Number of entries; for each its name, how often it was summed up, and its sums; then, where it says so, the chunks and the text. */
function readOlderForm(path: string): ImportanceMatrix {
  const file = readFileSync(path);
  let at = 0;
  const number = (): number => {
    if (at + 4 > file.length) throw unusable("cut-short");
    at += 4;
    return file.readInt32LE(at - 4);
  };
  const part = (bytes: number): Buffer => {
    if (bytes < 0 || at + bytes > file.length) throw unusable("cut-short");
    at += bytes;
    return file.subarray(at - bytes, at);
  };
  const count = number();
  if (count < 1 || count > bounds.entries) throw unusable("no-matrix");
  const entries = new Map<string, Float32Array>();
  for (let i = 0; i < count; i++) {
    const length = number();
    if (length < 1 || length > bounds.nameBytes) throw unusable("no-matrix");
    const name = part(length).toString("utf8");
    const calls = number();
    const values = number();
    if (values < 1) throw unusable("no-matrix");
    const sums = new Float32Array(Uint8Array.from(part(values * 4)).buffer);
    entries.set(name, calls > 0 ? sums.map((sum) => sum / calls) : sums);
  }
  const chunks = at < file.length ? number() : 0;
  const length = at < file.length ? number() : 0;
  return { entries, chunks, datasets: length > 0 ? [part(length).toString("utf8")] : [] };
}

/** Writes what was summed up, in llama.cpp's GGUF form (tools/imatrix, `save_imatrix`). Throws a `LabFailure` where it cannot. */
export function writeMatrixFile(
  api: NativeApi,
  path: string,
  {
    sums,
    textName,
    chunks,
    chunkSize,
  }: { sums: Map<string, MatrixSums>; textName: string; chunks: number; chunkSize: number },
): void {
  const gguf = api.emptyGguf();
  const values = [...sums.values()].reduce((all, entry) => all + entry.sums.length + entry.counts.length, 0);
  // Each tensor is padded by less than 64 bytes.
  const bytes = values * 4 + 2 * sums.size * (Number(api.tensorOverhead()) + 64);
  const context = api.initGgml({ mem_size: bytes, mem_buffer: null, no_alloc: false });
  try {
    api.setText(gguf, "general.type", "imatrix");
    api.setTexts(gguf, keys.datasets, [textName], 1);
    api.setNumber(gguf, keys.chunks, chunks);
    api.setNumber(gguf, keys.chunkSize, chunkSize);
    // By bytes, as the tool sorts.
    for (const name of [...sums.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
      const entry = sums.get(name);
      if (entry === undefined) continue;
      const { sums: all, counts } = entry;
      const add = (ending: string, columns: number, numbers: ArrayLike<number>): void => {
        const tensor = api.newTensor(context, types.f32, columns, counts.length);
        api.setTensorName(tensor, `${name}${ending}`);
        new Float32Array(new NativeTensor(api, tensor).bytes()).set(numbers);
        api.addTensor(gguf, tensor);
      };
      add(endings.sums, all.length / counts.length, all);
      add(endings.counts, 1, counts);
    }
    if (!api.writeGguf(gguf, path, false)) throw new LabFailure({ kind: "disk", code: "" });
  } finally {
    api.freeGguf(gguf);
    api.freeGgml(context);
  }
}

function unusable(reason: string): LabFailure {
  return new LabFailure({ kind: "matrix-unusable", reason });
}
