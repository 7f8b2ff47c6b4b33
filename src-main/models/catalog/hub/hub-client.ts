import type { z } from "zod";
import { AppError, appError, parseJson } from "../../../ground/core/index.ts";
import type { HttpAnswer, HttpClient } from "../http/http-types.ts";
import { nextLink } from "../http/link-header.ts";
import { retryAfterSeconds } from "../http/rate-limit.ts";
import { discardBody, readText } from "../http/read-body.ts";
import { withinTime } from "../http/within-time.ts";
import { badAnswer, hubError } from "./hub-errors.ts";
import {
  type HubRepositoryJson,
  hubLimits,
  hubModelListSchema,
  hubRepositorySchema,
  treeSchema,
  whoamiSchema,
} from "./hub-schemas.ts";
import type { HubClient, HubFile, HubModel, HubTree, RangeAnswer, ResolvedFile } from "./hub-types.ts";
import { type PathProblem, isSafePath, pathProblem } from "./safe-path.ts";

export interface HubClientOptions {
  http: HttpClient;
  /** Without a slash at the end; asked at every request, since the setting can change. */
  endpoint: () => string;
  /** Only whether there is one is looked at here; `http` sends it. */
  token: () => string | null;
}

/** Pages are asked for on the endpoint alone: elsewhere they would see our token, or learn what is looked for. */
type NextPage = { url: string; foreignHost: null } | { url: null; foreignHost: string | null };

const expanded = ["gated", "private", "downloads", "likes", "lastModified", "tags", "cardData", "gguf", "sha"];
const searchPageSize = 30;

export function createHubClient({ http, endpoint, token }: HubClientOptions): HubClient {
  const { limits } = http;
  const pageUrl = (repository: string): string => `${endpoint()}/${repository}`;
  const resolveUrl = (repository: string, commit: string, path: string): string =>
    `${endpoint()}/${repository}/resolve/${encodeURIComponent(commit)}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const asked = (repository: string | null, path: string | null = null) => ({
    repository,
    path,
    pageUrl: repository === null ? null : pageUrl(repository),
    hasToken: token() !== null,
  });

  async function json<S extends z.ZodType>(
    url: string,
    schema: S,
    repository: string | null,
    signal: AbortSignal | undefined,
  ): Promise<{ value: z.output<S>; next: NextPage }> {
    const answer = await http.request({ url, headers: { Accept: "application/json" }, signal });
    if (answer.status !== 200) throw await hubError(answer, asked(repository), limits);
    const contentType = answer.headers["content-type"] ?? "";
    if (/html/i.test(contentType)) {
      answer.body.destroy();
      throw badAnswer(answer.finalUrl, "html");
    }
    const text = await readText(answer, limits.jsonBytes, { limits });
    let parsed: unknown;
    try {
      parsed = parseJson(text, hubLimits.json);
    } catch (error) {
      if (error instanceof RangeError) throw badAnswer(answer.finalUrl, "size", error);
      throw badAnswer(answer.finalUrl, text.trimStart().startsWith("<") ? "html" : "json", error);
    }
    const checked = schema.safeParse(parsed);
    if (!checked.success) throw badAnswer(answer.finalUrl, "shape", checked.error);
    return { value: checked.data, next: nextPage(nextLink(answer.headers.link), answer.finalUrl) };
  }

  /** A call of the Hub's API from its beginning to its end. */
  const within = <T>(
    limitMs: number,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => withinTime(new URL(endpoint()).host, limitMs, signal, work);

  function nextPage(link: string | null, from: string): NextPage {
    if (link === null) return { url: null, foreignHost: null };
    const home = new URL(endpoint());
    const url = URL.canParse(link, from) ? new URL(link, from) : null;
    const isOwn = url?.origin === home.origin && url.pathname.startsWith(`${home.pathname.replace(/\/$/, "")}/api/`);
    return isOwn ? { url: url.href, foreignHost: null } : { url: null, foreignHost: url?.host ?? link.slice(0, 100) };
  }

  async function firstHop(url: string, method: "HEAD" | "GET", signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const range = method === "GET" ? { headers: { Range: "bytes=0-0" } } : {};
    let next = url;
    for (let hops = 0; hops <= limits.redirects; hops++) {
      const answer = await http.request({ url: next, method, signal, followRedirects: false, ...range });
      // Renamed repositories and small files redirect on the same host; the first foreign address is the content's.
      if (answer.location === null || answer.headers["x-linked-size"] !== undefined) return answer;
      if (new URL(answer.location).origin !== new URL(endpoint()).origin) return answer;
      discardBody(answer, method === "HEAD");
      next = answer.location;
    }
    throw appError("hub-bad-answer", "circles", { host: null, redirects: limits.redirects });
  }

  /** Mirrors may redirect without telling the size: then the content's host tells it with the first byte. */
  async function askedSize(url: string, signal: AbortSignal | undefined): Promise<number | null> {
    const answer = await http.request({ url, headers: { Range: "bytes=0-0" }, signal });
    discardBody(answer);
    return answer.status === 206 || answer.status === 200 ? sizeOf(answer) : null;
  }

  async function wholeTree(repository: string, commit: string, signal: AbortSignal): Promise<HubTree> {
    const files: HubFile[] = [];
    const refusedPaths = noneRefused();
    let url = `${endpoint()}/api/models/${repository}/tree/${encodeURIComponent(commit)}?recursive=true`;
    for (let pages = 0; pages < hubLimits.treePages; pages++) {
      const { value, next } = await json(url, treeSchema, repository, signal);
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

  async function resolve(repository: string, commit: string, path: string, signal: AbortSignal): Promise<ResolvedFile> {
    const url = resolveUrl(repository, commit, path);
    let answer = await firstHop(url, "HEAD", signal);
    const knowsHead = answer.status !== 405 && answer.status !== 501;
    if (!knowsHead) {
      discardBody(answer, true);
      answer = await firstHop(url, "GET", signal);
    }
    if (answer.status >= 400 || answer.status < 200) throw await hubError(answer, asked(repository, path), limits);
    discardBody(answer, knowsHead);
    const told = answer.headers["x-repo-commit"];
    if (typeof told === "string" && /^[0-9a-f]{40}$/.test(told) && told !== commit && /^[0-9a-f]{40}$/.test(commit)) {
      throw appError("remote-changed", "other-version", { repository, commit });
    }
    const address = answer.location ?? answer.finalUrl;
    if (/html/i.test(answer.headers["content-type"] ?? "") && answer.location === null) throw badAnswer(url, "html");
    const sizeBytes = sizeOf(answer) ?? (await askedSize(address, signal));
    if (sizeBytes === null) throw badAnswer(url, "shape");
    return { repository, commit, path, url: address, sizeBytes, sha256: linkedSha256(answer) };
  }

  return {
    limits,
    endpoint,
    pageUrl,
    close: () => http.close(),

    async search({ text, sort, maxParameters, cursor, withPaths }, signal) {
      let url: string;
      if (cursor != null) {
        const page = nextPage(cursor, endpoint());
        if (page.url === null) throw foreignPage(new URL(endpoint()).host, page.foreignHost);
        url = page.url;
      } else {
        const params = new URLSearchParams({ filter: "gguf", sort, limit: String(searchPageSize) });
        if (text.trim() !== "") params.set("search", text.trim());
        if (maxParameters != null) params.set("num_parameters", `max:${parameterText(maxParameters)}`);
        for (const property of withPaths ? [...expanded, "siblings"] : expanded) params.append("expand", property);
        url = `${endpoint()}/api/models?${params.toString()}`;
      }
      const { value, next } = await within(limits.callTimeoutMs, signal, (ending) =>
        json(url, hubModelListSchema, null, ending),
      );
      // A single odd entry must not cost the whole page.
      const models = value.slice(0, hubLimits.resultsKept).flatMap((entry) => {
        const checked = hubRepositorySchema.safeParse(entry);
        return checked.success && isRepositoryId(checked.data.id) ? [toModel(checked.data)] : [];
      });
      return { models, next: next.url, foreignNextHost: next.foreignHost };
    },

    async detail(repository, revision, signal) {
      const url = `${endpoint()}/api/models/${repository}/revision/${encodeURIComponent(revision ?? "main")}`;
      const value = await within(limits.callTimeoutMs, signal, async (ending) => {
        try {
          // Without `expand` the Hub tells everything, and `blobs` adds sizes and hashes: the file list needs no request of its own.
          return (await json(`${url}?blobs=true`, hubRepositorySchema, repository, ending)).value;
        } catch (error) {
          if (!(error instanceof AppError) || error.key !== "too-large") throw error;
          // So many files that they come page by page.
          const lean = new URLSearchParams(expanded.map((property): [string, string] => ["expand", property]));
          return (await json(`${url}?${lean.toString()}`, hubRepositorySchema, repository, ending)).value;
        }
      });
      if (value.sha == null || !isRepositoryId(value.id)) throw badAnswer(url, "shape");
      return { ...toModel(value), commit: value.sha, tree: treeOf(value) };
    },

    tree: (repository, commit, signal) =>
      within(limits.listTimeoutMs, signal, (ending) => wholeTree(repository, commit, ending)),

    resolveFile: (repository, commit, path, signal) =>
      within(limits.callTimeoutMs, signal, (ending) => resolve(repository, commit, path, ending)),

    unresolved({ repository, commit, path, sizeBytes, sha256 }) {
      return { repository, commit, path, url: resolveUrl(repository, commit, path), sizeBytes, sha256 };
    },

    errorOf: (answer, repository, path) => hubError(answer, asked(repository, path), limits),

    async openRange(file, start, endInclusive, signal, options = {}) {
      const { headers, ...timeouts } = options;
      const answer = await http.request({
        url: file.url,
        headers: { ...headers, Range: `bytes=${start}-${endInclusive}` },
        signal,
        ...timeouts,
      });
      return rangeAnswer(answer, start, endInclusive, file.sizeBytes);
    },

    async whoami(signal) {
      if (token() === null) return null;
      const { value } = await within(limits.callTimeoutMs, signal, (ending) =>
        json(`${endpoint()}/api/whoami-v2`, whoamiSchema, null, ending),
      );
      return { name: value.name };
    },
  };
}

/** A list's next page is in another place than the list. `next`: where, as far as it can be told. */
export function foreignPage(host: string, next: string | null): AppError {
  return appError("hub-refused-address", "list-continues-elsewhere", { host, next });
}

const isRepositoryId = (id: string): boolean => /^[\w.-]+\/[\w.-]+$/.test(id) && !id.includes("..");

/** "12B", "350M": the Hub takes no plain figures here. */
function parameterText(count: number): string {
  return count >= 1e9 ? `${Math.ceil(count / 1e8) / 10}B` : `${Math.max(1, Math.ceil(count / 1e6))}M`;
}

const noneRefused = (): Record<PathProblem, number> => ({ "control-characters": 0, "leads-outside": 0 });

/** The files that came with the model; null where one has no size, as from a mirror that does not know `blobs`. */
function treeOf({ siblings }: HubRepositoryJson): HubTree | null {
  if (siblings == null || siblings.length === 0) return null;
  const files: HubFile[] = [];
  const refusedPaths = noneRefused();
  for (const { rfilename, size, lfs } of siblings) {
    const sizeBytes = lfs?.size ?? size ?? null;
    if (sizeBytes === null) return null;
    const problem = pathProblem(rfilename);
    if (problem === null) files.push({ path: rfilename, sizeBytes, sha256: lfs?.sha256.toLowerCase() ?? null });
    else refusedPaths[problem]++;
  }
  return { files, refusedPaths, foreignNextHost: null, isCut: false };
}

function toModel(json: HubRepositoryJson): HubModel {
  const tags = json.tags ?? [];
  const tagged = (prefix: string): string[] =>
    tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  const cardBase = json.cardData?.base_model;
  const baseModels = cardBase == null ? tagged("base_model:").filter((name) => !name.includes(":")) : [cardBase].flat();
  return {
    repository: json.id,
    commit: json.sha ?? null,
    parameters: json.gguf?.total ?? null,
    architecture: json.gguf?.architecture ?? null,
    trainedContextTokens: json.gguf?.context_length ?? null,
    downloads: json.downloads ?? null,
    likes: json.likes ?? null,
    license: json.cardData?.license ?? tagged("license:")[0] ?? null,
    gated: json.gated == null || json.gated === false ? "no" : json.gated === true ? "manual" : json.gated,
    private: json.private ?? false,
    tags,
    baseModels,
    updatedAt: json.lastModified ?? null,
    paths:
      json.siblings
        ?.slice(0, hubLimits.listedPaths)
        .map((sibling) => sibling.rfilename)
        .filter(isSafePath) ?? null,
    hasGguf: json.gguf != null || tags.includes("gguf"),
  };
}

function sizeOf(answer: HttpAnswer): number | null {
  const linked = answer.headers["x-linked-size"];
  const fromRange = /\/(\d{1,15})$/.exec(answer.headers["content-range"] ?? "")?.[1];
  // A redirect's own length is that of its text, not the file's; an HTML page is no file at all.
  const plain =
    answer.location === null && !/html/i.test(answer.headers["content-type"] ?? "")
      ? answer.headers["content-length"]
      : undefined;
  const text = (typeof linked === "string" ? linked : undefined) ?? fromRange ?? plain;
  const size = /^\d{1,15}$/.test(text ?? "") ? Number(text) : null;
  return size !== null && size <= hubLimits.fileBytes ? size : null;
}

function linkedSha256(answer: HttpAnswer): string | null {
  const etag = answer.headers["x-linked-etag"];
  const hex = /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(typeof etag === "string" ? etag : "")?.[1];
  return hex?.toLowerCase() ?? null;
}

function rangeAnswer(answer: HttpAnswer, start: number, endInclusive: number, sizeBytes: number): RangeAnswer {
  const { headers, status } = answer;
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(headers["content-range"] ?? "");
  const range = match
    ? {
        start: Number(match[1]),
        endInclusive: Number(match[2]),
        totalBytes: match[3] === "*" ? null : Number(match[3]),
      }
    : null;
  const encoding = headers["content-encoding"] ?? "identity";
  const length = headers["content-length"];
  const exact =
    status === 206 &&
    range?.start === start &&
    range.endInclusive === endInclusive &&
    (range.totalBytes === null || range.totalBytes === sizeBytes) &&
    encoding.toLowerCase() === "identity" &&
    (length === undefined || Number(length) === endInclusive - start + 1);
  return { ...answer, range, exact, etag: headers.etag ?? null, retryAfterSeconds: retryAfterSeconds(headers) };
}
