import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ggmlTypes, tensorBytes } from "../../src-main/ground/core/index.ts";

/** What a model whose large tensors are Q4_1 or Q8_0 can be turned into with plain arithmetic. */
export const requantTargets = { F16: { fileType: 1 }, Q8_0: { fileType: 7 }, Q4_0: { fileType: 2 } } as const;
export type RequantTarget = keyof typeof requantTargets;

interface SourceTensor {
  name: string;
  shape: number[];
  type: string;
  /** From the beginning of the file. */
  at: number;
}

interface SourceLayout {
  /** Metadata as it is in the file, with the place of `general.file_type` in it. */
  metadata: Buffer;
  fileTypeAt: number;
  tensors: SourceTensor[];
}

const alignment = 32;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
const typeNames = new Map(Object.entries(ggmlTypes).map(([name, type]) => [type.id, name]));
/** Bytes of GGUF's value types by number; 8 is a string, 9 an array. */
const scalarBytes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const maxHeaderBytes = 16 * 1024 * 1024;
const blockElements = 32;
const chunkBlocks = 16_384;

/** Reads just what a conversion needs; the file is the project's own test model, so nothing here is defensive. */
function readLayout(file: number): SourceLayout {
  const header = Buffer.alloc(maxHeaderBytes);
  const length = readSync(file, header, 0, maxHeaderBytes, 0);
  if (header.toString("latin1", 0, 4) !== "GGUF" || length < 24) throw new Error("not a GGUF file");
  let at = 8;
  const u32 = (): number => header.readUInt32LE((at += 4) - 4);
  const u64 = (): number => Number(header.readBigUInt64LE((at += 8) - 8));
  const text = (): string => {
    const size = u64();
    return header.toString("utf8", at, (at += size));
  };
  const skipValue = (type: number): void => {
    if (type === 8) text();
    else if (type === 9) {
      const of = u32();
      for (let left = u64(); left > 0; left--) skipValue(of);
    } else at += scalarBytes[type] ?? 0;
  };
  const tensorCount = u64();
  let fileTypeAt = -1;
  for (let left = u64(); left > 0; left--) {
    const key = text();
    const type = u32();
    if (key === "general.file_type") fileTypeAt = at;
    skipValue(type);
  }
  const metadata = Buffer.from(header.subarray(0, at));
  const tensors = Array.from({ length: tensorCount }, () => {
    const name = text();
    const shape = Array.from({ length: u32() }, u64);
    const type = typeNames.get(u32()) ?? "";
    return { name, shape, type, at: u64() };
  });
  const dataAt = aligned(at);
  for (const tensor of tensors) tensor.at += dataAt;
  return { metadata, fileTypeAt, tensors };
}

const isVector = (tensor: SourceTensor): boolean => tensor.type === "F32";

function newHeader(layout: SourceLayout, target: RequantTarget): Buffer {
  const metadata = Buffer.from(layout.metadata);
  metadata.writeUInt32LE(requantTargets[target].fileType, layout.fileTypeAt);
  const parts = [metadata];
  let offset = 0;
  for (const tensor of layout.tensors) {
    const type = isVector(tensor) ? tensor.type : target;
    const name = Buffer.from(tensor.name);
    const info = Buffer.alloc(8 + name.length + 4 + 8 * tensor.shape.length + 12);
    let at = info.writeBigUInt64LE(BigInt(name.length), 0);
    at += name.copy(info, at);
    at = info.writeUInt32LE(tensor.shape.length, at);
    for (const dimension of tensor.shape) at = info.writeBigUInt64LE(BigInt(dimension), at);
    at = info.writeUInt32LE(ggmlTypes[type]?.id ?? 0, at);
    info.writeBigUInt64LE(BigInt(offset), at);
    parts.push(info);
    offset += aligned(tensorBytes(type, tensor.shape));
  }
  const header = Buffer.concat(parts);
  return Buffer.concat([header, Buffer.alloc(aligned(header.length) - header.length)]);
}

/** Size of the converted file, without converting. */
export function requantizedBytes(source: string, target: RequantTarget): number {
  const file = openSync(source, "r");
  try {
    const layout = readLayout(file);
    return layout.tensors.reduce(
      (total, tensor) => total + aligned(tensorBytes(isVector(tensor) ? tensor.type : target, tensor.shape)),
      newHeader(layout, target).length,
    );
  } finally {
    closeSync(file);
  }
}

/**
 * Writes the model with its matrices in another type. The result loads and chats like its source; it gains no quality.
 * Returns the SHA-256 of the new file. Appears whole or not at all.
 */
export function requantize(source: string, destination: string, target: RequantTarget): string {
  mkdirSync(dirname(destination), { recursive: true });
  const temporary = `${destination}.${process.pid}.part`;
  const hash = createHash("sha256");
  const input = openSync(source, "r");
  const output = openSync(temporary, "w");
  const write = (bytes: Buffer): void => {
    hash.update(bytes);
    writeSync(output, bytes);
  };
  try {
    const layout = readLayout(input);
    write(newHeader(layout, target));
    for (const tensor of layout.tensors) {
      const sourceBytes = tensorBytes(tensor.type, tensor.shape);
      let written = 0;
      const step = isVector(tensor) ? sourceBytes : chunkBlocks * (ggmlTypes[tensor.type]?.blockBytes ?? 0);
      for (let done = 0; done < sourceBytes; done += step) {
        const chunk = Buffer.alloc(Math.min(step, sourceBytes - done));
        readSync(input, chunk, 0, chunk.length, tensor.at + done);
        const converted =
          isVector(tensor) || tensor.type === target ? chunk : encode(target, decode(tensor.type, chunk));
        write(converted);
        written += converted.length;
      }
      write(Buffer.alloc(aligned(written) - written));
    }
    closeSync(output);
    renameSync(temporary, destination);
    return hash.digest("hex");
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(input);
  }
}

const halfTable = Float32Array.from({ length: 65_536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** IEEE half precision, rounded to nearest; weights are far from its limits. */
function toHalf(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 112;
  if (exponent <= 0) return sign | Math.round(Math.abs(value) * 2 ** 24);
  // A carry out of the fraction moves into the exponent, as it should.
  return sign | (((exponent << 23) + (bits & 0x7fffff) + 0x1000) >>> 13);
}

function decode(type: string, bytes: Buffer): Float32Array {
  const blockBytes = ggmlTypes[type]?.blockBytes ?? 1;
  const blocks = bytes.length / blockBytes;
  const values = new Float32Array(blocks * blockElements);
  for (let block = 0; block < blocks; block++) {
    const at = block * blockBytes;
    const out = block * blockElements;
    const scale = halfTable[bytes.readUInt16LE(at)] ?? 0;
    if (type === "Q8_0") {
      for (let i = 0; i < blockElements; i++) values[out + i] = scale * bytes.readInt8(at + 2 + i);
    } else if (type === "Q4_1") {
      const minimum = halfTable[bytes.readUInt16LE(at + 2)] ?? 0;
      for (let i = 0; i < 16; i++) {
        const pair = bytes[at + 4 + i] ?? 0;
        values[out + i] = scale * (pair & 15) + minimum;
        values[out + i + 16] = scale * (pair >> 4) + minimum;
      }
    } else throw new Error(`no conversion from ${type}`);
  }
  return values;
}

function encode(type: RequantTarget, values: Float32Array): Buffer {
  if (type === "F16") {
    const halves = Buffer.allocUnsafe(values.length * 2);
    for (let i = 0; i < values.length; i++) halves.writeUInt16LE(toHalf(values[i] ?? 0), i * 2);
    return halves;
  }
  const blockBytes = ggmlTypes[type]?.blockBytes ?? 1;
  const bytes = Buffer.alloc((values.length / blockElements) * blockBytes);
  for (let block = 0; block < values.length / blockElements; block++) {
    const from = block * blockElements;
    const at = block * blockBytes;
    let extreme = 0;
    for (let i = 0; i < blockElements; i++) {
      const value = values[from + i] ?? 0;
      if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    }
    // As in ggml: Q8_0 is symmetric, Q4_0 puts the value of the largest magnitude at -8.
    const scale = type === "Q8_0" ? Math.abs(extreme) / 127 : extreme / -8;
    const inverse = scale === 0 ? 0 : 1 / scale;
    bytes.writeUInt16LE(toHalf(scale), at);
    if (type === "Q8_0") {
      for (let i = 0; i < blockElements; i++)
        bytes.writeInt8(Math.round((values[from + i] ?? 0) * inverse), at + 2 + i);
    } else {
      for (let i = 0; i < 16; i++) {
        const low = Math.min(15, Math.floor((values[from + i] ?? 0) * inverse + 8.5));
        const high = Math.min(15, Math.floor((values[from + i + 16] ?? 0) * inverse + 8.5));
        bytes[at + 2 + i] = low | (high << 4);
      }
    }
  }
  return bytes;
}
