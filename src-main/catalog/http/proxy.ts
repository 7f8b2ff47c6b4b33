import { type ClientRequest, type RequestOptions, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { httpLimits } from "./http-limits.ts";
import { proxyAuthCode, proxyFailedCode } from "./network-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; null for none. Loopback is never proxied. */
export function proxyFor(url: URL, environment: Environment): URL | null {
  const read = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  const text = (url.protocol === "https:" ? read("HTTPS_PROXY") : read("HTTP_PROXY")) ?? read("ALL_PROXY");
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (text === undefined || host === "localhost" || host === "::1" || host.startsWith("127.")) return null;
  const excluded = (read("NO_PROXY") ?? "").split(/[\s,]+/).some((entry) => {
    const [name = "", port] = entry
      .toLowerCase()
      .replace(/^\*?\./, "")
      .split(/:(\d+)$/);
    if (port !== undefined && port !== (url.port || (url.protocol === "https:" ? "443" : "80"))) return false;
    return name === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`)));
  });
  if (excluded) return null;
  try {
    const proxy = new URL(text.includes("://") ? text : `http://${text}`);
    return proxy.protocol === "http:" || proxy.protocol === "https:" ? proxy : null;
  } catch {
    return null;
  }
}

export function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === "") return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** TLS through a proxy's CONNECT. One per proxy; its connections are kept alive like any other's. */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super({ keepAlive: true, maxSockets: httpLimits.socketsPerHost });
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions & ConnectionOptions,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const done = callback as ((error: Error | null, socket?: Duplex) => void) | undefined;
    const target = `${options.host ?? ""}:${options.port ?? 443}`;
    const request: ClientRequest = (this.#proxy.protocol === "https:" ? httpsRequest : httpRequest)({
      host: this.#proxy.hostname.replace(/^\[|\]$/g, ""),
      port: this.#proxy.port || (this.#proxy.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: target,
      headers: { Host: target, ...proxyHeaders(this.#proxy) },
      agent: false,
      timeout: httpLimits.connectTimeoutMs,
    });
    const refused = (status: number | undefined): void => {
      const code = status === 407 ? proxyAuthCode : proxyFailedCode;
      done?.(Object.assign(new Error(`the proxy answered ${status ?? 0}`), { code }));
    };
    request.once("connect", (response, socket) => {
      if (response.statusCode === 200)
        done?.(null, connectTls({ ...options, socket, servername: options.servername ?? options.host ?? "" }));
      else {
        socket.destroy();
        refused(response.statusCode);
      }
    });
    request.once("response", (response) => {
      response.destroy();
      refused(response.statusCode);
    });
    request.once("timeout", () =>
      request.destroy(Object.assign(new Error("the proxy did not answer"), { code: "ETIMEDOUT" })),
    );
    request.once("error", (error) => done?.(error));
    request.end();
    return undefined;
  }
}
