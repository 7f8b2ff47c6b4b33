import type { ForeignFormat, StoreProblem, StoreProgram } from "../../../src-shared/contract/index.ts";

export interface StoredFile {
  /** Absolute, as its program calls it: shards are found by their names. */
  path: string;
  sizeBytes: number;
  /** Milliseconds since 1970, whole. */
  modifiedAt: number;
  /** Lower-case hex, where the file's name is the hash; null elsewhere. */
  sha256: string | null;
}

/** A model as a program keeps it, before anything of it was read. */
export interface StoredModel {
  program: StoreProgram;
  /** The first shard first; of weights that this engine does not read, all of them. */
  files: [StoredFile, ...StoredFile[]];
  /** As its program calls it; null: by its file. */
  name: string | null;
  /** Where on the Hub it is from, where its program says that; null elsewhere. */
  repository: string | null;
  /** The whole commit; null where it is not known. */
  commit: string | null;
  /** The format, where it is not GGUF. */
  foreign: ForeignFormat | null;
  /** A change to a model that goes with it, without which it would be another one. */
  hasAdapter: boolean;
  /** Of what goes with it, as a projector. */
  companionBytes: number;
}

/** How a folder is laid out: by Ollama, by the Hub's cache, by Jan, or as files in folders. */
export type Layout = "ollama" | "hub" | "jan" | "files";

export interface StoreFolder {
  program: StoreProgram;
  /** Absolute. */
  path: string;
  layout: Layout;
}

export type { StoreProblem };
