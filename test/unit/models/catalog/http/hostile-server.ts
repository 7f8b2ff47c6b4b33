import { type AddressInfo, type Server, type Socket, createServer } from "node:net";

/** What a server does with a connection, once the head of a request has come in. */
export type Conduct = (socket: Socket) => void;

/** A server that speaks for itself, byte by byte. */
export class HostileServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  conduct: Conduct = () => undefined;
  /** Called at each connection, and at each request before its answer. */
  onConnection: () => void = () => undefined;
  onRequest: () => void = () => undefined;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      this.onConnection();
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
      let head = "";
      socket.on("data", (data) => {
        head += data.toString("latin1");
        if (!head.includes("\r\n\r\n")) return;
        head = "";
        this.onRequest();
        this.conduct(socket);
      });
    });
  }

  static async start(): Promise<HostileServer> {
    const made = new HostileServer();
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Writes again and again, for as long as the connection stands. */
  repeat(socket: Socket, bytes: string | Buffer | (() => Buffer), everyMs: number): void {
    const timer = setInterval(() => {
      if (socket.destroyed) clearInterval(timer);
      else if (socket.writableLength < 1_000_000) socket.write(typeof bytes === "function" ? bytes() : bytes);
    }, everyMs);
    this.#timers.add(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const chunked = `${json}Transfer-Encoding: chunked\r\n\r\n`;

/** Ways in which an answer never ends. */
export function endlessConducts(
  server: Pick<HostileServer, "repeat">,
  gzip: { empty: Buffer; large: Buffer },
): Record<string, Conduct> {
  const then =
    (head: string, bytes: string | Buffer, everyMs = 5): Conduct =>
    (socket) => {
      socket.write(head);
      server.repeat(socket, bytes, everyMs);
    };
  return {
    "says nothing": () => undefined,
    "trickles its status line": (socket) => {
      const line = "HTTP/1.1 200 OK";
      let at = 0;
      socket.write(line.charAt(at++));
      const timer = setInterval(() => socket.write(line.charAt(at++) || "."), 50);
      socket.once("close", () => {
        clearInterval(timer);
      });
    },
    "sends headers without end, slowly": then("HTTP/1.1 200 OK\r\nX: ", "x", 20),
    "sends headers without end, fast": then("HTTP/1.1 200 OK\r\n", `X: ${"x".repeat(1000)}\r\n`),
    "sends interim answers without end": then("", "HTTP/1.1 100 Continue\r\n\r\n"),
    "sends interim answers without end, slowly": then("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 100),
    "switches protocols": (socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    },
    "trickles its body": then(`${json}Content-Length: 100000\r\n\r\n{`, " ", 20),
    "trickles a body without a length": then(`${json}\r\n{`, " ", 20),
    "never begins a body without a length": then(`${json}\r\n`, ""),
    "trickles chunks": then(`${chunked}1\r\n{\r\n`, "1\r\n \r\n", 20),
    "never ends the extensions of a chunk": then(`${chunked}1;`, "x".repeat(500)),
    "gives every chunk long extensions": then(chunked, `1;${"x".repeat(8000)}\r\n \r\n`, 20),
    "trickles its trailers": then(`${chunked}2\r\n{}\r\n0\r\nX: `, "x", 20),
    "sends trailers without end": then(`${chunked}2\r\n{}\r\n0\r\n`, `X: ${"x".repeat(1000)}\r\n`),
    "sends a body without end": then(`${json}\r\n[`, " ".repeat(65_536)),
    "compresses nothing, without end": then(`${json}Content-Encoding: gzip\r\n\r\n`, gzip.empty),
    "compresses zeros, without end": then(`${json}Content-Encoding: gzip\r\n\r\n`, gzip.large),
    "redirects in circles": (socket) => {
      socket.write("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    },
    "redirects in circles, slowly": (socket) => {
      setTimeout(() => {
        socket.write("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
      }, 100);
    },
    "redirects without ending its answer": (socket) => {
      socket.write("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 10\r\n\r\n");
    },
    "tells of an error without end": then("HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n{", " ", 20),
  };
}
