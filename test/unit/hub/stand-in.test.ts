import { createHash } from "node:crypto";
import { downloadFile, listFiles, listModels, modelInfo, whoAmI } from "@huggingface/hub";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seededBody, standingRepositories, startHub, tokens } from "../../hub/index.ts";
import { shippedHash } from "../../hub/hash-cache.ts";
import type { RunningHub } from "../../hub/index.ts";

let hub: RunningHub;

beforeEach(async () => {
  hub = await startHub();
});
afterEach(() => hub.close());

const sha256 = (bytes: Uint8Array | Buffer) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};
const file = (repository: string, path: string) => `${hub.url}/bitloft-test/${repository}/resolve/main/${path}`;

describe("the real Hub client", () => {
  it("lists 120 models over several pages", async () => {
    const names: string[] = [];
    const counted: typeof fetch = (input, init) => fetch((input as string).replace("limit=500", "limit=50"), init);
    for await (const model of listModels({ hubUrl: hub.url, search: { query: "Paged-Sample" }, fetch: counted })) {
      names.push(model.name);
    }
    expect(new Set(names).size).toBe(120);
    expect(hub.log().requests.filter((request) => request.route === "search")).toHaveLength(3);
  });

  it("lists a repository's files with their sizes and real hashes, page by page", async () => {
    const entries = [];
    for await (const entry of listFiles({ hubUrl: hub.url, repo: "bitloft-test/subfolders-GGUF", recursive: true })) {
      entries.push(entry);
    }
    expect(entries.filter((entry) => entry.type === "file").map((entry) => entry.path)).toContain(
      "a/b/sample-Q2_K.gguf",
    );
    expect(entries.filter((entry) => entry.type === "directory").map((entry) => entry.path)).toContain("a/b");
    expect(hub.log().requests.filter((request) => request.route === "tree").length).toBeGreaterThan(2);
    const large = entries.find((entry) => entry.path === "Q4_K_M/model.gguf");
    const { bytes } = await bytesOf(file("subfolders-GGUF", "Q4_K_M/model.gguf"));
    expect(bytes.length).toBe(large?.size);
    expect(sha256(bytes)).toBe(large?.lfs?.oid);
  });

  it("tells a model and the account of a token", async () => {
    const info = await modelInfo({
      hubUrl: hub.url,
      name: "bitloft-test/normal-GGUF",
      additionalFields: ["sha", "tags"],
    });
    expect(info.tags).toContain("gguf");
    expect(info.sha).toMatch(/^[0-9a-f]{40}$/);
    const account = await whoAmI({ hubUrl: hub.url, accessToken: tokens.full });
    expect(account.name).toBe("bitloft-tester");
  });

  it("downloads a large file over both ports and a small one over one", async () => {
    for (const path of ["sample-Q4_K_M.gguf", "README.md"]) {
      const blob = await downloadFile({ hubUrl: hub.url, repo: "bitloft-test/normal-GGUF", path });
      const bytes = new Uint8Array(await blob!.arrayBuffer());
      const { bytes: expected } = await bytesOf(file("normal-GGUF", path));
      expect(sha256(bytes)).toBe(sha256(expected));
    }
  });
});

describe("files", () => {
  it("come by range from an address whose ETag is no hash of them", async () => {
    const url = file("normal-GGUF", "sample-Q8_0.gguf");
    const head = await fetch(url, { method: "HEAD", redirect: "manual" });
    expect(head.status).toBe(302);
    const linked = head.headers.get("x-linked-etag")?.replaceAll('"', "");
    const { bytes: whole, response } = await bytesOf(url);
    expect(sha256(whole)).toBe(linked);
    expect(response.headers.get("etag")).not.toContain(linked);
    const size = whole.length;
    for (const [start, end] of [
      [0, 3],
      [1, 1],
      [17, 4000],
      [1_000_003, 1_700_001],
      [size - 5, size - 1],
    ] as const) {
      const { bytes, response: part } = await bytesOf(url, { headers: { Range: `bytes=${start}-${end}` } });
      expect(part.status).toBe(206);
      expect(part.headers.get("content-range")).toBe(`bytes ${start}-${end}/${size}`);
      expect(bytes.equals(whole.subarray(start, end + 1))).toBe(true);
    }
    const { response: beyond } = await bytesOf(url, { headers: { Range: `bytes=${size}-` } });
    expect(beyond.status).toBe(416);
  });

  it("beyond 4 GiB are served at any place", async () => {
    const url = file("over-4-GiB-GGUF", "sample-F16.gguf");
    const { bytes, response } = await bytesOf(url, { headers: { Range: `bytes=${2 ** 32}-${2 ** 32 + 9}` } });
    expect(response.headers.get("content-range")).toBe(`bytes 4294967296-4294967305/${2 ** 32 + 123_456}`);
    expect(bytes).toHaveLength(10);
  });

  it("made from a seed are the same every time, wherever one starts reading", async () => {
    const body = seededBody("a seed", 1_000_000, Buffer.from("header"));
    const read = async (start: number, end: number) => Buffer.concat(await body.read(start, end).toArray());
    const whole = await read(0, 1_000_000);
    expect(whole.subarray(0, 6).toString()).toBe("header");
    expect((await read(3, 900)).equals(whole.subarray(3, 900))).toBe(true);
    expect((await read(77_777, 700_001)).equals(whole.subarray(77_777, 700_001))).toBe(true);
    expect(await body.sha256()).toBe(sha256(whole));
  });

  it("have their hashes shipped, so that listing hundreds of gigabytes costs nothing", () => {
    const missing = standingRepositories().flatMap((model) =>
      [...model.revisions.values()]
        .flat()
        .filter(({ body, lfs }) => lfs && body.key.startsWith("seed:") && shippedHash(body.key) === undefined)
        .map(({ path }) => `${model.id} ${path}`),
    );
    expect(missing, "run node test/hub/hash-bodies.ts").toEqual([]);
  });

  it("are refused when their address was not signed here or is too old", async () => {
    await hub.close();
    hub = await startHub({ signedSeconds: -1 });
    const { response } = await bytesOf(file("normal-GGUF", "sample-Q8_0.gguf"));
    expect(response.status).toBe(403);
  });
});

describe("access", () => {
  const status = async (repository: string, path: string, token?: string) => {
    const response = await fetch(`${hub.url}/bitloft-test/${repository}/resolve/main/${path}`, {
      method: "HEAD",
      redirect: "manual",
      ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    });
    return [response.status, response.headers.get("x-error-code")];
  };

  it("is told as the Hub tells it", async () => {
    const path = "sample-Q4_K_M.gguf";
    expect(await status("gated-auto-GGUF", path)).toEqual([401, "GatedRepo"]);
    expect(await status("gated-manual-GGUF", path, tokens.limited)).toEqual([403, "GatedRepo"]);
    expect(await status("gated-manual-GGUF", path, tokens.full)).toEqual([302, null]);
    expect(await status("private-GGUF", path)).toEqual([401, "RepoNotFound"]);
    expect(await status("private-GGUF", path, tokens.limited)).toEqual([404, "RepoNotFound"]);
    expect(await status("normal-GGUF", "nothing.gguf")).toEqual([404, "EntryNotFound"]);
    expect(await status("normal-GGUF", path, "hf_wrong")).toEqual([401, null]);
  });

  it("to a renamed repository goes by a relative redirect", async () => {
    const response = await fetch(`${hub.url}/api/models/bitloft-test/old-name-GGUF/revision/main`, {
      redirect: "manual",
    });
    expect(response.headers.get("location")).toBe("/api/models/bitloft-test/new-name-GGUF/revision/main");
    const { response: followed } = await bytesOf(`${hub.url}/bitloft-test/old-name-GGUF/resolve/main/README.md`);
    expect(followed.status).toBe(200);
  });
});

describe("faults by control request", () => {
  const control = (path: string, method: string, body?: unknown) =>
    fetch(`${hub.url}/__control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  let url: string;
  let whole: Buffer;

  beforeEach(async () => {
    url = file("normal-GGUF", "sample-Q8_0.gguf");
    whole = (await bytesOf(url)).bytes;
    hub.clearLog();
  });

  it("hit the request that was meant, and no longer after they are cleared", async () => {
    await control("faults", "POST", { route: "content", kind: "503", nth: 2, arg: 2 });
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await bytesOf(url)).response.status);
    expect(seen).toEqual([200, 503, 503, 200]);
    await control("faults", "POST", [{ route: "*", kind: "status", nth: 0, arg: 500 }]);
    expect((await bytesOf(url)).response.status).toBe(500);
    await control("faults", "DELETE");
    expect((await bytesOf(url)).response.status).toBe(200);
    expect((await control("faults", "POST", { kind: "nonsense" })).status).toBe(400);
  });

  it("change bytes, lengths and ranges", async () => {
    hub.addFault({ route: "content", kind: "flip", arg: 1000 });
    const { bytes: flipped } = await bytesOf(url);
    expect(flipped.findIndex((byte, at) => byte !== whole[at])).toBe(1000);
    hub.addFault({ route: "content", kind: "ignore-range" });
    const ignored = await bytesOf(url, { headers: { Range: "bytes=5-9" } });
    expect([ignored.response.status, ignored.bytes.length]).toEqual([200, whole.length]);
    hub.addFault({ route: "content", kind: "wrong-content-range", arg: 3 });
    const lied = await bytesOf(url, { headers: { Range: "bytes=5-9" } });
    expect(lied.response.headers.get("content-range")).toBe(`bytes 8-12/${whole.length}`);
    hub.addFault({ route: "content", kind: "no-length" });
    expect((await bytesOf(url)).response.headers.get("content-length")).toBeNull();
    hub.addFault({ route: "content", kind: "etag", arg: "other" });
    expect((await bytesOf(url)).response.headers.get("etag")).toBe('"other"');
    hub.addFault({ route: "content", kind: "gzip" });
    const zipped = await bytesOf(url);
    expect(zipped.response.headers.get("content-encoding")).toBe("gzip");
    expect(zipped.bytes.equals(whole)).toBe(true);
  });

  it.each([
    ["drop", 1000],
    ["reset", 1000],
    ["wrong-length", 50],
  ] as const)("end the transfer early: %s", async (kind, arg) => {
    hub.addFault({ route: "content", kind, arg });
    await expect(bytesOf(url)).rejects.toThrow();
  });

  it("freeze and trickle", async () => {
    hub.addFault({ route: "content", kind: "freeze", arg: 1000 });
    const abort = new AbortController();
    const frozen = await fetch(url, { signal: abort.signal });
    const reader = frozen.body!.getReader();
    let received = 0;
    while (received < 1000) received += (await reader.read()).value!.length;
    expect(received).toBe(1000);
    abort.abort();
    hub.addFault({ route: "content", kind: "trickle", arg: 20_000 });
    const slow = await fetch(url);
    const first = await slow.body!.getReader().read();
    expect(first.value!.length).toBeLessThanOrEqual(4000);
    await slow.body!.cancel().catch(() => undefined);
  });

  it("expire an address", async () => {
    hub.addFault({ route: "content", kind: "expire", arg: 0, nth: 0 });
    expect((await bytesOf(url)).response.status).toBe(403);
  });

  it("are written to the log beside ranges, bytes and concurrency", async () => {
    await Promise.all([0, 1, 2].map((i) => bytesOf(url, { headers: { Range: `bytes=${i * 10}-${i * 10 + 9}` } })));
    const log = (await (await control("log", "GET")).json()) as ReturnType<RunningHub["log"]>;
    const content = log.requests.filter((request) => request.port === "content");
    expect(content.map((request) => request.range).sort()).toEqual(["bytes=0-9", "bytes=10-19", "bytes=20-29"]);
    expect(log.bytes.content).toBe(30);
    expect(log.maxConcurrent.content).toBeGreaterThanOrEqual(1);
    await control("log", "DELETE");
    expect(hub.log().requests).toEqual([]);
  });
});

describe("the test model", () => {
  let repositories: ReturnType<typeof standingRepositories>;
  beforeAll(() => {
    repositories = standingRepositories();
  });

  it("or a tiny one with random weights is always there, as a GGUF file that is served whole", async () => {
    expect(repositories.some((model) => model.id === "bitloft-test/Tiny-Random-Chat-GGUF")).toBe(true);
    const { bytes } = await bytesOf(file("Tiny-Random-Chat-GGUF", "tiny-random-chat-F16.gguf"));
    expect(bytes.subarray(0, 4).toString()).toBe("GGUF");
  });
});
