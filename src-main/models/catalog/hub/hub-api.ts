import type { z } from "zod";
import { type AppError, appError, parseJson } from "../../../ground/core/index.ts";
import { nextLink } from "../http/link-header.ts";
import { readText } from "../http/read-body.ts";
import type { HttpAnswer, HttpClient } from "../http/types.ts";
import { withinTime } from "../http/within-time.ts";
import { badAnswer, hubError } from "./hub-errors.ts";
import { hubLimits } from "./hub-schemas.ts";

export interface HubApiOptions {
  http: HttpClient;
  /** Without a slash at the end; asked at every request, since the setting can change. */
  endpoint: () => string;
  /** Only whether there is one is looked at here; `http` sends it. */
  token: () => string | null;
}

/** Pages are asked for on the endpoint alone: elsewhere they would see our token, or learn what is looked for. */
export type NextPage = { url: string; foreignHost: null } | { url: null; foreignHost: string | null };

/** Requests to the Hub's API: JSON that fits a schema, addresses of pages, and errors that say what to do. */
export class HubApi {
  readonly http: HttpClient;
  readonly #endpoint: () => string;
  readonly #token: () => string | null;

  constructor({ http, endpoint, token }: HubApiOptions) {
    this.http = http;
    this.#endpoint = endpoint;
    this.#token = token;
  }

  get endpoint(): string {
    return this.#endpoint();
  }

  get hasToken(): boolean {
    return this.#token() !== null;
  }

  pageUrl(repository: string): string {
    return `${this.endpoint}/${repository}`;
  }

  /** A call from its beginning to its end, however many requests it takes. */
  within<T>(limitMs: number, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinTime(new URL(this.endpoint).host, limitMs, signal, work);
  }

  /** `repository` is what the request is about, for the error. */
  async json<S extends z.ZodType>(
    url: string,
    schema: S,
    repository: string | null,
    signal: AbortSignal | undefined,
  ): Promise<{ value: z.output<S>; next: NextPage }> {
    const { limits } = this.http;
    const answer = await this.http.request({ url, headers: { Accept: "application/json" }, signal });
    if (answer.status !== 200) throw await this.errorOf(answer, repository);
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
    return { value: checked.data, next: this.nextPage(nextLink(answer.headers.link), answer.finalUrl) };
  }

  nextPage(link: string | null, from: string): NextPage {
    if (link === null) return { url: null, foreignHost: null };
    const home = new URL(this.endpoint);
    const url = URL.canParse(link, from) ? new URL(link, from) : null;
    const isOwn = url?.origin === home.origin && url.pathname.startsWith(`${home.pathname.replace(/\/$/, "")}/api/`);
    return isOwn ? { url: url.href, foreignHost: null } : { url: null, foreignHost: url?.host ?? link.slice(0, 100) };
  }

  /** Takes the body. */
  errorOf(answer: HttpAnswer, repository: string | null, path: string | null = null): Promise<AppError> {
    const pageUrl = repository === null ? null : this.pageUrl(repository);
    return hubError(answer, { repository, path, pageUrl, hasToken: this.hasToken }, this.http.limits);
  }
}

/** A list's next page is in another place than the list. `next`: where, as far as is known. */
export function foreignPage(host: string, next: string | null): AppError {
  return appError("hub-refused-address", "list-continues-elsewhere", { host, next });
}
