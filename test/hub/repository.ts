import { createHash } from "node:crypto";
import { type Body, bufferBody } from "./bodies.ts";

export interface RepositoryFile {
  /** Exactly what the API lists, hostile ones included. */
  path: string;
  body: Body;
  /** Kept in large-file storage, and so served by the content host. */
  lfs: boolean;
}

/** A model repository as the stand-in serves it. */
export interface Repository {
  id: string;
  /** Names it had before; they redirect. */
  formerIds: string[];
  private: boolean;
  gated: false | "auto" | "manual";
  downloads: number;
  likes: number;
  trendingScore: number;
  createdAt: string;
  lastModified: string;
  tags: string[];
  license: string | null;
  baseModel: string | null;
  gguf: { total: number; architecture: string; context_length: number; chat_template?: string } | null;
  /** Files by commit; `main` is the one that the branch points to. */
  revisions: Map<string, RepositoryFile[]>;
  main: string;
  /** Entries per page of its file list, so that small repositories have pages too. */
  treePageSize: number;
}

export interface RepositoryInput {
  id: string;
  files: RepositoryFile[];
  /** Older states, newest first. */
  history?: RepositoryFile[][];
  formerIds?: string[];
  private?: boolean;
  gated?: false | "auto" | "manual";
  downloads?: number;
  likes?: number;
  createdAt?: string;
  lastModified?: string;
  tags?: string[];
  license?: string | null;
  baseModel?: string | null;
  gguf?: Repository["gguf"];
  treePageSize?: number;
}

/** A commit that stays the same for as long as the repository does. */
export function commitOf(id: string, age: number): string {
  return createHash("sha1").update(`bitloft stand-in ${id} ${age}`).digest("hex");
}

export function repository(input: RepositoryInput): Repository {
  const states = [input.files, ...(input.history ?? [])];
  const baseModel = input.baseModel ?? null;
  const license = input.license === undefined ? "apache-2.0" : input.license;
  return {
    id: input.id,
    formerIds: input.formerIds ?? [],
    private: input.private ?? false,
    gated: input.gated ?? false,
    downloads: input.downloads ?? 100,
    likes: input.likes ?? 5,
    trendingScore: Math.round((input.downloads ?? 100) / 100),
    createdAt: input.createdAt ?? "2025-01-15T08:00:00.000Z",
    lastModified: input.lastModified ?? "2025-06-01T12:00:00.000Z",
    tags: [
      ...(input.files.some((file) => file.path.endsWith(".gguf")) ? ["gguf"] : []),
      ...(input.tags ?? ["text-generation", "conversational"]),
      ...(license === null ? [] : [`license:${license}`]),
      ...(baseModel === null ? [] : [`base_model:${baseModel}`, `base_model:quantized:${baseModel}`]),
    ],
    license,
    baseModel,
    gguf: input.gguf ?? null,
    revisions: new Map(states.map((files, age) => [commitOf(input.id, age), files])),
    main: commitOf(input.id, 0),
    treePageSize: input.treePageSize ?? 1000,
  };
}

export function largeFile(path: string, body: Body): RepositoryFile {
  return { path, body, lfs: true };
}

export function textFile(path: string, text: string): RepositoryFile {
  return { path, body: bufferBody(text), lfs: false };
}

/** Git's name for a blob; of large files, for their pointer, which is made of size and hash. */
export function gitOid(file: RepositoryFile): string {
  return createHash("sha1").update(`${file.path} ${file.body.key}`).digest("hex");
}
