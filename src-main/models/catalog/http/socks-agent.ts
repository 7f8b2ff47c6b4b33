import { Agent as HttpAgent, type RequestOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type Socket, connect, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { SocksClient } from "socks";
import type { Lookup } from "./hop-policy.ts";
import { httpLimits } from "./http-limits.ts";
import { networkError } from "./network-error.ts";
import { PendingConnections } from "./pending-connections.ts";
import { type Proxy, proxyCredentials } from "./proxy.ts";
import { proxyDown, proxyRefused, proxyWantsPassword } from "./proxy-error.ts";

type Options = RequestOptions & ConnectionOptions;
type Callback = (error: Error | null, socket: Duplex) => void;

const pool = { keepAlive: true, maxSockets: httpLimits.socketsPerHost };

/** Opens connections through a SOCKS proxy. Names that are resolved here pass the same check as everywhere. */
class SocksRoute {
  readonly #proxy: Proxy;
  readonly #lookup: Lookup;
  readonly #pending = new PendingConnections();

  constructor(proxy: Proxy, lookup: Lookup) {
    this.#proxy = proxy;
    this.#lookup = lookup;
  }

  open(options: Options, callback: Callback | undefined, wrap: (socket: Socket) => Duplex): void {
    const proxy = this.#proxy;
    const host = options.host ?? "";
    const socket = connect({ host: proxy.url.hostname.replace(/^\[|\]$/g, ""), port: proxy.port });
    const done = this.#pending.begin(socket, callback, () => proxyDown(proxy, "ETIMEDOUT"));
    const down = (error: NodeJS.ErrnoException): void => {
      done(proxyDown(proxy, error.code ?? "", error));
    };
    socket.once("error", down);
    socket.once("connect", () => {
      socket.off("error", down);
      // The library listens only while it talks; an error that comes after that is the request's.
      socket.on("error", () => undefined);
      this.#resolve(host)
        .then((address) => this.#ask(socket, address, Number(options.port)))
        .then(
          () => {
            done(null, wrap(socket));
          },
          (error: unknown) => {
            done(this.#explain(error, host));
          },
        );
    });
  }

  destroy(): void {
    this.#pending.destroy();
  }

  #resolve(host: string): Promise<string> {
    if (this.#proxy.resolvesNames || isIP(host) !== 0) return Promise.resolve(host);
    return new Promise((resolve, reject) => {
      // SOCKS 4 has room for an IPv4 address only.
      this.#lookup(host, { family: this.#proxy.kind === "socks4" ? 4 : 0 }, (error, address) => {
        if (error) reject(networkError(error, host));
        else if (typeof address === "string") resolve(address);
      });
    });
  }

  async #ask(socket: Socket, host: string, port: number): Promise<void> {
    const { name, password } = proxyCredentials(this.#proxy);
    await SocksClient.createConnection({
      command: "connect",
      proxy: {
        host: this.#proxy.url.hostname,
        port: this.#proxy.port,
        type: this.#proxy.kind === "socks4" ? 4 : 5,
        ...(name === "" ? {} : { userId: name, password }),
      },
      destination: { host, port },
      existing_socket: socket,
      timeout: httpLimits.connectTimeoutMs,
    });
  }

  #explain(error: unknown, host: string): Error {
    const message = error instanceof Error ? error.message : String(error);
    if (/authentication|no accepted auth/i.test(message)) return proxyWantsPassword(this.#proxy, host);
    // Ours already, as for a name that leads to a private address.
    if (error instanceof Error && error.name === "AppError") return error;
    return proxyRefused(this.#proxy, host, message, error);
  }
}

/** Plain HTTP through a SOCKS proxy. */
export class SocksAgent extends HttpAgent {
  readonly #route: SocksRoute;

  constructor(proxy: Proxy, lookup: Lookup) {
    super(pool);
    this.#route = new SocksRoute(proxy, lookup);
  }

  override createConnection(options: Options, callback?: Callback): undefined {
    this.#route.open(options, callback, (socket) => socket);
    return undefined;
  }

  override destroy(): void {
    this.#route.destroy();
    super.destroy();
  }
}

/** TLS through a SOCKS proxy. */
export class SecureSocksAgent extends HttpsAgent {
  readonly #route: SocksRoute;

  constructor(proxy: Proxy, lookup: Lookup) {
    super(pool);
    this.#route = new SocksRoute(proxy, lookup);
  }

  override createConnection(options: Options, callback?: Callback): undefined {
    this.#route.open(options, callback, (socket) =>
      connectTls({ ...options, socket, servername: options.servername ?? options.host ?? "" }),
    );
    return undefined;
  }

  override destroy(): void {
    this.#route.destroy();
    super.destroy();
  }
}
