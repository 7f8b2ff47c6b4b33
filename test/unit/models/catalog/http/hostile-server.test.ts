import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { HttpHubClient } from "../../../../../src-main/models/catalog/hub/http-hub-client.ts";
import type { HubClient } from "../../../../../src-main/models/catalog/hub/types.ts";
import { readRemoteHeader } from "../../../../../src-main/models/catalog/hub/remote-header.ts";
import { GuardedHttpClient } from "../../../../../src-main/models/catalog/http/guarded-http-client.ts";
import { AppError } from "../../../../../src-main/ground/core/index.ts";
import { ggufHeaderBytes } from "../../../../fixtures/index.ts";
import { smallModel } from "../../../../hub/model-bodies.ts";
import { type Conduct, HostileServer, endlessConducts } from "./hostile-server.ts";

/** As in the product, and each a hundredth of its length. */
const limits = {
  connectTimeoutMs: 150,
  stallTimeoutMs: 300,
  headTimeoutMs: 250,
  callTimeoutMs: 1000,
  listTimeoutMs: 1200,
  speedWindowMs: 300,
  discardMs: 100,
};
/** Of a test, on a busy computer too; a call that does not end takes it all. */
const patienceMs = 20_000;
/** One part without content is 20 bytes. */
const gzip = {
  empty: Buffer.concat(Array.from({ length: 3000 }, () => gzipSync(""))),
  large: gzipSync(Buffer.alloc(4_000_000)),
};

const commit = "0123456789abcdef0123456789abcdef01234567";
const file = { repository: "owner/name", commit, path: "model.gguf", sizeBytes: 1e9, sha256: null };
const calls: Record<string, (hub: HubClient, signal?: AbortSignal) => Promise<unknown>> = {
  search: (hub, signal) => hub.search({ text: "", sort: "downloads" }, signal),
  detail: (hub, signal) => hub.detail("owner/name", null, signal),
  tree: (hub, signal) => hub.tree("owner/name", commit, signal),
  resolveFile: (hub, signal) => hub.resolveFile("owner/name", commit, "model.gguf", signal),
  header: (hub, signal) => readRemoteHeader(hub, file, signal),
};
const names = Object.keys(endlessConducts({ repeat: () => undefined }, gzip));
const cases = names.flatMap((name) => Object.keys(calls).map((call) => [name, call] as const));

/** The result of a call to a server that behaves like this; `abort` ends it as soon as the server has been asked. */
async function outcome(name: string, call: string, abort?: AbortController): Promise<unknown> {
  const server = await HostileServer.start();
  // Nothing but the signal ends a call that is to be cancelled.
  const own = abort === undefined ? { limits } : {};
  const http = new GuardedHttpClient({ endpoint: () => server.url, token: () => null, environment: {}, ...own });
  const hub = new HttpHubClient({ http, endpoint: () => server.url, token: () => null });
  server.conduct = conductOf(name, server);
  server.onRequest = () => abort?.abort();
  try {
    return await calls[call]?.(hub, abort?.signal);
  } catch (error) {
    return error;
  } finally {
    http.close();
    await server.close();
  }
}

function conductOf(name: string, server: HostileServer): Conduct {
  if (name !== trickledHeader) return endlessConducts(server, gzip)[name] ?? (() => undefined);
  return (socket) => {
    socket.write("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-8388607/1000000000\r\n\r\n");
    const header = Buffer.from(ggufHeaderBytes(smallModel("Q4_K_M")()));
    let at = 0;
    server.repeat(socket, () => header.subarray(at, ++at), 20);
  };
}
const trickledHeader = "trickles a model's header";

describe("a server that never ends", () => {
  it.concurrent.each([...cases, [trickledHeader, "header"] as const])(
    "and %s does not hold %s",
    async (name, call) => {
      const result = await outcome(name, call);
      // The size is in the head, and that is all that was asked for.
      if (name === "trickles its body" && call === "resolveFile") return;
      expect(result).toBeInstanceOf(AppError);
      const { code } = result as AppError;
      // What can be seen at once is not waited for.
      if (name === "switches protocols") expect(code).toBe("hub-bad-answer");
      expect(code).toMatch(call === "header" && name !== trickledHeader ? /^hub-|^not-gguf$/ : /^hub-/);
    },
    patienceMs,
  );

  it.concurrent.each(cases)(
    "and %s lets %s be cancelled",
    async (name, call) => {
      expect(await outcome(name, call, new AbortController())).toMatchObject({ code: "cancelled" });
    },
    patienceMs,
  );

  it.each(["trickles its status line", "sends headers without end, slowly"])(
    "and %s has a deadline for the head of its answer, though it is never silent",
    async (name) => {
      const server = await HostileServer.start();
      server.conduct = conductOf(name, server);
      const never = { connectTimeoutMs: 600_000, stallTimeoutMs: 600_000 };
      const http = new GuardedHttpClient({
        endpoint: () => server.url,
        token: () => null,
        environment: {},
        limits: { ...never, headTimeoutMs: 250 },
      });
      try {
        await expect(http.request({ url: server.url })).rejects.toMatchObject({ code: "hub-timeout" });
      } finally {
        http.close();
        await server.close();
      }
    },
    patienceMs,
  );

  it("and switches protocols is told at once, and its connection is given up", async () => {
    const server = await HostileServer.start();
    const closed = new Promise<void>((resolve) => {
      server.conduct = (socket) => {
        socket.once("close", () => resolve());
        conductOf("switches protocols", server)(socket);
      };
    });
    const http = new GuardedHttpClient({ endpoint: () => server.url, token: () => null, environment: {} });
    try {
      const details = { reason: "another protocol" };
      await expect(http.request({ url: server.url })).rejects.toMatchObject({ code: "hub-bad-answer", details });
      await closed;
    } finally {
      http.close();
      await server.close();
    }
  });
});
