import { readFileSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { GgufTensorInfo } from "node-llama-cpp";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { mappingOf } from "./mapping.ts";
import type { ProcessMemory } from "./memory.ts";

/** Consecutive bytes of a file. */
export interface Range {
  path: string;
  offset: number;
  length: number;
}

/**
 * A page that is read twice counts as active for Linux (`mark_page_accessed`), and what only the load has used ages
 * beside it. The second time follows immediately: reading a whole file over and over would find each page evicted again
 * where a few too many are kept.
 */
const readsOfAChunk = 2;
const chunkBytes = MiB;
/** The second round brings back the few that had to go in the first. */
const rounds = 2;
/** Where even these pages find no room, or the disk is slow, reading on costs more than it wins. */
const longEnoughMs = 10_000;
/**
 * Of the mapped files; with less than this resident, the load has pushed out pages that it had mapped. Some pages at
 * their ends are never asked for.
 */
const wholeShare = 0.98;

/**
 * While a model is loaded, the whole file goes through memory: what is copied to a GPU or into the CPU's own layout as well as what
 * stays mapped. Where it does not fit beside the copies, Linux may hold on to pages that only the load has read and give up, for every
 * token, those that every token reads. Reading these again says which ones matter. Does nothing where the whole file stayed in memory.
 */
export async function keepMapped(
  rangesNow: () => readonly Range[],
  files: readonly string[],
  grown: ProcessMemory | null,
): Promise<void> {
  if (grown === null) return;
  const handles = new Map<string, FileHandle>();
  try {
    const ranges = rangesNow();
    if (ranges.length === 0 || !hasLostPages(files, grown)) return;
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const end = performance.now() + longEnoughMs;
    for (const { path } of ranges) if (!handles.has(path)) handles.set(path, await open(path));
    for (let round = 0; round < rounds; round++) {
      for (const { path, offset, length } of chunksOf(ranges)) {
        if (performance.now() > end) return;
        for (let read = 0; read < readsOfAChunk; read++) await handles.get(path)?.read(buffer, 0, length, offset);
      }
    }
  } catch {
    // Only the engine's speed depends on it.
  } finally {
    await Promise.all([...handles.values()].map((handle) => handle.close()));
  }
}

function* chunksOf(ranges: readonly Range[]): Generator<Range> {
  for (const { path, offset, length } of ranges) {
    for (let at = 0; at < length; at += chunkBytes) {
      yield { path, offset: offset + at, length: Math.min(chunkBytes, length - at) };
    }
  }
}

function hasLostPages(files: readonly string[], { fileBackedBytes }: ProcessMemory): boolean {
  return fileBackedBytes < wholeShare * mappedBytes(readFileSync("/proc/self/maps", "utf8"), new Set(files));
}

/** Address space that maps one of the files, in bytes. */
export function mappedBytes(maps: string, files: ReadonlySet<string>): number {
  let sum = 0;
  for (const line of maps.split("\n")) {
    const mapping = mappingOf(line);
    if (mapping?.path != null && files.has(mapping.path)) sum += mapping.bytes;
  }
  return sum;
}

/**
 * Where the named tensors are in the files, each up to the start of the next; neighbours are one range. `files`: in the
 * order of their shards.
 */
export function rangesOf(
  { fullTensorInfo = [] }: { fullTensorInfo?: readonly Pick<GgufTensorInfo, "name" | "filePart" | "fileOffset">[] },
  names: readonly string[],
  files: readonly string[],
): Range[] {
  const wanted = new Set(names);
  const tensors = fullTensorInfo
    .map(({ name, filePart, fileOffset }) => ({ name, part: filePart, offset: Number(fileOffset) }))
    .sort((a, b) => a.part - b.part || a.offset - b.offset);
  const ranges: Range[] = [];
  tensors.forEach(({ name, part, offset }, i) => {
    const path = files[part - 1];
    if (!wanted.has(name) || path === undefined) return;
    const next = tensors[i + 1];
    const length = (next?.part === part ? next.offset : statSync(path).size) - offset;
    const before = ranges.at(-1);
    if (before?.path === path && before.offset + before.length === offset) before.length += length;
    else ranges.push({ path, offset, length });
  });
  return ranges;
}
