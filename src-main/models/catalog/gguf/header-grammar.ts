import type { GgufPart } from "../../../../src-shared/contract/index.ts";
import { appError, ggmlTypeName, ggmlTypes, removedGgmlTypes, tensorElements } from "../../../ground/core/index.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { ByteTexts } from "./byte-texts.ts";
import { checkMagic, checkVersion } from "./file-magic.ts";
import {
  MAX_ALIGNMENT,
  MAX_ARRAY_ELEMENTS,
  MAX_HEADER_BYTES,
  MAX_KEPT_ARRAY_ELEMENTS,
  MAX_KEPT_STRING_BYTES,
  MAX_KEY_BYTES,
  MAX_METADATA_ENTRIES,
  MAX_STRING_BYTES,
  MAX_TENSOR_DIMENSIONS,
  MAX_TENSOR_NAME_BYTES,
  MAX_TENSORS,
} from "./gguf-limits.ts";
import { type GgufHeader, type GgufTensorInfo, type GgufValue, type GgufValueType, scalarTypes } from "./types.ts";

/** Yields how many bytes must be available before it goes on, so that it can stop anywhere and be resumed. */
export type HeaderSteps<T> = Generator<number, T, void>;

const DEFAULT_ALIGNMENT = 32;
/** Smallest space that one entry can take in the file: what a count is checked against before anything is read. */
const MIN_ENTRY_BYTES = 8 + 1 + 4 + 1;
const MIN_TENSOR_BYTES = 8 + 1 + 4 + 4 + 8;
const LENGTH_BYTES = 8;
/** bitnet.cpp took a number that llama.cpp had given up. */
const BITNET_TYPE = 36;
const BYTE_TOKEN_LENGTH = "<0x0A>".length;
const OPENING_ANGLE = "<".charCodeAt(0);

const scalarBytes: Readonly<Record<GgufValueType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  string: LENGTH_BYTES,
  array: 4 + LENGTH_BYTES,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** A part of the header, for an error: what is wrong with it is said by the part, and by the name of its entry or tensor. */
interface Place {
  part: GgufPart;
  name: string | null;
}

const place = (part: GgufPart, name: string | null = null): Place => ({
  part,
  name: name === null ? null : shown(name),
});

/**
 * Reads a header in the order of the file. `fileSizeBytes` is what the file really has, where that is known.
 * Every count is compared with a named limit and with the room that is left before it is believed.
 */
export function* readHeader(cursor: ByteCursor, fileSizeBytes: number | null): HeaderSteps<GgufHeader> {
  const end = Math.min(fileSizeBytes ?? Infinity, MAX_HEADER_BYTES);
  yield* need(cursor, 4);
  checkMagic(cursor.text(4));
  yield* need(cursor, 4);
  const version = cursor.uint32();
  checkVersion(version);
  yield* need(cursor, 16);
  const tensorCount = checkedCount(cursor.uint64(), MAX_TENSORS, place("tensors"));
  const entryCount = checkedCount(cursor.uint64(), MAX_METADATA_ENTRIES, place("metadata-entries"));
  checkRoom(cursor, end, entryCount * MIN_ENTRY_BYTES + tensorCount * MIN_TENSOR_BYTES, place("counts"));

  const metadata = yield* readMetadata(cursor, end, entryCount);
  const alignment = alignmentOf(metadata);
  const tensors = yield* readTensors(cursor, end, tensorCount, alignment);
  const headerBytes = tensorCount === 0 ? cursor.position : pad(cursor.position, alignment);
  const last = tensors.at(-1);
  const dataBytes = last === undefined ? 0 : last.offsetBytes + last.sizeBytes;
  if (headerBytes > MAX_HEADER_BYTES) throw appError("malformed-gguf", "header-too-long", { headerBytes });
  if (fileSizeBytes !== null && headerBytes + dataBytes > fileSizeBytes) {
    throw appError("malformed-gguf", "cut-short", { expectedBytes: headerBytes + dataBytes, fileSizeBytes });
  }
  return { version, alignment, metadata, tensors, headerBytes, dataBytes };
}

function* need(cursor: ByteCursor, count: number): HeaderSteps<void> {
  while (cursor.available < count) yield count;
}

function checkedCount(count: number, limit: number, where: Place): number {
  if (count > limit) throw appError("malformed-gguf", "not-credible", { ...where, count, limit });
  return count;
}

/** Refuses a length before its bytes are asked for: the file does not have them, or no honest header would. */
function checkRoom(cursor: ByteCursor, end: number, count: number, where: Place): void {
  if (cursor.position + count > end) {
    throw appError("malformed-gguf", "beyond-end", { ...where, offsetBytes: cursor.position, lengthBytes: count });
  }
}

function* readText(cursor: ByteCursor, end: number, limit: number, where: Place): HeaderSteps<string> {
  yield* need(cursor, LENGTH_BYTES);
  const length = checkedCount(cursor.uint64(), limit, where);
  checkRoom(cursor, end, length, where);
  yield* need(cursor, length);
  return cursor.text(length);
}

function* readMetadata(cursor: ByteCursor, end: number, count: number): HeaderSteps<Map<string, GgufValue>> {
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < count; index += 1) {
    const key = yield* readText(cursor, end, MAX_KEY_BYTES, place("key"));
    if (key === "") throw appError("malformed-gguf", "empty-key", {});
    if (metadata.has(key)) throw appError("malformed-gguf", "key-twice", { name: shown(key) });
    metadata.set(key, yield* readValue(cursor, end, key));
  }
  return metadata;
}

function* readType(cursor: ByteCursor, key: string): HeaderSteps<GgufValueType> {
  yield* need(cursor, 4);
  const id = cursor.uint32();
  const type = scalarTypes[id];
  if (type === undefined) throw appError("malformed-gguf", "unknown-value-type", { name: shown(key), type: id });
  return type;
}

function* readValue(cursor: ByteCursor, end: number, key: string): HeaderSteps<GgufValue> {
  const type = yield* readType(cursor, key);
  if (type === "array") return yield* readArray(cursor, end, key);
  if (type === "string") return yield* readString(cursor, end, key);
  checkRoom(cursor, end, scalarBytes[type], place("value", key));
  yield* need(cursor, scalarBytes[type]);
  if (type === "bool") return { type, value: cursor.uint8() !== 0 };
  return { type: "number", of: type, value: cursor[type]() };
}

function* readString(cursor: ByteCursor, end: number, key: string): HeaderSteps<GgufValue> {
  yield* need(cursor, LENGTH_BYTES);
  const where = place("text", key);
  const lengthBytes = checkedCount(cursor.uint64(), MAX_STRING_BYTES, where);
  checkRoom(cursor, end, lengthBytes, where);
  if (lengthBytes > MAX_KEPT_STRING_BYTES) {
    yield* skip(cursor, lengthBytes);
    return { type: "string", value: null, lengthBytes };
  }
  yield* need(cursor, lengthBytes);
  return { type: "string", value: cursor.text(lengthBytes), lengthBytes };
}

function* readArray(cursor: ByteCursor, end: number, key: string): HeaderSteps<GgufValue> {
  const of = yield* readType(cursor, key);
  if (of === "array") throw appError("malformed-gguf", "array-of-arrays", { name: shown(key) });
  yield* need(cursor, LENGTH_BYTES);
  const length = checkedCount(cursor.uint64(), MAX_ARRAY_ELEMENTS, place("array", key));
  checkRoom(cursor, end, length * scalarBytes[of], place("array", key));
  if (of === "string") {
    if (key === "tokenizer.ggml.tokens") {
      const byteTokens = yield* readTokens(cursor, end, length);
      return { type: "array", of, length, value: null, byteTokens };
    }
    yield* skipStrings(cursor, end, length, key);
    return { type: "array", of, length, value: null };
  }
  if (length > MAX_KEPT_ARRAY_ELEMENTS) {
    yield* skip(cursor, length * scalarBytes[of]);
    return { type: "array", of, length, value: null };
  }
  yield* need(cursor, length * scalarBytes[of]);
  const value: number[] = [];
  for (let index = 0; index < length; index += 1)
    value.push(of === "bool" ? Number(cursor.uint8() !== 0) : cursor[of]());
  return { type: "array", of, length, value };
}

/**
 * A vocabulary, of which only two things are of interest: that no token stands twice, which llama.cpp asserts, and how many stand for a
 * byte, which is the answer.
 */
function* readTokens(cursor: ByteCursor, end: number, count: number): HeaderSteps<number> {
  let byteTokens = 0;
  const seen = new ByteTexts();
  const where = place("token");
  for (let index = 0; index < count; index += 1) {
    if (cursor.available < LENGTH_BYTES) yield* need(cursor, LENGTH_BYTES);
    const length = checkedCount(cursor.uint64(), MAX_STRING_BYTES, where);
    if (cursor.available < length) {
      checkRoom(cursor, end, length, where);
      yield* need(cursor, length);
    }
    // As llama.cpp calls what has no text.
    const window = length === 0 ? Buffer.from(`[EMPTY_${index}]`) : cursor.window;
    const from = length === 0 ? 0 : cursor.take(length);
    const to = length === 0 ? window.length : from + length;
    if (!seen.add(window, from, to)) {
      throw appError("malformed-gguf", "token-twice", { token: shown(latin1(window, from, to)), index });
    }
    const mayBeByte = length === BYTE_TOKEN_LENGTH && window[from] === OPENING_ANGLE;
    if (mayBeByte && /^<0x[0-9A-F]{2}>$/.test(latin1(window, from, to))) byteTokens += 1;
  }
  return byteTokens;
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString("latin1");

/** Texts without use here: up to hundreds of thousands of them. */
function* skipStrings(cursor: ByteCursor, end: number, count: number, key: string): HeaderSteps<void> {
  const where = place("array-text", key);
  for (let index = 0; index < count; index += 1) {
    if (cursor.available < LENGTH_BYTES) yield* need(cursor, LENGTH_BYTES);
    const length = cursor.uint64();
    if (length > MAX_STRING_BYTES) checkedCount(length, MAX_STRING_BYTES, where);
    if (length <= cursor.available) cursor.skip(length);
    else {
      checkRoom(cursor, end, length, where);
      yield* skip(cursor, length);
    }
  }
}

/** Passes over bytes as they come, without waiting for all of them at once. */
function* skip(cursor: ByteCursor, count: number): HeaderSteps<void> {
  let left = count;
  while (left > 0) {
    const step = Math.min(left, cursor.available);
    cursor.skip(step);
    left -= step;
    if (left > 0) yield left;
  }
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const entry = metadata.get("general.alignment");
  if (entry === undefined) return DEFAULT_ALIGNMENT;
  const alignment = entry.type === "number" && entry.of === "uint32" ? entry.value : 0;
  const isPowerOfTwo = alignment > 0 && (alignment & (alignment - 1)) === 0;
  if (!isPowerOfTwo || alignment > MAX_ALIGNMENT) throw appError("malformed-gguf", "alignment", {});
  return alignment;
}

const pad = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

function* readTensors(
  cursor: ByteCursor,
  end: number,
  count: number,
  alignment: number,
): HeaderSteps<GgufTensorInfo[]> {
  const tensors: GgufTensorInfo[] = [];
  const names = new Set<string>();
  let expectedOffset = 0;
  for (let index = 0; index < count; index += 1) {
    const name = yield* readText(cursor, end, MAX_TENSOR_NAME_BYTES, place("tensor-name"));
    if (names.has(name)) throw appError("malformed-gguf", "tensor-twice", { name: shown(name) });
    names.add(name);
    const shape = yield* readShape(cursor, end, name);
    yield* need(cursor, 4 + 8);
    const type = tensorType(cursor.uint32(), name);
    const offsetBytes = cursor.uint64();
    const sizeBytes = tensorSize(name, type, shape);
    // llama.cpp only accepts tensors stored one after another in the order of the header.
    if (offsetBytes !== expectedOffset) {
      const problem = offsetBytes < expectedOffset ? "tensor-overlaps" : "tensor-leaves-gap";
      throw appError("malformed-gguf", problem, { name: shown(name), offsetBytes, expectedBytes: expectedOffset });
    }
    expectedOffset = pad(offsetBytes + sizeBytes, alignment);
    if (!Number.isSafeInteger(expectedOffset)) throw appError("malformed-gguf", "tensors-too-large", {});
    tensors.push({ name, type, shape, offsetBytes, sizeBytes });
  }
  return tensors;
}

function* readShape(cursor: ByteCursor, end: number, name: string): HeaderSteps<number[]> {
  yield* need(cursor, 4);
  const dimensions = checkedCount(cursor.uint32(), MAX_TENSOR_DIMENSIONS, place("tensor-shape", name));
  checkRoom(cursor, end, dimensions * 8, place("tensor-shape", name));
  yield* need(cursor, dimensions * 8);
  return Array.from({ length: dimensions }, () => cursor.uint64());
}

function tensorType(id: number, name: string): string {
  const type = ggmlTypeName(id);
  if (type !== null) return type;
  const removed = removedGgmlTypes.get(id);
  const tensor = { name: shown(name), typeId: id };
  if (id === BITNET_TYPE) {
    throw appError("unsupported-model", "tensor-of-fork", { ...tensor, removed: removed ?? "type" });
  }
  throw removed === undefined
    ? appError("unsupported-model", "tensor-of-unknown-type", tensor)
    : appError("unsupported-model", "tensor-of-removed-type", { ...tensor, type: removed });
}

function tensorSize(name: string, type: string, shape: readonly number[]): number {
  const { blockElements = 1, blockBytes = 1 } = ggmlTypes[type] ?? {};
  const elements = tensorElements(shape);
  const sizeBytes = (elements / blockElements) * blockBytes;
  if (!Number.isSafeInteger(elements) || sizeBytes > Number.MAX_SAFE_INTEGER) {
    throw appError("malformed-gguf", "tensor-too-large", { name: shown(name) });
  }
  if ((shape[0] ?? 1) % blockElements !== 0) {
    throw appError("malformed-gguf", "row-not-in-blocks", { name: shown(name), type });
  }
  return sizeBytes;
}

/** A name from the file as an error may show it: short and printable. */
function shown(name: string): string {
  const printable = name.replace(/[^\x20-\x7e]/g, "?");
  return printable.length > 80 ? `${printable.slice(0, 77)}...` : printable;
}
