import { type Server, type Socket, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { GuardedHttpClient } from "../../../../../src-main/models/catalog/http/guarded-http-client.ts";
import { readRangeHead } from "../../../../../src-main/models/catalog/http/range-head.ts";

const head = (...lines: string[]): Buffer => Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);

describe("the head of a range", () => {
  it("tells the body's length, and the parser of one byte", () => {
    const found = readRangeHead(
      Buffer.concat([
        head("HTTP/1.1 206 Partial Content", "Etag: a", "content-length: 1048576", "X: y"),
        Buffer.from("body"),
      ]),
    );
    expect(found?.lengthBytes).toBe(1048576);
    expect(found?.forParser.toString()).toBe(
      head("HTTP/1.1 206 Partial Content", "Etag: a", "Content-Length: 1", "X: y").toString(),
    );
    expect(found?.endByte).toBe(72);
  });

  it.each([
    ["not whole", Buffer.from("HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\n")],
    ["of another status", head("HTTP/1.1 200 OK", "Content-Length: 10")],
    ["without a length", head("HTTP/1.1 206 Partial Content", "Etag: a")],
    ["with two lengths", head("HTTP/1.1 206 Partial Content", "Content-Length: 10", "Content-Length: 11")],
    ["with a length that is none", head("HTTP/1.1 206 Partial Content", "Content-Length: 10, 10")],
    ["chunked", head("HTTP/1.1 206 Partial Content", "Content-Length: 10", "Transfer-Encoding: chunked")],
    ["compressed", head("HTTP/1.1 206 Partial Content", "Content-Length: 10", "Content-Encoding: gzip")],
    ["of one byte", head("HTTP/1.1 206 Partial Content", "Content-Length: 1")],
  ])("that is %s is the parser's", (_, bytes) => {
    expect(readRangeHead(bytes)).toBeNull();
  });
});

let server: Server | null = null;
let client: GuardedHttpClient | null = null;
afterEach(() => {
  client?.close();
  server?.close();
});

/** Answers every request on a connection with what `answer` writes. */
async function serve(answer: (socket: Socket, count: number) => void): Promise<GuardedHttpClient> {
  let count = 0;
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      answer(socket, ++count);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (client = new GuardedHttpClient({ endpoint: () => url, token: () => null, environment: {} }));
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251));
const plain = head("HTTP/1.1 206 Partial Content", `Content-Length: ${content.length}`);

/** What a sink with little room gets, and the last byte after it. */
async function fetchDirect(
  http: GuardedHttpClient,
): Promise<{ direct: number; all: Buffer; length: string | undefined }> {
  const { direct, body, headers } = await http.request({ url: "/file", direct: true });
  const got: Buffer[] = [];
  const room = Buffer.alloc(1000);
  const last = buffer(body);
  direct?.pipe({ room: () => room, received: (bytes) => void got.push(Buffer.from(room.subarray(0, bytes))) });
  const all = await last;
  const before = Buffer.concat(got);
  return { direct: before.length, all: Buffer.concat([before, all]), length: headers["content-length"] };
}

describe("a body past the parser", () => {
  it("is whole and in order, however its bytes come, and the connection serves the next", async () => {
    const ports = new Set<number | undefined>();
    const http = await serve((socket, count) => {
      ports.add(socket.remotePort);
      if (count === 1) socket.write(Buffer.concat([plain, content]));
      else {
        socket.write(plain);
        setImmediate(() => socket.write(content.subarray(0, 12_345)));
        setImmediate(() => setImmediate(() => socket.write(content.subarray(12_345))));
      }
    });
    for (let turn = 0; turn < 3; turn++) {
      const { direct, all, length } = await fetchDirect(http);
      expect(direct).toBe(content.length - 1);
      expect(all.equals(content)).toBe(true);
      expect(length).toBe(String(content.length));
    }
    expect(ports.size).toBe(1);
  });

  it("that breaks off is an error", async () => {
    const http = await serve((socket) => {
      socket.end(Buffer.concat([plain, content.subarray(0, -1)]));
    });
    await expect(fetchDirect(http)).rejects.toThrow();
  });

  it("rests while its reader does", async () => {
    const http = await serve((socket) => socket.write(Buffer.concat([plain, content])));
    const { direct, body } = await http.request({ url: "/file", direct: true });
    const room = Buffer.alloc(content.length);
    let filled = 0;
    let pausedAt = 0;
    const ended = buffer(body);
    direct?.pipe({
      room: () => room.subarray(filled),
      received(bytes) {
        filled += bytes;
        if (pausedAt > 0) return;
        pausedAt = filled;
        direct.pause();
        setImmediate(() => {
          expect(direct.isResting).toBe(true);
          direct.resume();
        });
      },
    });
    await ended;
    expect(pausedAt).toBeLessThan(content.length - 1);
    expect(room.subarray(0, filled).equals(content.subarray(0, -1))).toBe(true);
  });

  it("is left to the parser where the answer is no plain range", async () => {
    const http = await serve((socket) =>
      socket.write(Buffer.concat([head("HTTP/1.1 200 OK", `Content-Length: ${content.length}`), content])),
    );
    const { direct, body } = await http.request({ url: "/file", direct: true });
    expect(direct).toBeNull();
    expect((await buffer(body)).equals(content)).toBe(true);
  });
});
