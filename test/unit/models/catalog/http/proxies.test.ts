import { type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, createServer as createTcpServer } from "node:net";
import { worded, wording } from "../../../../fixtures/worded.ts";
import { afterEach, describe, expect, it } from "vitest";
import { GuardedHttpClient } from "../../../../../src-main/models/catalog/http/guarded-http-client.ts";
import type { HttpClient } from "../../../../../src-main/models/catalog/http/types.ts";
import { proxyFor } from "../../../../../src-main/models/catalog/http/proxy.ts";
import { readText } from "../../../../../src-main/models/catalog/http/read-body.ts";
import { AppError } from "../../../../../src-main/ground/core/index.ts";
import { type SocksServer, startSocks } from "./socks-server.ts";

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function client(endpoint: string, environment: Record<string, string>): HttpClient {
  const http = new GuardedHttpClient({
    endpoint: () => endpoint,
    token: () => null,
    environment,
    // The mirror's name leads to this computer, where the stand-ins are.
    resolve: (_host, callback) => {
      callback(null, [{ address: "127.0.0.1", family: 4 }]);
    },
  });
  cleanup.push(() => http.close());
  return http;
}

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await promise.catch((error: unknown) => error);
  if (!(thrown instanceof AppError)) throw new Error(`no error of ours: ${String(thrown)}`);
  return thrown;
}

/** A port without a listener. */
async function deadPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("which proxy an address goes through", () => {
  const hub = "https://huggingface.co/x";
  it.each([
    [hub, { HTTPS_PROXY: "http://proxy:3128" }, "http://proxy:3128/"],
    [hub, { https_proxy: "proxy:3128" }, "http://proxy:3128/"],
    [hub, { https_proxy: "127.0.0.1:8080" }, "http://127.0.0.1:8080/"],
    [hub, { https_proxy: "//proxy:3128" }, "http://proxy:3128/"],
    [hub, { HTTPS_PROXY: " http://proxy:3128 " }, "http://proxy:3128/"],
    [hub, { HTTPS_PROXY: "https://proxy" }, "https://proxy/"],
    [hub, { https_proxy: "http://small", HTTPS_PROXY: "http://large" }, "http://small/"],
    [hub, { HTTPS_PROXY: "http://own", ALL_PROXY: "socks5://all" }, "http://own/"],
    [hub, { all_proxy: "socks5://proxy:1080" }, "socks5://proxy:1080"],
    [hub, { ALL_PROXY: "socks5h://me:secret@proxy" }, "socks5h://me:secret@proxy"],
    [hub, { ALL_PROXY: "socks://127.0.0.1:1080/" }, "socks://127.0.0.1:1080/"],
    [hub, { HTTPS_PROXY: "socks4://proxy" }, "socks4://proxy"],
    [hub, { HTTPS_PROXY: "[::1]:3128" }, "http://[::1]:3128/"],
    [hub, { HTTPS_PROXY: "" }, undefined],
    [hub, { HTTP_PROXY: "http://proxy" }, undefined],
    ["http://mirror.lan/x", { HTTPS_PROXY: "http://proxy:3128" }, undefined],
    ["http://mirror.lan/x", { ALL_PROXY: "http://proxy:3128" }, "http://proxy:3128/"],
    ["https://127.0.0.1/x", { HTTPS_PROXY: "http://proxy" }, undefined],
    ["https://[::1]/x", { HTTPS_PROXY: "http://proxy" }, undefined],
    ["https://hub.localhost/x", { HTTPS_PROXY: "http://proxy" }, undefined],
  ])("%s by %o: %s", (url, environment, expected) => {
    expect(proxyFor(new URL(url), environment)?.url.href).toBe(expected);
  });

  it.each([
    ["huggingface.co", "example.org, .huggingface.co", false],
    ["huggingface.co", "EXAMPLE.org huggingface.CO", false],
    ["cdn.huggingface.co", "huggingface.co", false],
    ["cdn.huggingface.co", "*.huggingface.co", false],
    ["cdn.huggingface.co", "huggingface.co.", false],
    ["nothuggingface.co", "huggingface.co", true],
    ["huggingface.co", "cdn.huggingface.co", true],
    ["huggingface.co", "*", false],
    ["huggingface.co", "huggingface.co:443", false],
    ["huggingface.co", "huggingface.co:80", true],
    ["huggingface.co:8443", "huggingface.co:8443", false],
    ["10.1.2.3", "10.0.0.0/8", false],
    ["11.1.2.3", "10.0.0.0/8", true],
    ["10.1.2.3", "10.0.0.0/99", true],
    ["10.1.2.3", "10.1.2.3", false],
    ["10.1.2.3", "2.3", true],
    ["[fd00::1]", "fd00::/8", false],
    ["[fd00::1]", "[fd00::1]", false],
    ["[fd00::1]", "[fd00::1]:443", false],
    ["[fd00::1]", "fd00::1", false],
    ["huggingface.co", ",, ;", true],
  ])("%s with NO_PROXY=%j goes through it: %s", (host, exceptions, through) => {
    const environment = { HTTPS_PROXY: "http://proxy", NO_PROXY: exceptions };
    expect(proxyFor(new URL(`https://${host}/x`), environment) !== null).toBe(through);
  });

  it.each([
    ["HTTPS_PROXY", "ftp://proxy", /ftp/],
    ["ALL_PROXY", "quic://proxy:1", /quic/],
    ["https_proxy", "8080", /https_proxy is "8080"/],
    ["https_proxy", "http://", /https_proxy/],
    ["https_proxy", "my proxy", /my proxy/],
    ["all_proxy", "socks5://", /all_proxy/],
    ["HTTPS_PROXY", "ftp://me:secret@proxy", /"ftp:\/\/proxy"/],
  ])("refuses %s=%s in words, and never goes without", (variable, text, words) => {
    const reach = (): unknown => proxyFor(new URL(hub), { [variable]: text });
    expect(reach).toThrow(AppError);
    expect(wording(reach)).toThrow(words);
  });
});

describe("an HTTP proxy", () => {
  it("is asked to open the way, with its password, and its refusal is explained", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer();
    server.on("connect", (request, socket) => {
      asked.push(request.url, request.headers["proxy-authorization"]);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    const port = await listening(server);
    const environment = { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${port}` };
    const error = await errorOf(client("https://hub.example", environment).request({ url: "https://hub.example/api" }));
    expect(worded(error)).toMatchObject({
      code: "hub-offline",
      message: expect.stringContaining("password") as string,
    });
    expect(worded(error).message).toContain(`127.0.0.1:${port}`);
    expect(asked).toEqual(["hub.example:443", `Basic ${Buffer.from("me:p@ss").toString("base64")}`]);
  });

  it("for plain HTTP gets the whole address", async () => {
    const asked: (string | undefined)[] = [];
    const port = await listening(
      createServer((request, response) => {
        asked.push(request.url, request.headers.host);
        response.end("through");
      }),
    );
    const answer = await client("http://mirror.lan", { HTTP_PROXY: `127.0.0.1:${port}` }).request({
      url: "http://mirror.lan/a?b=c",
    });
    expect(await readText(answer, 100)).toBe("through");
    expect(asked).toEqual(["http://mirror.lan/a?b=c", "mirror.lan"]);
  });

  it.each([
    ["https://hub.example", "HTTPS_PROXY", "http"],
    ["http://hub.example", "HTTP_PROXY", "http"],
    ["https://hub.example", "ALL_PROXY", "socks5"],
    ["http://hub.example", "all_proxy", "socks4"],
  ])("that is dead is named: %s by %s=%s://…", async (endpoint, variable, scheme) => {
    const port = await deadPort();
    const http = client(endpoint, { [variable]: `${scheme}://127.0.0.1:${port}` });
    const error = await errorOf(http.request({ url: `${endpoint}/api` }));
    expect(error.code).toBe("hub-offline");
    expect(worded(error).message).toContain(`127.0.0.1:${port}`);
    expect(worded(error).message).toContain(variable);
  });

  it.each(["http", "socks5", "socks4"])("that never answers can be left: %s", async (scheme) => {
    const seen = new AbortController();
    const server = createTcpServer((socket) => {
      sockets.push(socket);
      socket.once("data", () => {
        seen.abort();
      });
    });
    const sockets: Socket[] = [];
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanup.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const proxy = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const http = client("https://hub.example", { HTTPS_PROXY: proxy });
    const error = await errorOf(http.request({ url: "https://hub.example/api", signal: seen.signal }));
    expect(error.code).toBe("cancelled");
    const gone = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    http.close();
    await gone;
  });
});

describe("a SOCKS proxy", () => {
  async function through(proxy: SocksServer, scheme: string, credentials = ""): Promise<string> {
    const port = await listening(createServer((request, response) => response.end(`for ${request.headers.host}`)));
    const endpoint = `http://mirror.lan:${port}`;
    cleanup.push(() => proxy.close());
    const http = client(endpoint, { ALL_PROXY: `${scheme}://${credentials}127.0.0.1:${proxy.port}` });
    return readText(await http.request({ url: `${endpoint}/x` }), 100);
  }

  it.each([
    ["socks5", "127.0.0.1"],
    ["socks5h", "mirror.lan"],
    ["socks", "mirror.lan"],
    ["socks4", "127.0.0.1"],
    ["socks4a", "mirror.lan"],
  ])("of the kind %s is asked for %s", async (scheme, destination) => {
    const proxy = await startSocks();
    expect(await through(proxy, scheme)).toMatch(/^for mirror\.lan:\d+$/);
    expect(proxy.destinations).toEqual([destination]);
  });

  it("gets its user name and password", async () => {
    const proxy = await startSocks({ password: "me:p@ss" });
    expect(await through(proxy, "socks5h", "me:p%40ss@")).toMatch(/^for /);
  });

  it.each([
    ["that wants a password", { password: "me:other" }, "", /password/],
    ["that wants another password", { password: "me:other" }, "me:wrong@", /password/],
    ["that refuses", { refuses: true }, "", /did not let Bitloft through to mirror\.lan/],
  ])("%s is named with what to do", async (_, options, credentials, words) => {
    const proxy = await startSocks(options);
    const error = await errorOf(through(proxy, "socks5h", credentials));
    expect(worded(error)).toMatchObject({ code: "hub-offline", message: expect.stringMatching(words) as string });
    expect(worded(error).message).toContain(`127.0.0.1:${proxy.port}`);
  });

  it("opens the way for TLS", async () => {
    const seen: Buffer[] = [];
    const target = createTcpServer((socket) => {
      socket.once("data", (data) => {
        seen.push(data);
        socket.destroy();
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    cleanup.push(() => target.close());
    const proxy = await startSocks();
    cleanup.push(() => proxy.close());
    const endpoint = `https://mirror.lan:${(target.address() as AddressInfo).port}`;
    const http = client(endpoint, { HTTPS_PROXY: `socks5h://127.0.0.1:${proxy.port}` });
    await errorOf(http.request({ url: `${endpoint}/x` }));
    // A TLS handshake, with the name of the server in it.
    expect(seen[0]?.[0]).toBe(0x16);
    expect(seen[0]?.includes("mirror.lan")).toBe(true);
  });
});
