import { AppError } from "../../../ground/core/index.ts";
import type { HttpLimits } from "../http/http-limits.ts";
import type { HttpAnswer } from "../http/types.ts";
import { HubApi, type HubApiOptions, foreignPage } from "./hub-api.ts";
import { badAnswer } from "./hub-errors.ts";
import { isRepositoryId, noneRefused, toModel, treeOf } from "./hub-model.ts";
import {
  type HubRepositoryJson,
  hubLimits,
  hubModelListSchema,
  hubRepositorySchema,
  treeSchema,
  whoamiSchema,
} from "./hub-schemas.ts";
import { rangeAnswer } from "./range-answer.ts";
import { resolveFile, resolveUrl } from "./resolve-file.ts";
import { pathProblem } from "./safe-path.ts";
import type {
  HubClient,
  HubFile,
  HubRepository,
  HubSearchPage,
  HubSearchRequest,
  HubTree,
  RangeAnswer,
  RangeOptions,
  ResolvedFile,
} from "./types.ts";

const expanded = ["gated", "private", "downloads", "likes", "lastModified", "tags", "cardData", "gguf", "sha"];
const searchPageSize = 30;

export class HttpHubClient implements HubClient {
  readonly #api: HubApi;

  constructor(options: HubApiOptions) {
    this.#api = new HubApi(options);
  }

  get limits(): HttpLimits {
    return this.#api.http.limits;
  }

  endpoint(): string {
    return this.#api.endpoint;
  }

  pageUrl(repository: string): string {
    return this.#api.pageUrl(repository);
  }

  async search(request: HubSearchRequest, signal?: AbortSignal): Promise<HubSearchPage> {
    const url = request.cursor == null ? this.#searchUrl(request) : this.#pageAt(request.cursor);
    const { value, next } = await this.#api.within(this.limits.callTimeoutMs, signal, (ending) =>
      this.#api.json(url, hubModelListSchema, null, ending),
    );
    // A single odd entry must not cost the whole page.
    const models = value.slice(0, hubLimits.resultsKept).flatMap((entry) => {
      const checked = hubRepositorySchema.safeParse(entry);
      return checked.success && isRepositoryId(checked.data.id) ? [toModel(checked.data)] : [];
    });
    return { models, next: next.url, foreignNextHost: next.foreignHost };
  }

  async detail(repository: string, revision: string | null, signal?: AbortSignal): Promise<HubRepository> {
    const url = `${this.#api.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision ?? "main")}`;
    const value = await this.#api.within(this.limits.callTimeoutMs, signal, (ending) =>
      this.#repositoryAt(url, repository, ending),
    );
    if (value.sha == null || !isRepositoryId(value.id)) throw badAnswer(url, "shape");
    return { ...toModel(value), commit: value.sha, tree: treeOf(value) };
  }

  tree(repository: string, commit: string, signal?: AbortSignal): Promise<HubTree> {
    return this.#api.within(this.limits.listTimeoutMs, signal, (ending) => this.#wholeTree(repository, commit, ending));
  }

  /** What git calls the content of the repository's card at a commit; null where it has none. One request. */
  async card(repository: string, commit: string, signal?: AbortSignal): Promise<string | null> {
    const url = `${this.#api.endpoint}/api/models/${repository}/tree/${encodeURIComponent(commit)}`;
    const { value } = await this.#api.within(this.limits.callTimeoutMs, signal, (ending) =>
      this.#api.json(url, treeSchema, repository, ending),
    );
    return value.find(({ path }) => path === "README.md")?.oid ?? null;
  }

  resolveFile(repository: string, commit: string, path: string, signal?: AbortSignal): Promise<ResolvedFile> {
    return this.#api.within(this.limits.callTimeoutMs, signal, (ending) =>
      resolveFile(this.#api, { repository, commit, path }, ending),
    );
  }

  unresolved({
    repository,
    commit,
    path,
    sizeBytes,
    sha256,
  }: HubFile & { repository: string; commit: string }): ResolvedFile {
    const url = resolveUrl(this.#api.endpoint, { repository, commit, path });
    return { repository, commit, path, url, sizeBytes, sha256 };
  }

  errorOf(answer: HttpAnswer, repository: string, path: string): Promise<AppError> {
    return this.#api.errorOf(answer, repository, path);
  }

  async openRange(
    file: ResolvedFile,
    start: number,
    endInclusive: number,
    signal?: AbortSignal,
    options: RangeOptions = {},
  ): Promise<RangeAnswer> {
    const { headers, ...more } = options;
    const answer = await this.#api.http.request({
      url: file.url,
      headers: { ...headers, Range: `bytes=${start}-${endInclusive}` },
      signal,
      ...more,
    });
    return rangeAnswer(answer, start, endInclusive, file.sizeBytes);
  }

  async whoami(signal?: AbortSignal): Promise<{ name: string } | null> {
    if (!this.#api.hasToken) return null;
    const { value } = await this.#api.within(this.limits.callTimeoutMs, signal, (ending) =>
      this.#api.json(`${this.#api.endpoint}/api/whoami-v2`, whoamiSchema, null, ending),
    );
    return { name: value.name };
  }

  close(): void {
    this.#api.http.close();
  }

  #searchUrl({ text, sort, maxParameters, withPaths }: HubSearchRequest): string {
    const params = new URLSearchParams({ filter: "gguf", sort, limit: String(searchPageSize) });
    if (text.trim() !== "") params.set("search", text.trim());
    if (maxParameters != null) params.set("num_parameters", `max:${parameterText(maxParameters)}`);
    for (const property of withPaths ? [...expanded, "siblings"] : expanded) params.append("expand", property);
    return `${this.#api.endpoint}/api/models?${params.toString()}`;
  }

  #pageAt(cursor: string): string {
    const page = this.#api.nextPage(cursor, this.#api.endpoint);
    if (page.url === null) throw foreignPage(new URL(this.#api.endpoint).host, page.foreignHost);
    return page.url;
  }

  async #repositoryAt(url: string, repository: string, signal: AbortSignal): Promise<HubRepositoryJson> {
    try {
      // Without `expand` the Hub sends everything, and `blobs` adds sizes and hashes: the file list needs no further request.
      return (await this.#api.json(`${url}?blobs=true`, hubRepositorySchema, repository, signal)).value;
    } catch (error) {
      if (!(error instanceof AppError) || error.key !== "too-large") throw error;
      // Too many files for one answer; their list comes by pages.
      const lean = new URLSearchParams(expanded.map((property): [string, string] => ["expand", property]));
      return (await this.#api.json(`${url}?${lean.toString()}`, hubRepositorySchema, repository, signal)).value;
    }
  }

  async #wholeTree(repository: string, commit: string, signal: AbortSignal): Promise<HubTree> {
    const files: HubFile[] = [];
    const refusedPaths = noneRefused();
    let url = `${this.#api.endpoint}/api/models/${repository}/tree/${encodeURIComponent(commit)}?recursive=true`;
    for (let pages = 0; pages < hubLimits.treePages; pages++) {
      const { value, next } = await this.#api.json(url, treeSchema, repository, signal);
      for (const entry of value) {
        if (entry.type !== "file") continue;
        const problem = pathProblem(entry.path);
        if (problem !== null) refusedPaths[problem]++;
        else
          files.push({
            path: entry.path,
            sizeBytes: entry.lfs?.size ?? entry.size,
            sha256: entry.lfs?.oid.toLowerCase() ?? null,
          });
      }
      if (next.url === null) return { files, refusedPaths, foreignNextHost: next.foreignHost, isCut: false };
      if (files.length >= hubLimits.files) break;
      url = next.url;
    }
    return { files: files.slice(0, hubLimits.files), refusedPaths, foreignNextHost: null, isCut: true };
  }
}

/** "12B", "350M": the Hub takes no plain figures here. */
function parameterText(count: number): string {
  return count >= 1e9 ? `${Math.ceil(count / 1e8) / 10}B` : `${Math.max(1, Math.ceil(count / 1e6))}M`;
}
