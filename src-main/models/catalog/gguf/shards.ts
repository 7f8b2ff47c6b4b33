import { appError } from "../../../ground/core/index.ts";
import { MAX_SHARDS } from "./gguf-limits.ts";
import type { GgufHeader } from "./types.ts";

const shardName = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** How many shards the header says the model has; 1 for a whole file. */
export function shardCount(header: Pick<GgufHeader, "metadata">): number {
  const entry = header.metadata.get("split.count");
  const count = entry?.type === "number" ? entry.value : 1;
  if (!Number.isSafeInteger(count) || count < 0 || count > MAX_SHARDS)
    throw appError("malformed-gguf", "shards", { count });
  return Math.max(1, count);
}

/** The paths of all shards by the name of one, first shard first; only the path itself where it does not name a shard. */
export function shardPaths(path: string): string[] {
  const match = shardName.exec(path);
  if (match === null) return [path];
  const count = Number(match[2]);
  if (count < 1 || count > MAX_SHARDS) throw appError("malformed-gguf", "shards-in-name", { count });
  const prefix = path.slice(0, match.index);
  const extension = path.slice(-".gguf".length);
  const number = (value: number): string => String(value).padStart(5, "0");
  return Array.from({ length: count }, (_, index) => `${prefix}-${number(index + 1)}-of-${number(count)}${extension}`);
}

/** One header for a model in shards: the first one's metadata and all tensors. Headers come in order. */
export function joinShardHeaders(headers: readonly GgufHeader[]): GgufHeader {
  const [first] = headers;
  if (first === undefined) throw appError("incomplete-model", "no-files");
  const count = shardCount(first);
  if (headers.length !== count) {
    throw appError("incomplete-model", "shards-missing", { shards: count, present: headers.length });
  }
  const tensors = headers.flatMap(({ tensors }) => tensors);
  if (new Set(tensors.map(({ name }) => name)).size !== tensors.length)
    throw appError("malformed-gguf", "shards-share-tensor");
  const sum = (value: (header: GgufHeader) => number): number =>
    headers.reduce((total, header) => total + value(header), 0);
  return {
    ...first,
    tensors,
    headerBytes: sum(({ headerBytes }) => headerBytes),
    dataBytes: sum(({ dataBytes }) => dataBytes),
  };
}
