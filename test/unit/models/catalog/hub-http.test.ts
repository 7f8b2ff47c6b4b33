import { type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, createServer as createTcpServer } from "node:net";
import type { LookupAddress } from "node:dns";
import { afterEach, describe, expect, it } from "vitest";
import { addressClass } from "../../../../src-main/models/catalog/http/address-class.ts";
import { HopPolicy } from "../../../../src-main/models/catalog/http/hop-policy.ts";
import { GuardedHttpClient } from "../../../../src-main/models/catalog/http/guarded-http-client.ts";
import type { HttpClient } from "../../../../src-main/models/catalog/http/types.ts";
import { nextLink } from "../../../../src-main/models/catalog/http/link-header.ts";
import { retryAfterSeconds } from "../../../../src-main/models/catalog/http/rate-limit.ts";
import { readText } from "../../../../src-main/models/catalog/http/read-body.ts";
import { isSafePath } from "../../../../src-main/models/catalog/hub/safe-path.ts";
import { AppError } from "../../../../src-main/ground/core/index.ts";

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0).reverse()) undo();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Names as a made-up name server gives them. */
const names =
  (table: Record<string, string[]>) =>
  (host: string, callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void): void => {
    const found = table[host];
    if (found)
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    else callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
  };

function client(
  endpoint: string,
  options: { table?: Record<string, string[]>; environment?: Record<string, string>; token?: string } = {},
): HttpClient {
  const http = new GuardedHttpClient({
    endpoint: () => endpoint,
    token: () => options.token ?? null,
    environment: options.environment ?? {},
    ...(options.table ? { resolve: names(options.table) } : {}),
  });
  cleanup.push(() => http.close());
  return http;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing failed",
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe("addresses", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["2600:9000::1", "public"],
    ["127.0.0.1", "loopback"],
    ["127.255.0.9", "loopback"],
    ["::1", "loopback"],
    ["[::1]", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
    ["64:ff9b::a00:1", "private"],
    ["10.0.0.1", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["fd00::1", "private"],
    ["169.254.169.254", "reserved"],
    ["fe80::1%eth0", "reserved"],
    ["::127.0.0.1", "reserved"],
    ["2002:7f00:1::", "reserved"],
    ["64:ff9b:1::a00:1", "reserved"],
    ["0.0.0.0", "reserved"],
    ["::", "reserved"],
    ["100.100.100.200", "reserved"],
    ["224.0.0.1", "reserved"],
    ["255.255.255.255", "reserved"],
    ["not an address", "reserved"],
  ])("%s is %s", (address, kind) => {
    expect(addressClass(address)).toBe(kind);
  });

  it.each([
    ["https://huggingface.co", "https://cdn.example/x", true],
    ["https://huggingface.co", "http://cdn.example/x", false],
    ["https://huggingface.co", "http://huggingface.co/x", false],
    ["https://huggingface.co", "https://127.0.0.1/x", false],
    ["https://huggingface.co", "https://localhost/x", false],
    ["https://huggingface.co", "https://2130706433/x", false],
    ["https://huggingface.co", "https://0x7f.1/x", false],
    ["https://huggingface.co", "https://10.0.0.8/x", false],
    ["http://127.0.0.1:80", "http://127.0.0.1:90/x", true],
    ["http://127.0.0.1:80", "http://10.0.0.8/x", false],
    ["http://127.0.0.1:80", "https://cdn.example/x", true],
    ["http://10.0.0.7:8080", "http://10.0.0.7:9090/x", true],
    ["http://10.0.0.7:8080", "https://10.0.0.8/x", true],
    ["http://10.0.0.7:8080", "http://127.0.0.1/x", false],
    ["http://mirror.lan", "http://mirror.lan/x", true],
    ["https://huggingface.co", "ftp://cdn.example/x", false],
  ])("from %s to %s: %s", (endpoint, url, allowed) => {
    const check = () => new HopPolicy(() => endpoint).check(new URL(url));
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(AppError);
  });

  it("that a name leads to are judged too, with the endpoint's own place as the measure", async () => {
    const table = {
      "huggingface.co": ["93.184.216.34"],
      "rebound.example": ["127.0.0.1"],
      "mirror.lan": ["10.0.0.7"],
      "store.lan": ["10.0.0.9"],
      "mixed.example": ["10.0.0.1", "93.184.216.34"],
    };
    const lookup = (endpoint: string, host: string) =>
      new Promise((resolve) => {
        new HopPolicy(() => endpoint, names(table)).lookup(host, { all: true }, (error, found) =>
          resolve(error ? error.code : (found as LookupAddress[]).map(({ address }) => address)),
        );
      });
    expect(await lookup("https://huggingface.co", "rebound.example")).toBe("EREFUSEDADDRESS");
    expect(await lookup("https://huggingface.co", "store.lan")).toBe("EREFUSEDADDRESS");
    expect(await lookup("https://huggingface.co", "mixed.example")).toEqual(["93.184.216.34"]);
    expect(await lookup("https://mirror.lan", "mirror.lan")).toEqual(["10.0.0.7"]);
    expect(await lookup("https://mirror.lan", "store.lan")).toEqual(["10.0.0.9"]);
    expect(await lookup("https://mirror.lan", "rebound.example")).toBe("EREFUSEDADDRESS");
    expect(await codeOf(client("https://huggingface.co", { table }).request({ url: "https://rebound.example/" }))).toBe(
      "hub-refused-address",
    );
  });
});

describe("a request", () => {
  it("falls back to IPv4 when IPv6 leads nowhere", async () => {
    const port = await listening(createServer((_, response) => response.end("ok")));
    // 100::/64 is where packets are thrown away; without IPv6 at all the attempt fails at once, which is as good.
    const table = { "mirror.lan": ["100::1", "127.0.0.1"] };
    const answer = await client(`http://mirror.lan:${port}`, { table }).request({
      url: `http://mirror.lan:${port}/`,
      connectTimeoutMs: 3000,
    });
    expect(await readText(answer, 100)).toBe("ok");
  });

  it("sends the token to the endpoint alone, on redirects as well", async () => {
    const seen: Record<string, string | undefined> = {};
    const content = await listening(
      createServer((request, response) => {
        seen["content"] = request.headers.authorization;
        response.end("bytes");
      }),
    );
    const hub = await listening(
      createServer((request, response) => {
        seen["hub"] = request.headers.authorization;
        response.writeHead(302, { Location: `http://127.0.0.1:${content}/signed` }).end();
      }),
    );
    const url = `http://127.0.0.1:${hub}`;
    const answer = await client(url, { token: "hf_secret" }).request({
      url: `${url}/x`,
      headers: { Range: "bytes=0-1" },
    });
    expect([await readText(answer, 100), answer.finalUrl]).toEqual(["bytes", `http://127.0.0.1:${content}/signed`]);
    expect(seen).toEqual({ hub: "Bearer hf_secret", content: undefined });
  });

  it("is tried once more when a kept connection was closed meanwhile", async () => {
    let served = 0;
    const sockets = new Set<Socket>();
    const server = createServer((_, response) => response.end(String(++served)));
    server.on("connection", (socket: Socket) => sockets.add(socket));
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const http = client(url);
    expect(await readText(await http.request({ url }), 10)).toBe("1");
    server.removeAllListeners("request");
    let first = true;
    server.on("request", (request, response) => {
      if (first) request.socket.resetAndDestroy();
      else response.end(String(++served));
      first = false;
    });
    expect(await readText(await http.request({ url }), 10)).toBe("2");
  });

  it("gives up on a body that is longer than was agreed", async () => {
    const url = `http://127.0.0.1:${await listening(createServer((_, response) => response.end("x".repeat(10_000))))}/`;
    expect(
      await codeOf(
        client(url)
          .request({ url })
          .then((answer) => readText(answer, 5000)),
      ),
    ).toBe("hub-bad-answer");
  });

  it("stops at once when it is cancelled, before and within the body", async () => {
    const server = createServer((_, response) => response.write("part"));
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const http = client(url);
    expect(await codeOf(http.request({ url, signal: AbortSignal.abort() }))).toBe("cancelled");
    const abort = new AbortController();
    const answer = await http.request({ url, signal: abort.signal });
    abort.abort();
    expect(await codeOf(readText(answer, 100))).toBe("cancelled");
  });

  it("to something that speaks no HTTP says so", async () => {
    const server = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanup.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await codeOf(client(url).request({ url }))).toBe("hub-bad-answer");
  });

  it("to a name that does not exist is told as offline", async () => {
    expect(await codeOf(client("https://hub.example", { table: {} }).request({ url: "https://hub.example/" }))).toBe(
      "hub-offline",
    );
  });
});

describe("headers", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    [{ ratelimit: '"api";r=0;t=55' }, 56],
    [{ ratelimit: '"resolvers";r=12;t=300, "api";r=0;t=7' }, 8],
    [{ ratelimit: '"api";r=3;t=55' }, null],
    [{ "retry-after": "12" }, 12],
    [{ "retry-after": "Thu, 01 Jan 2026 00:01:30 GMT" }, 90],
    [{ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
    [{ "retry-after": "999999" }, 3600],
    [{ "retry-after": "soon" }, null],
    [{}, null],
  ])("%o ask to wait %s s", (headers, seconds) => {
    expect(retryAfterSeconds(headers, now)).toBe(seconds);
  });

  it.each([
    ['<https://a.example/x?cursor=1>; rel="next"', "https://a.example/x?cursor=1"],
    ['<https://a.example/p>; rel="prev", <https://a.example/n>; rel="next"', "https://a.example/n"],
    ["<https://a.example/n>; rel=next; title=x", "https://a.example/n"],
    ['<https://a.example/l>; rel="last"', null],
    ["", null],
    [undefined, null],
  ])("%s leads to %s", (header, next) => {
    expect(nextLink(header)).toBe(next);
  });
});

describe("paths from the network", () => {
  it.each(["model.gguf", "a/b/c.gguf", "with space #1?.gguf", "..model.gguf", "ünïcode.gguf", "con.gguf"])(
    "%s is safe",
    (path) => {
      expect(isSafePath(path)).toBe(true);
    },
  );
  it.each([
    "",
    "/a",
    "../a",
    "a/../b",
    "a/..",
    "./a",
    "a//b",
    "a/",
    "..\\a",
    "C:a",
    "C:/a",
    "\\\\server\\a",
    "a\0b",
    "a\nb",
    "a:b",
    "x".repeat(2000),
    "d/".repeat(40) + "f",
  ])("%j is not", (path) => {
    expect(isSafePath(path)).toBe(false);
  });
});
