import { Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ErrorDto } from "../../../../src-shared/contract/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import { type ProxyChoice, type ProxySources, chosenProxy } from "./chosen-proxy.ts";
import { DirectBody } from "./direct-body.ts";
import { HopPolicy, type ResolveAll } from "./hop-policy.ts";
import { type HttpLimits, httpLimits } from "./http-limits.ts";
import { Trust } from "./trust.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./types.ts";
import { timeoutError } from "./network-error.ts";
import { type Environment, type Proxy, proxyHeaders } from "./proxy.ts";
import { discardBody } from "./read-body.ts";
import { sendHop } from "./send-hop.ts";
import { SecureSocksAgent, SocksAgent } from "./socks-agent.ts";
import { TunnelAgent } from "./tunnel-agent.ts";

export interface HttpClientOptions {
  /** The Hub's address; asked at every request. */
  endpoint: () => string;
  /** In words, why nothing may be asked there; null when all is well. */
  problem?: () => ErrorDto | null;
  /** Sent to the endpoint's own scheme, host and port, and nowhere else. */
  token: () => string | null;
  environment?: Environment;
  /** What a person chose; asked at every request. As the system says when left out. */
  proxy?: () => ProxyChoice;
  /** A certificate authority of a person's own, as PEM; asked at every request. */
  authority?: () => string | null;
  /** See `ProxySources.system`. */
  systemProxy?: ((url: string) => Promise<string>) | null;
  /** Instead of the system's name look-up. */
  resolve?: ResolveAll;
  limits?: Partial<HttpLimits>;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const userAgent = "bitloft/0.1";
const pool = { keepAlive: true, maxSockets: httpLimits.socketsPerHost, scheduling: "lifo" as const };

/**
 * HTTP/1.1 on Node's own sockets: ranges then run over separate connections, where HTTP/2 would share one.
 * Every hop, redirects included, passes the `HopPolicy`.
 */
export class GuardedHttpClient implements HttpClient {
  readonly limits: HttpLimits;
  readonly #endpoint: () => string;
  readonly #problem: () => ErrorDto | null;
  readonly #token: () => string | null;
  readonly #proxies: ProxySources;
  readonly #trust: Trust;
  readonly #policy: HopPolicy;
  readonly #plain = new HttpAgent(pool);
  #encrypted = new HttpsAgent(pool);
  readonly #throughProxies = new Map<string, HttpAgent>();

  constructor({
    endpoint,
    problem = () => null,
    token,
    environment = process.env,
    proxy = () => ({ kind: "system" }),
    systemProxy = null,
    authority = () => null,
    resolve,
    limits,
  }: HttpClientOptions) {
    this.limits = { ...httpLimits, ...limits };
    this.#endpoint = endpoint;
    this.#problem = problem;
    this.#token = token;
    this.#trust = new Trust(authority, () => {
      this.#forgetConnections();
    });
    this.#proxies = { choice: proxy, environment, system: systemProxy };
    this.#policy = new HopPolicy(endpoint, resolve);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const refusal = this.#problem();
    if (refusal !== null) throw new AppError(refusal);
    const begun = performance.now();
    let url = parseUrl(request.url, this.#endpoint());
    for (let hops = 0; ; hops++) {
      const left = this.limits.headTimeoutMs - (performance.now() - begun);
      if (left <= 0) throw timeoutError(url.host, this.limits.headTimeoutMs);
      const direct = request.direct === true ? new DirectBody() : null;
      const response = await this.#sendHop(url, request, direct, left);
      const status = response.statusCode ?? 0;
      const target = redirects.has(status) ? response.headers.location : undefined;
      const answer = {
        ...{ status, headers: response.headers, body: response, finalUrl: url.href },
        direct: direct?.lengthBytes == null ? null : direct,
      };
      if (target === undefined) return { ...answer, location: null };
      let next: URL;
      try {
        next = parseUrl(target, url.href);
        this.#policy.check(next);
        if (hops >= this.limits.redirects && request.followRedirects !== false) throw tooManyRedirects(url);
      } catch (error) {
        response.destroy();
        throw error;
      }
      if (request.followRedirects === false) return { ...answer, location: next.href };
      discardBody(answer, request.method === "HEAD", this.limits.discardMs);
      url = next;
    }
  }

  close(): void {
    for (const agent of [this.#plain, this.#encrypted, ...this.#throughProxies.values()]) agent.destroy();
  }

  async #sendHop(
    url: URL,
    request: HttpRequest,
    direct: DirectBody | null,
    headTimeoutMs: number,
  ): Promise<IncomingMessage> {
    this.#policy.check(url);
    const proxy = await chosenProxy(url, this.#proxies);
    // Before the agent is chosen: a change of it makes new ones.
    const secureContext = this.#trust.context();
    const isPlain = url.protocol === "http:";
    // Such a proxy is given the whole address; every other one opens a connection.
    const asked = isPlain && proxy?.kind === "http" ? proxy : null;
    const secret = this.#policy.isEndpoint(url) ? this.#token() : null;
    return sendHop({
      url,
      method: request.method ?? "GET",
      headers: {
        "User-Agent": userAgent,
        ...request.headers,
        "Accept-Encoding": "identity",
        ...(secret === null || secret === "" ? {} : { Authorization: `Bearer ${secret}` }),
        ...(asked === null ? {} : proxyHeaders(asked)),
      },
      agent: this.#agentFor(isPlain, proxy),
      lookup: this.#policy.lookup,
      proxy: asked,
      direct,
      secureContext,
      signal: request.signal,
      connectTimeoutMs: request.connectTimeoutMs ?? this.limits.connectTimeoutMs,
      stallTimeoutMs: request.stallTimeoutMs ?? this.limits.stallTimeoutMs,
      headTimeoutMs,
    });
  }

  /** What was trusted before is asked for its certificate anew: an agent takes up its sessions without that. */
  #forgetConnections(): void {
    this.#encrypted.destroy();
    this.#encrypted = new HttpsAgent(pool);
    for (const agent of this.#throughProxies.values()) agent.destroy();
    this.#throughProxies.clear();
  }

  /** The pool of connections for an address, through its proxy where it has one. */
  #agentFor(isPlain: boolean, proxy: Proxy | null): HttpAgent {
    if (proxy === null) return isPlain ? this.#plain : this.#encrypted;
    if (proxy.kind === "http" && isPlain) return proxy.url.protocol === "https:" ? this.#encrypted : this.#plain;
    const key = `${String(isPlain)} ${proxy.url.href}`;
    const known = this.#throughProxies.get(key) ?? this.#newAgent(isPlain, proxy);
    this.#throughProxies.set(key, known);
    return known;
  }

  #newAgent(isPlain: boolean, proxy: Proxy): HttpAgent {
    if (proxy.kind === "http") return new TunnelAgent(proxy);
    const { lookup } = this.#policy;
    return isPlain ? new SocksAgent(proxy, lookup) : new SecureSocksAgent(proxy, lookup);
  }
}

function parseUrl(text: string, base: string): URL {
  try {
    return new URL(text, base);
  } catch {
    throw appError("hub-bad-answer", "unreadable-address");
  }
}

function tooManyRedirects(url: URL): AppError {
  return appError("hub-bad-answer", "circles", { host: url.host, redirects: httpLimits.redirects });
}
