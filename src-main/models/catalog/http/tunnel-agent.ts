import { type RequestOptions, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { httpLimits } from "./http-limits.ts";
import { noWebServer } from "./network-error.ts";
import { PendingConnections } from "./pending-connections.ts";
import { type Proxy, proxyHeaders } from "./proxy.ts";
import { proxyDown, proxyRefused, proxyWantsPassword } from "./proxy-error.ts";

/** TLS through a proxy's CONNECT. One per proxy; its connections are kept alive like any other's. */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: Proxy;
  readonly #pending = new PendingConnections();

  constructor(proxy: Proxy) {
    super({ keepAlive: true, maxSockets: httpLimits.socketsPerHost });
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions & ConnectionOptions,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const proxy = this.#proxy;
    const host = options.host ?? "";
    const target = `${host.includes(":") ? `[${host}]` : host}:${options.port ?? 443}`;
    const isEncrypted = proxy.url.protocol === "https:";
    const { secureContext } = options;
    const request = (isEncrypted ? httpsRequest : httpRequest)({
      host: proxy.url.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port,
      method: "CONNECT",
      path: target,
      headers: { Host: target, ...proxyHeaders(proxy) },
      agent: false,
      ...(secureContext === undefined ? {} : { secureContext }),
    });
    const done = this.#pending.begin(request, callback, () => proxyDown(proxy, "ETIMEDOUT"));
    const refused = (status: number | undefined): void => {
      done(status === 407 ? proxyWantsPassword(proxy, host) : proxyRefused(proxy, host, `HTTP ${status ?? 0}`));
    };
    request.once("connect", (response, socket) => {
      if (response.statusCode === 200) {
        done(null, connectTls({ ...options, socket, servername: options.servername ?? host }));
        return;
      }
      socket.destroy();
      refused(response.statusCode);
    });
    request.once("response", (response) => {
      response.destroy();
      refused(response.statusCode);
    });
    request.once("upgrade", (_, socket) => {
      socket.destroy();
      done(noWebServer(host, "another protocol"));
    });
    request.once("error", (error: NodeJS.ErrnoException) => {
      done(proxyDown(proxy, error.code ?? "", error));
    });
    request.once("close", () => {
      done(proxyDown(proxy, "ECONNRESET"));
    });
    request.end();
    return undefined;
  }

  override destroy(): void {
    this.#pending.destroy();
    super.destroy();
  }
}
