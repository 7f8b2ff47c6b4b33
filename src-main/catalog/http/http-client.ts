import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { AppError } from "../../core/index.ts";
import { type HopPolicy, type ResolveAll, createHopPolicy } from "./hop-policy.ts";
import { httpLimits } from "./http-limits.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-types.ts";
import { type Environment, TunnelAgent, proxyFor, proxyHeaders } from "./proxy.ts";
import { discardBody } from "./read-body.ts";
import { sendHop } from "./send-hop.ts";

export interface HttpClientOptions {
  /** The Hub's address; asked at every request. */
  endpoint(): string;
  /** Sent to the endpoint's own scheme, host and port, and nowhere else. */
  token(): string | null;
  environment?: Environment;
  /** Instead of the system's name look-up. */
  resolve?: ResolveAll;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const userAgent = "bitloft/0.1";

/**
 * HTTP/1.1 on Node's own sockets: ranges then run over connections of their own, where HTTP/2 would share one.
 * Every hop, redirects included, passes the `HopPolicy`.
 */
export function createHttpClient({
  endpoint,
  token,
  environment = process.env,
  resolve,
}: HttpClientOptions): HttpClient {
  const policy: HopPolicy = createHopPolicy(endpoint, resolve);
  const pool = { keepAlive: true, maxSockets: httpLimits.socketsPerHost, scheduling: "lifo" as const };
  const plain = new HttpAgent(pool);
  const encrypted = new HttpsAgent(pool);
  const tunnels = new Map<string, TunnelAgent>();

  function tunnel(proxy: URL): TunnelAgent {
    const known = tunnels.get(proxy.href) ?? new TunnelAgent(proxy);
    tunnels.set(proxy.href, known);
    return known;
  }

  async function sendOne(url: URL, request: HttpRequest): Promise<Awaited<ReturnType<typeof sendHop>>> {
    policy.check(url);
    const proxy = proxyFor(url, environment);
    const isPlain = url.protocol === "http:";
    const secret = policy.isEndpoint(url) ? token() : null;
    return sendHop({
      url,
      method: request.method ?? "GET",
      headers: {
        "User-Agent": userAgent,
        ...request.headers,
        "Accept-Encoding": "identity",
        ...(secret === null || secret === "" ? {} : { Authorization: `Bearer ${secret}` }),
        ...(proxy && isPlain ? proxyHeaders(proxy) : {}),
      },
      agent: isPlain ? (proxy?.protocol === "https:" ? encrypted : plain) : proxy ? tunnel(proxy) : encrypted,
      lookup: policy.lookup,
      proxy: isPlain ? proxy : null,
      signal: request.signal,
      connectTimeoutMs: request.connectTimeoutMs ?? httpLimits.connectTimeoutMs,
      stallTimeoutMs: request.stallTimeoutMs ?? httpLimits.stallTimeoutMs,
    });
  }

  return {
    async request(request): Promise<HttpAnswer> {
      let url = parseUrl(request.url, endpoint());
      for (let hops = 0; ; hops++) {
        const response = await sendOne(url, request);
        const status = response.statusCode ?? 0;
        const target = redirects.has(status) ? response.headers.location : undefined;
        const answer = { status, headers: response.headers, body: response, finalUrl: url.href };
        if (target === undefined) return { ...answer, location: null };
        let next: URL;
        try {
          next = parseUrl(target, url.href);
          policy.check(next);
          if (hops >= httpLimits.redirects && request.followRedirects !== false) throw tooManyRedirects(url);
        } catch (error) {
          response.destroy();
          throw error;
        }
        if (request.followRedirects === false) return { ...answer, location: next.href };
        discardBody(answer, request.method === "HEAD");
        url = next;
      }
    },

    close() {
      for (const agent of [plain, encrypted, ...tunnels.values()]) agent.destroy();
    },
  };
}

function parseUrl(text: string, base: string): URL {
  try {
    return new URL(text, base);
  } catch {
    throw new AppError("hub-bad-answer", "The Hub answered with an address that cannot be read. Try again later.", {});
  }
}

function tooManyRedirects(url: URL): AppError {
  return new AppError(
    "hub-bad-answer",
    `${url.host} sends Bitloft around in circles. Try again later, or check the Hub address in the settings.`,
    {
      host: url.host,
      redirects: httpLimits.redirects,
    },
  );
}
