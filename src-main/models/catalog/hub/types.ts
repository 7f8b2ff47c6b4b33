import type { AppError } from "../../../ground/core/index.ts";
import type { HttpLimits } from "../http/http-limits.ts";
import type { HttpAnswer } from "../http/types.ts";
import type { PathProblem } from "./safe-path.ts";

/** A model repository as a list or its own page describes it. */
export interface HubModel {
  repository: string;
  /** The commit to pin; null in lists that do not give it. */
  commit: string | null;
  parameters: number | null;
  architecture: string | null;
  trainedContextTokens: number | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  gated: "no" | "auto" | "manual";
  private: boolean;
  tags: string[];
  baseModels: string[];
  /** ISO 8601. */
  updatedAt: string | null;
  hasGguf: boolean;
  /** Paths that came with it and stay inside a folder; null where they were not asked for. */
  paths: string[] | null;
}

/** A repository at its commit. Its files are included where the Hub gives their sizes; otherwise ask `tree`. */
export interface HubRepository extends HubModel {
  commit: string;
  tree: HubTree | null;
}

export interface HubSearchRequest {
  text: string;
  sort: "downloads" | "likes" | "lastModified" | "trendingScore";
  maxParameters?: number | null;
  /** Also ask for the paths of each result's files. */
  withPaths?: boolean;
  /** The `next` of the page before; throws `hub-refused-address` when it points elsewhere. */
  cursor?: string | null;
}

export interface HubSearchPage {
  models: HubModel[];
  next: string | null;
  /** There is a next page, but in another place than the endpoint, so that it is not followed; null otherwise. */
  foreignNextHost: string | null;
}

export interface HubFile {
  /** With forward slashes; never absolute, never with `..`. */
  path: string;
  sizeBytes: number;
  /** Lower-case hex, of the whole content; null for small files that git holds itself. */
  sha256: string | null;
}

export type RefusedPaths = Readonly<Record<PathProblem, number>>;

export interface HubTree {
  files: HubFile[];
  /** Entries left out because of their path, by what is wrong with it. */
  refusedPaths: RefusedPaths;
  /** The list goes on in another place than the endpoint, which is not followed; null when it is whole. */
  foreignNextHost: string | null;
  /** There are more files than are read of one repository. */
  isCut: boolean;
}

/** A file of a pinned commit, and where its bytes can be fetched for about an hour. */
export interface ResolvedFile {
  repository: string;
  commit: string;
  path: string;
  /** Signed where the Hub signs; ask again with `resolveFile` when it answers 401 or 403. Not for logs. */
  url: string;
  sizeBytes: number;
  /** Lower-case hex; null where the Hub gives none (small files). What to verify against: the ETag is not a hash. */
  sha256: string | null;
}

export interface RangeAnswer extends HttpAnswer {
  /** Read from Content-Range; null when it is missing or malformed. `totalBytes` null: the server said `*`. */
  range: { start: number; endInclusive: number; totalBytes: number | null } | null;
  /** 206 with just the range that was asked for, uncompressed, and of the expected total: the only answer to write to disk. */
  exact: boolean;
  /** Whether it identifies the same content as before is all it is good for. */
  etag: string | null;
  /** How long a 429 or 503 asks to wait; null when it does not say. */
  retryAfterSeconds: number | null;
}

export interface RangeOptions {
  /** Read without a copy where that can be: see `HttpAnswer.direct`. */
  direct?: boolean;
  headers?: Record<string, string>;
  connectTimeoutMs?: number;
  stallTimeoutMs?: number;
}

/**
 * The Hub's API. Every method throws `AppError` with a `hub-*` code and a message for people, or `cancelled`.
 */
export interface HubClient {
  /** Of the connections that it asks over. */
  readonly limits: HttpLimits;
  /** Without a slash at the end. */
  endpoint(): string;
  /** For people, in a browser. */
  pageUrl(repository: string): string;
  search(request: HubSearchRequest, signal?: AbortSignal): Promise<HubSearchPage>;
  /** `revision` null: the main branch; `commit` of the answer is what to pin. One request, files included. */
  detail(repository: string, revision: string | null, signal?: AbortSignal): Promise<HubRepository>;
  tree(repository: string, commit: string, signal?: AbortSignal): Promise<HubTree>;
  /** Asks for the first hop only: size, hash, and the address for `openRange`. */
  resolveFile(repository: string, commit: string, path: string, signal?: AbortSignal): Promise<ResolvedFile>;
  /** The Hub's own address of a file, for a first range that needs no asking before: it redirects to the content. */
  unresolved(file: HubFile & { repository: string; commit: string }): ResolvedFile;
  /**
   * Any HTTP status is an answer (401 and 403: resolve again; 429 and 503: wait `retryAfterSeconds`; 200: Range was ignored,
   * destroy the body); write only what is `exact`.
   */
  openRange(
    file: ResolvedFile,
    start: number,
    endInclusive: number,
    signal?: AbortSignal,
    options?: RangeOptions,
  ): Promise<RangeAnswer>;
  /** The error for people that an unsuccessful `openRange` stands for. Takes the body. */
  errorOf(answer: HttpAnswer, repository: string, path: string): Promise<AppError>;
  /** The account that the token belongs to; null without a token. */
  whoami(signal?: AbortSignal): Promise<{ name: string } | null>;
  /** Closes idle connections. */
  close(): void;
}
