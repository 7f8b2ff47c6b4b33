import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Answer, errorAnswer, fileAnswer, jsonAnswer, rangeOf, redirectAnswer, textAnswer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import { type Repository, type RepositoryFile, gitOid } from "./repository.ts";
import { modelJson, search } from "./search.ts";

/** `full` may read everything; `limited` is a valid account that gated repositories have not let in. */
export const tokens = { full: "hf_standin_full", limited: "hf_standin_limited" } as const;

export interface HubState {
  repositories: Repository[];
  /** Without a slash at the end. */
  url: string;
  contentUrl: string;
  /** Signs content addresses; new at every start. */
  secret: string;
  /** How long they hold, as on the Hub: about an hour. */
  signedSeconds: number;
}

export interface HubRequest {
  route: string;
  /** What a fault needs to know of the bytes; null for the API. */
  range: { start: number; end: number } | null;
  answer(faults: readonly Fault[]): Promise<Answer>;
}

type Access = "anonymous" | "full" | "limited" | "invalid";

function accessOf(request: IncomingMessage): Access {
  const header = request.headers.authorization;
  if (header === undefined) return "anonymous";
  if (header === `Bearer ${tokens.full}`) return "full";
  return header === `Bearer ${tokens.limited}` ? "limited" : "invalid";
}

export function contentSignature(secret: string, path: string, issuedAt: number, expiresAt: number): string {
  return createHmac("sha256", secret).update(`${path}|${issuedAt}|${expiresAt}`).digest("hex");
}

/** Finds the route of a request on the hub's port. The path is cut by hand: `new URL` would tidy `..` away. */
export function hubRoute(state: HubState, request: IncomingMessage): HubRequest {
  const [rawPath = "/", rawQuery = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const params = new URLSearchParams(rawQuery);
  const access = accessOf(request);
  const api = (route: string, answer: HubRequest["answer"]): HubRequest => ({
    route,
    range: null,
    answer: (faults) => (access === "invalid" ? Promise.resolve(badToken()) : answer(faults)),
  });
  let parts: string[];
  try {
    parts = rawPath.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return api("unknown", () => Promise.resolve(errorAnswer(400, null, "Bad request")));
  }

  if (rawPath === "/api/whoami-v2") return api("whoami", () => Promise.resolve(whoami(access)));
  if (rawPath === "/api/models") return api("search", (faults) => searchAnswer(state, params, faults));

  if (parts[0] === "api" && parts[1] === "models" && parts.length >= 4) {
    const id = `${parts[2] ?? ""}/${parts[3] ?? ""}`;
    const [, , , , what = "revision", revision = "main"] = parts;
    const route = { revision: "detail", tree: "tree", "paths-info": "paths" }[what] ?? "unknown";
    return api(route, (faults) => {
      const found = findRepository(state, id, access);
      if ("status" in found) return Promise.resolve(found);
      if (found.id !== id) {
        const rest = rawPath.split("/").slice(5).join("/");
        return Promise.resolve(
          redirectAnswer(307, `/api/models/${found.id}${rest && `/${rest}`}${rawQuery && `?${rawQuery}`}`),
        );
      }
      const commit = commitFor(found, revision);
      if (commit === null) return Promise.resolve(errorAnswer(404, "RevisionNotFound", `Invalid rev id: ${revision}`));
      if (what === "tree") return treeAnswer(state, found, commit, parts.slice(6).join("/"), params, rawPath, faults);
      if (what === "paths-info") return pathsAnswer(found, commit, request);
      return detailAnswer(found, commit, params, faults);
    });
  }

  // Small files: the second hop stays on this host.
  const resolved = parts[0] === "api" && parts[1] === "resolve-cache" && parts[2] === "models" ? parts.slice(3) : null;
  const wanted = resolved ?? (parts[2] === "resolve" ? [parts[0]!, parts[1]!, ...parts.slice(3)] : null);
  if (wanted && wanted.length >= 4) {
    const [owner = "", name = "", revision = "", ...path] = wanted;
    const route = resolved ? "small" : "resolve";
    return api(route, (faults) =>
      resolveAnswer(state, `${owner}/${name}`, revision, path.join("/"), access, request, resolved !== null, faults),
    );
  }
  if (parts.length === 2 && state.repositories.some((model) => model.id === parts.join("/"))) {
    return api("page", () =>
      Promise.resolve(textAnswer(200, `<h1>${parts.join("/")}</h1>`, { "Content-Type": "text/html" })),
    );
  }
  return api("unknown", () => Promise.resolve(errorAnswer(404, null, "Not found")));
}

function badToken(): Answer {
  return errorAnswer(401, null, "Invalid credentials in Authorization header");
}

function whoami(access: Access): Answer {
  if (access === "anonymous") return badToken();
  const name = access === "full" ? "bitloft-tester" : "bitloft-guest";
  return jsonAnswer({
    type: "user",
    id: "0".repeat(24),
    name,
    fullname: name,
    isPro: false,
    orgs: [],
    auth: { type: "access_token" },
  });
}

/** As on the Hub, a request without a token does not learn whether a repository is missing or private. */
function findRepository(state: HubState, id: string, access: Access): Repository | Answer {
  const found = state.repositories.find((model) => model.id === id || model.formerIds.includes(id));
  if (found && (!found.private || access === "full")) return found;
  return access === "anonymous"
    ? errorAnswer(401, "RepoNotFound", "Invalid username or password.")
    : errorAnswer(404, "RepoNotFound", "Repository not found");
}

function commitFor(model: Repository, revision: string): string | null {
  if (revision === "main" || revision === "HEAD") return model.main;
  return model.revisions.has(revision) ? revision : null;
}

function linkNext(
  state: HubState,
  path: string,
  params: URLSearchParams,
  cursor: string,
  faults: readonly Fault[],
): string {
  const foreign = faults.find((fault) => fault.kind === "foreign-next");
  if (foreign) return `<${String(foreign.arg)}>; rel="next"`;
  const query = new URLSearchParams(params);
  query.set("cursor", cursor);
  return `<${state.url}${path}?${query.toString()}>; rel="next"`;
}

async function searchAnswer(state: HubState, params: URLSearchParams, faults: readonly Fault[]): Promise<Answer> {
  const { models, next } = search(state.repositories, params);
  const wantsLink = next !== null || faults.some((fault) => fault.kind === "foreign-next");
  return jsonAnswer(
    await Promise.all(models.map((model) => modelJson(model, model.main, params.getAll("expand")))),
    wantsLink ? { Link: linkNext(state, "/api/models", params, next ?? "", faults) } : {},
  );
}

function toldCommit(commit: string, faults: readonly Fault[]): string {
  const other = faults.find((fault) => fault.kind === "commit");
  return other ? String(other.arg) : commit;
}

async function detailAnswer(
  model: Repository,
  commit: string,
  params: URLSearchParams,
  faults: readonly Fault[],
): Promise<Answer> {
  const json = await modelJson(model, commit, params.getAll("expand"), params.get("blobs") === "true");
  if (json["sha"] !== undefined) json["sha"] = toldCommit(commit, faults);
  return jsonAnswer(json);
}

async function entryJson(file: RepositoryFile): Promise<Record<string, unknown>> {
  const size = file.body.sizeBytes;
  const plain = { type: "file", oid: gitOid(file), size, path: file.path };
  if (!file.lfs) return plain;
  const sha256 = await file.body.sha256();
  return {
    ...plain,
    lfs: { oid: sha256, size, pointerSize: 135 },
    xetHash: createHash("sha256").update(`xet ${sha256}`).digest("hex"),
  };
}

function folderJson(path: string): Promise<Record<string, unknown>> {
  const oid = createHash("sha1").update(path).digest("hex");
  return Promise.resolve({ type: "directory", oid, size: 0, path });
}

async function treeAnswer(
  state: HubState,
  model: Repository,
  commit: string,
  folder: string,
  params: URLSearchParams,
  rawPath: string,
  faults: readonly Fault[],
): Promise<Answer> {
  const prefix = folder === "" ? "" : `${folder}/`;
  const files = (model.revisions.get(commit) ?? []).filter((file) => file.path.startsWith(prefix));
  const recursive = params.get("recursive") === "true" || params.get("recursive") === "1";
  const folders = new Set<string>();
  const shown: (RepositoryFile | string)[] = [];
  for (const file of files) {
    const segments = file.path.slice(prefix.length).split("/");
    for (let depth = 1; depth < segments.length && (recursive || depth === 1); depth++) {
      const path = prefix + segments.slice(0, depth).join("/");
      if (!folders.has(path)) shown.push(path);
      folders.add(path);
    }
    if (recursive || segments.length === 1) shown.push(file);
  }
  const size = Math.min(Number(params.get("limit")) || model.treePageSize, model.treePageSize);
  const from = Number(Buffer.from(params.get("cursor") ?? "", "base64url").toString()) || 0;
  const page = shown.slice(from, from + size);
  const more = from + size < shown.length || faults.some((fault) => fault.kind === "foreign-next");
  const cursor = Buffer.from(String(from + size)).toString("base64url");
  const entries = page.map((entry) => (typeof entry === "string" ? folderJson(entry) : entryJson(entry)));
  return jsonAnswer(await Promise.all(entries), more ? { Link: linkNext(state, rawPath, params, cursor, faults) } : {});
}

async function pathsAnswer(model: Repository, commit: string, request: IncomingMessage): Promise<Answer> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 100_000) return errorAnswer(413, null, "Too large");
  }
  const { paths } = JSON.parse(text) as { paths: string[] };
  const files = (model.revisions.get(commit) ?? []).filter((file) => paths.includes(file.path));
  return jsonAnswer(await Promise.all(files.map(entryJson)));
}

async function resolveAnswer(
  state: HubState,
  id: string,
  revision: string,
  path: string,
  access: Access,
  request: IncomingMessage,
  secondHop: boolean,
  faults: readonly Fault[],
): Promise<Answer> {
  const model = findRepository(state, id, access);
  if ("status" in model) return model;
  const encodedPath = path.split("/").map(encodeURIComponent).join("/");
  if (model.id !== id)
    return redirectAnswer(307, `/${model.id}/resolve/${encodeURIComponent(revision)}/${encodedPath}`);
  if (model.gated !== false && access !== "full") {
    return access === "anonymous"
      ? errorAnswer(
          401,
          "GatedRepo",
          `Access to model ${id} is restricted. You must have access to it and be authenticated to access it. Please log in.`,
        )
      : errorAnswer(
          403,
          "GatedRepo",
          `Access to model ${id} is restricted and you are not in the authorized list. Visit ${state.url}/${id} to ask for access.`,
        );
  }
  const commit = commitFor(model, revision);
  if (commit === null) return errorAnswer(404, "RevisionNotFound", `Invalid rev id: ${revision}`);
  const file = model.revisions.get(commit)?.find((candidate) => candidate.path === path);
  if (!file) return errorAnswer(404, "EntryNotFound", `Entry not found`);

  const headers = { "X-Repo-Commit": toldCommit(commit, faults), "Accept-Ranges": "bytes" };
  if (!file.lfs) {
    const etag = { ETag: `"${gitOid(file)}"` };
    if (secondHop)
      return fileAnswer(file.body, rangeOf(request.headers.range, file.body.sizeBytes), { ...headers, ...etag });
    return redirectAnswer(307, `/api/resolve-cache/models/${id}/${commit}/${encodedPath}`, { ...headers, ...etag });
  }
  const location = signedAddress(state, id, commit, encodedPath);
  return redirectAnswer(302, location, {
    ...headers,
    "X-Linked-Size": String(file.body.sizeBytes),
    "X-Linked-ETag": `"${await file.body.sha256()}"`,
  });
}

function signedAddress(state: HubState, id: string, commit: string, encodedPath: string): string {
  const path = `/repos/${id}/${commit}/${encodedPath}`;
  const issued = Date.now();
  const expires = issued + state.signedSeconds * 1000;
  const signature = contentSignature(state.secret, path, issued, expires);
  return `${state.contentUrl}${path}?Issued=${issued}&Expires=${expires}&Signature=${signature}`;
}

/** The content port: bytes for anyone with a signed address. Its ETag is deliberately not a hash of the content. */
export function contentRoute(state: HubState, request: IncomingMessage): HubRequest {
  const [rawPath = "/", rawQuery = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const refused = (answer: Answer): HubRequest => ({
    route: "content",
    range: null,
    answer: () => Promise.resolve(answer),
  });
  const params = new URLSearchParams(rawQuery);
  const issued = Number(params.get("Issued"));
  const expires = Number(params.get("Expires"));
  if (params.get("Signature") !== contentSignature(state.secret, rawPath, issued, expires) || Date.now() > expires) {
    return refused(textAnswer(403, "<Error><Code>AccessDenied</Code></Error>", { "Content-Type": "application/xml" }));
  }
  const [, , owner = "", name = "", commit = "", ...path] = rawPath.split("/").map(decodeURIComponent);
  const model = state.repositories.find((candidate) => candidate.id === `${owner}/${name}`);
  const file = model?.revisions.get(commit)?.find((candidate) => candidate.path === path.join("/"));
  if (!file) return refused(textAnswer(404, "Not found"));
  const range = rangeOf(request.headers.range, file.body.sizeBytes);
  return {
    route: "content",
    range: range === null || range === "invalid" ? { start: 0, end: file.body.sizeBytes } : range,
    answer: (faults) => {
      const expired = faults.some(({ kind, arg }) => kind === "expire" && Date.now() >= issued + Number(arg) * 1000);
      if (expired)
        return Promise.resolve(
          textAnswer(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"),
        );
      const ignoresRange = faults.some((fault) => fault.kind === "ignore-range");
      const etag = createHash("md5").update(file.body.key).digest("hex");
      return Promise.resolve(
        fileAnswer(file.body, ignoresRange ? null : range, { ETag: `"${etag}"`, "Cache-Control": "public" }),
      );
    },
  };
}
