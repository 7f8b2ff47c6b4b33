import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { AppError, appError, systemCode } from "../../../ground/core/index.ts";
import type { GgufHeader } from "./types.ts";
import { readGgufHeader } from "./parse-header.ts";
import { joinShardHeaders, shardCount, shardPaths } from "./shards.ts";

/** A local model: its header, and the files that it is made of, first shard first. */
export interface GgufFile extends GgufHeader {
  files: { path: string; sizeBytes: number }[];
}

export interface ReadOptions {
  /** Counts the bytes that were read. */
  onRead?: ((readBytes: number) => void) | undefined;
  /** Reads no further once it has fired. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads the header of a local GGUF file, and of all its shards when it is one of several (any of them may be named).
 * Throws `file-missing`, `disk-failed`, `not-gguf`, `malformed-gguf`, `unsupported-model`, `incomplete-model`.
 */
export async function readGgufFile(path: string, { onRead, signal }: ReadOptions = {}): Promise<GgufFile> {
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    signal?.throwIfAborted();
    readBytes += bytes;
    onRead?.(readBytes);
  };
  const paths = shardPaths(path);
  const [firstPath = path, ...otherPaths] = paths;
  const first = await readOne(firstPath, paths.length > 1 && firstPath !== path, onBytes);
  // A whole file may be named like a shard, and shards may have been renamed: the header knows.
  const count = shardCount(first.header);
  if (count === 1) return { ...first.header, files: [{ path: firstPath, sizeBytes: first.sizeBytes }] };
  if (
    count !== paths.length &&
    first.sizeBytes > first.header.headerBytes + first.header.dataBytes + first.header.alignment
  ) {
    throw appError("malformed-gguf", "shards-joined", { shards: count });
  }
  if (count !== paths.length) {
    throw appError("incomplete-model", "shard-renamed", { shards: count });
  }
  const all = [first];
  for (const other of otherPaths) all.push(await readOne(other, true, onBytes));
  return {
    ...joinShardHeaders(all.map(({ header }) => header)),
    files: paths.map((shard, index) => ({ path: shard, sizeBytes: all[index]?.sizeBytes ?? 0 })),
  };
}

async function readOne(
  path: string,
  isShard: boolean,
  onBytes: (bytes: number) => void,
): Promise<{ header: GgufHeader; sizeBytes: number }> {
  const file = await openFile(path, isShard);
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const bytes = await readAt(file, offset, length);
      onBytes(bytes.length);
      return bytes;
    };
    return { header: await readGgufHeader({ fileSizeBytes: size, read }), sizeBytes: size };
  } finally {
    await file.close();
  }
}

async function openFile(path: string, isShard: boolean): Promise<FileHandle> {
  try {
    // Asked before: opening a pipe waits for a writer, possibly for ever.
    if (!(await stat(path)).isFile()) throw appError("not-gguf", "no-file");
    return await open(path, "r");
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = systemCode(error);
    const name = basename(path);
    if (code === "ENOENT" || code === "ENOTDIR") {
      if (isShard) throw appError("incomplete-model", "shard-missing", { name });
      throw appError("file-missing", "no-such-file", { path: name }, { cause: error });
    }
    throw appError("disk-failed", "file-not-opened", { name, code }, { cause: error });
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    const code = systemCode(error);
    throw appError("disk-failed", "file-not-read", { code }, { cause: error });
  }
}
