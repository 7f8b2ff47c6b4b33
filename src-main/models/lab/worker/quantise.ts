import process from "node:process";
import { type Report, type Task, boundReason, goOn } from "../protocol.ts";
import { LabFailure } from "./lab-failure.ts";
import type { QuantizeParams } from "./layouts.ts";
import { type ImportanceMatrix, readMatrixFile } from "./matrix-file.ts";
import { type NativeApi, addressOf, callback } from "./native-api.ts";

type QuantiseTask = Extract<Task, { type: "quantise" }>;

/**
 * Rows that are converted at once take at most so much: the bytes that come out are the same for any size, and llama.cpp's own default of 8
 * GiB would be more than some computers have.
 */
const rowsBytes = 256 * 1024 ** 2;
/** The types of values that the engine takes for the header. */
const overrideTypes = { whole: 0, text: 3 };
/** `llama_model_kv_override`: its type, the key, and the value in a union. */
const override = { bytes: 264, key: 4, value: 136, textBytes: 128 };
/** `llama_model_imatrix_data`: three words. */
const entryBytes = 24;

/** Tells the size of what will be made, waits for the word to go on, and makes it. The bytes are those of llama.cpp's `llama-quantize`. */
export async function quantise(api: NativeApi, task: QuantiseTask, send: (report: Report) => void): Promise<Report> {
  const log = new QuantiseLog((done, total) => send({ type: "progress", done, total }));
  api.setLog(log.address, null);
  const matrix = task.matrix === null ? null : withMatrix(readMatrixFile(api, task.matrix.path), task.matrix.name);
  const params: QuantizeParams = {
    ...api.quantizeDefaults(),
    nthread: task.threads,
    ftype: task.fileType,
    allow_requantize: true,
    max_buf_size: rowsBytes,
    ...matrix?.params,
  };
  const dry = await api.quantize(task.input, task.output, { ...params, dry_run: true });
  if (dry !== 0 || log.sizeBytes === null) throw log.failure(task.input);
  if (log.needsMatrix) throw new LabFailure({ kind: "matrix-needed" });
  log.begin();
  const agreed = new Promise<void>((resolve) => {
    process.on("message", (word: Partial<typeof goOn> | null) => {
      if (word?.type === goOn.type) resolve();
    });
  });
  send({ type: "size", bytes: log.sizeBytes });
  await agreed;
  if ((await api.quantize(task.input, task.output, params)) !== 0) throw log.failure(task.input);
  // The engine has read them by now, and not before.
  matrix?.kept.splice(0);
  return { type: "quantised" };
}

/** What the engine writes while it works. */
class QuantiseLog {
  readonly address: bigint;
  /** Of the last dry run. */
  sizeBytes: number | null = null;
  needsMatrix = false;
  #lines: string[] = [];
  #isWorking = false;

  constructor(onTensor: (done: number, total: number) => void) {
    this.address = callback("void", ["int", "str", "void *"], (_level: number, text: string) => {
      this.#lines = [...this.#lines.slice(-20), text];
      const size = /quant size\s*=\s*([\d.]+) MiB/.exec(text)?.[1];
      if (size !== undefined) this.sizeBytes = Math.ceil(Number(size) * 1024 ** 2);
      if (text.includes("will require an imatrix")) this.needsMatrix = true;
      const [, done, total] = /^\[\s*(\d+)\/\s*(\d+)\]/.exec(text) ?? [];
      if (this.#isWorking && done !== undefined) onTensor(Number(done), Number(total));
    });
  }

  begin(): void {
    this.#isWorking = true;
  }

  failure(path: string): LabFailure {
    const lines = this.#lines.join("");
    if (/imatrix/i.test(lines) && /(requires|missing) an? im|Missing importance matrix/i.test(lines)) {
      return new LabFailure({ kind: "matrix-needed" });
    }
    const told = /failed to quantize: (.*)/.exec(lines)?.[1] ?? /error[^:]*: (.*)/i.exec(lines)?.[1] ?? "";
    if (told.includes("imatrix")) return new LabFailure({ kind: "matrix-unusable", reason: boundReason(told) });
    return new LabFailure({ kind: "model", path, reason: boundReason(told) });
  }
}

/** What is passed of a matrix, with the buffers that must stay while the engine reads them. */
function withMatrix({ entries, datasets, chunks }: ImportanceMatrix, name: string) {
  const kept: unknown[] = [];
  const keep = (buffer: Uint8Array | Float32Array): bigint => {
    kept.push(buffer);
    return addressOf(buffer);
  };
  const list = Buffer.alloc(entryBytes * (entries.size + 1));
  [...entries].forEach(([tensor, values], index) => {
    list.writeBigUInt64LE(keep(Buffer.from(`${tensor}\0`)), index * entryBytes);
    list.writeBigUInt64LE(keep(values), index * entryBytes + 8);
    list.writeBigUInt64LE(BigInt(values.length), index * entryBytes + 16);
  });
  const [dataset] = datasets;
  // As llama-quantize writes them, in its order.
  const values: [string, string | number][] = [
    ["quantize.imatrix.file", name],
    ...(dataset === undefined ? [] : [["quantize.imatrix.dataset", dataset] as [string, string]]),
    ["quantize.imatrix.entries_count", entries.size],
    ...(chunks > 0 ? [["quantize.imatrix.chunks_count", chunks] as [string, number]] : []),
  ];
  const overrides = Buffer.alloc(override.bytes * (values.length + 1));
  values.forEach(([key, value], index) => {
    const at = index * override.bytes;
    overrides.writeInt32LE(typeof value === "string" ? overrideTypes.text : overrideTypes.whole, at);
    overrides.write(key, at + override.key, "utf8");
    if (typeof value === "number") overrides.writeBigInt64LE(BigInt(value), at + override.value);
    else Buffer.from(value).copy(overrides, at + override.value, 0, override.textBytes - 1);
  });
  return { kept, params: { imatrix: keep(list), kv_overrides: keep(overrides) } };
}
