import { appError } from "../../../ground/core/index.ts";
import { discardBody } from "../http/read-body.ts";
import type { HttpAnswer } from "../http/types.ts";
import type { HubApi } from "./hub-api.ts";
import { badAnswer } from "./hub-errors.ts";
import { hubLimits } from "./hub-schemas.ts";
import type { ResolvedFile } from "./types.ts";

/** A file of a repository at a commit. */
interface FileOfCommit {
  repository: string;
  commit: string;
  path: string;
}

const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** The Hub's own address of a file: it redirects to the content. */
export function resolveUrl(endpoint: string, { repository, commit, path }: FileOfCommit): string {
  const steps = path.split("/").map(encodeURIComponent);
  return `${endpoint}/${repository}/resolve/${encodeURIComponent(commit)}/${steps.join("/")}`;
}

/** Size, hash and the content's address, from the first hop alone. */
export async function resolveFile(api: HubApi, file: FileOfCommit, signal: AbortSignal): Promise<ResolvedFile> {
  const { repository, commit, path } = file;
  const url = resolveUrl(api.endpoint, file);
  let answer = await firstHop(api, url, "HEAD", signal);
  const knowsHead = answer.status !== 405 && answer.status !== 501;
  if (!knowsHead) {
    discardBody(answer, true);
    answer = await firstHop(api, url, "GET", signal);
  }
  if (answer.status >= 400 || answer.status < 200) throw await api.errorOf(answer, repository, path);
  discardBody(answer, knowsHead);
  const answered = answer.headers["x-repo-commit"];
  if (typeof answered === "string" && isCommit(answered) && answered !== commit && isCommit(commit)) {
    throw appError("remote-changed", "other-version", { repository, commit });
  }
  const address = answer.location ?? answer.finalUrl;
  if (/html/i.test(answer.headers["content-type"] ?? "") && answer.location === null) throw badAnswer(url, "html");
  const sizeBytes = sizeOf(answer) ?? (await sizeByFirstByte(api, address, signal));
  if (sizeBytes === null) throw badAnswer(url, "shape");
  return { repository, commit, path, url: address, sizeBytes, sha256: linkedSha256(answer) };
}

async function firstHop(api: HubApi, url: string, method: "HEAD" | "GET", signal: AbortSignal): Promise<HttpAnswer> {
  const { redirects } = api.http.limits;
  const range = method === "GET" ? { headers: { Range: "bytes=0-0" } } : {};
  let next = url;
  for (let hops = 0; hops <= redirects; hops++) {
    const answer = await api.http.request({ url: next, method, signal, followRedirects: false, ...range });
    // Renamed repositories and small files redirect on the same host; the first foreign address is the content's.
    if (answer.location === null || answer.headers["x-linked-size"] !== undefined) return answer;
    if (new URL(answer.location).origin !== new URL(api.endpoint).origin) return answer;
    discardBody(answer, method === "HEAD");
    next = answer.location;
  }
  throw appError("hub-bad-answer", "circles", { host: null, redirects });
}

/** Mirrors may redirect without giving the size; the content's host gives it with the first byte. */
async function sizeByFirstByte(api: HubApi, url: string, signal: AbortSignal): Promise<number | null> {
  const answer = await api.http.request({ url, headers: { Range: "bytes=0-0" }, signal });
  discardBody(answer);
  return answer.status === 206 || answer.status === 200 ? sizeOf(answer) : null;
}

function sizeOf(answer: HttpAnswer): number | null {
  const linked = answer.headers["x-linked-size"];
  const fromRange = /\/(\d{1,15})$/.exec(answer.headers["content-range"] ?? "")?.[1];
  // A redirect's own length is that of its text, not the file's; an HTML page is not a file at all.
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
