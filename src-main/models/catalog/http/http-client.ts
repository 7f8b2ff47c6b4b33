import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ErrorDto } from "../../../../src-shared/contract/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import { type HopPolicy, type ResolveAll, createHopPolicy } from "./hop-policy.ts";
import { type HttpLimits, httpLimits } from "./http-limits.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-types.ts";
import { timeoutError } from "./network-error.ts";
import { type Environment, type Proxy, proxyFor, proxyHeaders } from "./proxy.ts";
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
  /** Instead of the system's name look-up. */
  resolve?: ResolveAll;
  limits?: Partial<HttpLimits>;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const userAgent = "bitloft/0.1";

/**
 * HTTP/1.1 on Node's own sockets: ranges then run over connections of their own, where HTTP/2 would share one.
 * Every hop, redirects included, passes the `HopPolicy`.
 */
export function createHttpClient({
  endpoint,
  problem = () => null,
  token,
  environment = process.env,
  resolve,
  limits: changed = {},
}: HttpClientOptions): HttpClient {
  const limits: HttpLimits = { ...httpLimits, ...changed };
  const policy: HopPolicy = createHopPolicy(endpoint, resolve);
  const pool = { keepAlive: true, maxSockets: httpLimits.socketsPerHost, scheduling: "lifo" as const };
  const plain = new HttpAgent(pool);
  const encrypted = new HttpsAgent(pool);
  const throughProxies = new Map<string, HttpAgent>();

  /** The pool of connections for an address, through its proxy where it has one. */
  function agentFor(isPlain: boolean, proxy: Proxy | null): HttpAgent {
    if (proxy === null) return isPlain ? plain : encrypted;
    if (proxy.kind === "http" && isPlain) return proxy.url.protocol === "https:" ? encrypted : plain;
    const key = `${String(isPlain)} ${proxy.url.href}`;
    const known = throughProxies.get(key) ?? makeAgent(isPlain, proxy);
    throughProxies.set(key, known);
    return known;
  }

  function makeAgent(isPlain: boolean, proxy: Proxy): HttpAgent {
    if (proxy.kind === "http") return new TunnelAgent(proxy);
    return isPlain ? new SocksAgent(proxy, policy.lookup) : new SecureSocksAgent(proxy, policy.lookup);
  }

  async function sendOne(
    url: URL,
    request: HttpRequest,
    headTimeoutMs: number,
  ): Promise<Awaited<ReturnType<typeof sendHop>>> {
    policy.check(url);
    const proxy = proxyFor(url, environment);
    const isPlain = url.protocol === "http:";
    // Such a proxy is given the whole address; every other one opens a connection.
    const asked = isPlain && proxy?.kind === "http" ? proxy : null;
    const secret = policy.isEndpoint(url) ? token() : null;
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
      agent: agentFor(isPlain, proxy),
      lookup: policy.lookup,
      proxy: asked,
      signal: request.signal,
      connectTimeoutMs: request.connectTimeoutMs ?? limits.connectTimeoutMs,
      stallTimeoutMs: request.stallTimeoutMs ?? limits.stallTimeoutMs,
      headTimeoutMs,
    });
  }

  return {
    limits,

    async request(request): Promise<HttpAnswer> {
      const refusal = problem();
      if (refusal !== null) throw new AppError(refusal);
      const begun = performance.now();
      let url = parseUrl(request.url, endpoint());
      for (let hops = 0; ; hops++) {
        const left = limits.headTimeoutMs - (performance.now() - begun);
        if (left <= 0) throw timeoutError(url.host, limits.headTimeoutMs);
        const response = await sendOne(url, request, left);
        const status = response.statusCode ?? 0;
        const target = redirects.has(status) ? response.headers.location : undefined;
        const answer = { status, headers: response.headers, body: response, finalUrl: url.href };
        if (target === undefined) return { ...answer, location: null };
        let next: URL;
        try {
          next = parseUrl(target, url.href);
          policy.check(next);
          if (hops >= limits.redirects && request.followRedirects !== false) throw tooManyRedirects(url);
        } catch (error) {
          response.destroy();
          throw error;
        }
        if (request.followRedirects === false) return { ...answer, location: next.href };
        discardBody(answer, request.method === "HEAD", limits.discardMs);
        url = next;
      }
    },

    close() {
      for (const agent of [plain, encrypted, ...throughProxies.values()]) agent.destroy();
    },
  };
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
