import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { worded } from "../../../fixtures/worded.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type HubClient,
  GuardedHttpClient,
  HttpHubClient,
  hubToken,
} from "../../../../src-main/models/catalog/index.ts";
import { AppError } from "../../../../src-main/ground/core/index.ts";
import { type RunningHub, startHub, tokens } from "../../../hub/index.ts";

let hub: RunningHub;
let client: HubClient;
let token: string | null;

function connect(endpoint: () => string, environment = {}): HubClient {
  const options = { endpoint, token: () => token };
  return new HttpHubClient({ ...options, http: new GuardedHttpClient({ ...options, environment }) });
}

beforeEach(async () => {
  token = null;
  hub = await startHub();
  client = connect(() => hub.url);
});
afterEach(async () => {
  client.close();
  await hub.close();
});

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error("nothing failed"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

const normal = "bitloft-test/normal-GGUF";
const main = async (repository: string) => (await client.detail(repository, null)).commit;

describe("search", () => {
  it("pages through 120 results in the Hub's order", async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<HubClient["search"]>> = await client.search({
        text: "Paged-Sample",
        sort: "downloads",
        cursor,
      });
      names.push(...page.models.map((model) => model.repository));
      cursor = page.next;
      pages++;
    } while (cursor !== null);
    expect(names).toHaveLength(120);
    expect(names[0]).toBe("bitloft-many/Paged-Sample-001-GGUF");
    expect(pages).toBe(4);
  });

  it("tells what the Hub knows and filters by size", async () => {
    const { models } = await client.search({ text: "llama 8b", sort: "downloads" });
    expect(models[0]).toMatchObject({
      repository: "bitloft-test/Llama-3.1-8B-Instruct-GGUF",
      parameters: 8_030_261_248,
      architecture: "llama",
      trainedContextTokens: 131_072,
      license: "llama3.1",
      gated: "no",
      baseModels: ["meta-llama/Llama-3.1-8B-Instruct"],
      hasGguf: true,
    });
    const small = await client.search({ text: "llama", sort: "downloads", maxParameters: 4e9 });
    expect(small.models.map((model) => model.repository)).toEqual(["bitloft-test/Llama-3.2-3B-Instruct-GGUF"]);
  });

  it("tells of a next page elsewhere and keeps this one, and refuses such a cursor", async () => {
    hub.addFault({ route: "search", kind: "foreign-next", arg: "https://evil.example/api/models?cursor=x" });
    const page = await client.search({ text: "", sort: "downloads" });
    expect(page.models.length).toBeGreaterThan(0);
    expect(page).toMatchObject({ next: null, foreignNextHost: "evil.example" });
    const stolen = client.search({ text: "", sort: "downloads", cursor: "https://evil.example/api/models" });
    expect((await failure(stolen)).code).toBe("hub-refused-address");
  });
});

describe("a repository", () => {
  it("is pinned to a commit and lists its files over several pages", async () => {
    const commit = await main("bitloft-test/subfolders-GGUF");
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    const { files, refusedPaths } = await client.tree("bitloft-test/subfolders-GGUF", commit);
    expect(refusedPaths).toEqual({ "leads-outside": 0, "control-characters": 0 });
    expect(files.map((file) => file.path)).toEqual([
      "README.md",
      "Q8_0/sample-Q8_0-00001-of-00003.gguf",
      "Q8_0/sample-Q8_0-00002-of-00003.gguf",
      "Q8_0/sample-Q8_0-00003-of-00003.gguf",
      "Q4_K_M/model.gguf",
      "a/b/sample-Q2_K.gguf",
    ]);
    expect(files.find((file) => file.path === "Q4_K_M/model.gguf")?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(files[0]?.sha256).toBeNull();
  });

  it("drops paths that lead outside a folder or hold control characters, and counts both", async () => {
    const repository = "bitloft-test/hostile-paths-GGUF";
    const { files, refusedPaths } = await client.tree(repository, await main(repository));
    expect(files.map((file) => file.path)).toEqual([
      "README.md",
      "sample-Q4_K_M.gguf",
      "con-Q8_0.gguf",
      "sample Q6_K with spaces #1?.gguf",
    ]);
    expect(refusedPaths).toEqual({ "leads-outside": 11, "control-characters": 2 });
  });

  it("is found under its former name", async () => {
    expect((await client.detail("bitloft-test/old-name-GGUF", null)).repository).toBe("bitloft-test/new-name-GGUF");
    const file = await client.resolveFile(
      "bitloft-test/old-name-GGUF",
      await main("bitloft-test/new-name-GGUF"),
      "sample-Q4_K_M.gguf",
    );
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["missing", "bitloft-test/nothing-here", null, "hub-not-found"],
    ["private", "bitloft-test/private-GGUF", null, "hub-not-found"],
    ["missing with a token", "bitloft-test/nothing-here", tokens.full, "hub-not-found"],
    ["asked for with a bad token", normal, "hf_wrong", "hub-bad-token"],
  ])("that is %s says so", async (_, repository, secret, code) => {
    token = secret;
    const error = await failure(client.detail(repository, null));
    expect(error.code).toBe(code);
  });

  it("that is gated lists its files and says where to ask for access", async () => {
    const repository = "bitloft-test/gated-manual-GGUF";
    const model = await client.detail(repository, null);
    expect(model.gated).toBe("manual");
    expect((await client.tree(repository, model.commit)).files).toHaveLength(2);
    for (const secret of [null, tokens.limited]) {
      token = secret;
      const error = await failure(client.resolveFile(repository, model.commit, "sample-Q4_K_M.gguf"));
      expect(error.code).toBe("hub-gated");
      expect(error.details["pageUrl"]).toBe(`${hub.url}/${repository}`);
    }
    token = tokens.full;
    expect((await client.resolveFile(repository, model.commit, "sample-Q4_K_M.gguf")).sizeBytes).toBeGreaterThan(
      1_000_000,
    );
  });

  it("tells apart a version and a file that are gone", async () => {
    const gone = await failure(client.detail(normal, "0".repeat(40)));
    expect([gone.code, worded(gone).message]).toEqual(["hub-not-found", expect.stringContaining("version")]);
    const noFile = await failure(client.resolveFile(normal, await main(normal), "no.gguf"));
    expect([noFile.code, worded(noFile).message]).toEqual(["hub-not-found", expect.stringContaining("no.gguf")]);
  });
});

describe("what is no answer of the Hub's", () => {
  const detail = () => failure(client.detail(normal, null));

  it.each([
    ["html", undefined, "hub-bad-answer", "log in"],
    ["malformed-json", undefined, "hub-bad-answer", "damaged"],
    ["cut-json", undefined, "hub-bad-answer", "damaged"],
    ["503", 5, "hub-timeout", "try again"],
    ["status", 418, "hub-bad-answer", "418"],
    ["407", undefined, "hub-offline", "proxy"],
    ["reset", 0, "hub-offline", "reached"],
    ["redirect-loop", undefined, "hub-bad-answer", "circles"],
    ["redirect", "http://169.254.169.254/latest/meta-data", "hub-refused-address", "address"],
    ["redirect", "http://10.1.2.3/api", "hub-refused-address", "address"],
    ["redirect", "http://[::ffff:192.168.1.1]/api", "hub-refused-address", "address"],
    ["redirect", "http://public.example/api", "hub-refused-address", "address"],
    ["redirect", "https://user:secret@huggingface.co/api", "hub-refused-address", "address"],
    ["redirect", "file:///etc/passwd", "hub-refused-address", "address"],
  ] as const)("%s %s", async (kind, arg, code, words) => {
    hub.addFault({ route: "detail", kind, arg: arg ?? null, nth: 0 });
    const error = await detail();
    expect([error.code, worded(error).message.toLowerCase()]).toEqual([code, expect.stringContaining(words)]);
  });

  it("is read when a proxy compressed it though nobody asked", async () => {
    hub.addFault({ route: "detail", kind: "gzip" });
    expect((await client.detail(normal, null)).repository).toBe(normal);
    expect(hub.log().requests.every((request) => request.acceptEncoding === "identity")).toBe(true);
  });

  it.each([
    ["ratelimit", 56],
    ["retry-after", 55],
    ["none", null],
  ] as const)("says how long to wait: %s", async (header, seconds) => {
    hub.addFault({ route: "detail", kind: "429", arg: { header, seconds: 55 } });
    const error = await detail();
    expect([error.code, error.details["retryAfterSeconds"]]).toEqual(["hub-rate-limited", seconds]);
    expect(worded(error).message).toContain(seconds === null ? "in a few minutes" : `in ${seconds} s`);
  });

  it("never comes, and the wait ends", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const http = new GuardedHttpClient({ endpoint: () => hub.url, token: () => null, environment: {} });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const error = await failure(http.request({ url, stallTimeoutMs: 50 }));
    expect(error.code).toBe("hub-timeout");
    http.close();
    silent.closeAllConnections();
    silent.close();
  });

  it("is told as offline when nobody listens", async () => {
    await hub.close();
    const error = await detail();
    expect([error.code, worded(error).message]).toEqual([
      "hub-offline",
      expect.stringContaining("what is installed works"),
    ]);
    hub = await startHub();
  });

  it("is cancelled by whoever asked", async () => {
    hub.addFault({ route: "detail", kind: "delay", arg: 60_000 });
    const abort = new AbortController();
    const pending = failure(client.detail(normal, null, abort.signal));
    abort.abort();
    expect((await pending).code).toBe("cancelled");
  });
});

describe("a file's bytes", () => {
  const path = "sample-Q8_0.gguf";
  const resolve = async () => client.resolveFile(normal, await main(normal), path);

  it("are resolved with size and hash, and come by exact ranges", async () => {
    const file = await resolve();
    const listed = (await client.tree(normal, file.commit)).files.find((entry) => entry.path === path);
    expect(file).toMatchObject({ sizeBytes: listed?.sizeBytes, sha256: listed?.sha256 });
    const answer = await client.openRange(file, 100, 199);
    expect([answer.status, answer.exact, answer.range]).toEqual([
      206,
      true,
      { start: 100, endInclusive: 199, totalBytes: file.sizeBytes },
    ]);
    expect(Buffer.concat(await answer.body.toArray())).toHaveLength(100);
    const last = await client.openRange(file, file.sizeBytes - 1, file.sizeBytes - 1);
    expect(Buffer.concat(await last.body.toArray())).toHaveLength(1);
  });

  it("of small files come from the Hub itself, without a hash", async () => {
    const file = await client.resolveFile(normal, await main(normal), "README.md");
    expect(file.sha256).toBeNull();
    const answer = await client.openRange(file, 0, file.sizeBytes - 1);
    expect(Buffer.concat(await answer.body.toArray()).toString()).toContain("# A sample");
  });

  it("with awkward names are found", async () => {
    const repository = "bitloft-test/hostile-paths-GGUF";
    const file = await client.resolveFile(repository, await main(repository), "sample Q6_K with spaces #1?.gguf");
    const answer = await client.openRange(file, 0, 3);
    expect(Buffer.concat(await answer.body.toArray()).toString()).toBe("GGUF");
  });

  it("are inexact when the answer is not what was asked for", async () => {
    const file = await resolve();
    for (const [kind, arg] of [
      ["ignore-range", null],
      ["wrong-content-range", 4],
      ["gzip", null],
      ["wrong-length", 4],
    ] as const) {
      hub.addFault({ route: "content", kind, arg });
      const answer = await client.openRange(file, 10, 19);
      expect([kind, answer.exact]).toEqual([kind, false]);
      answer.body.destroy();
    }
    hub.addFault({ route: "content", kind: "429", arg: { header: "retry-after", seconds: 7 } });
    const limited = await client.openRange(file, 10, 19);
    expect([limited.status, limited.exact, limited.retryAfterSeconds]).toEqual([429, false, 7]);
    limited.body.destroy();
  });

  it("are refused when the Hub answers for another commit", async () => {
    const commit = await main(normal);
    hub.addFault({ route: "resolve", kind: "commit", arg: "f".repeat(40) });
    expect((await failure(client.resolveFile(normal, commit, path))).code).toBe("remote-changed");
  });

  it("are not looked for at a private address, nor on a log-in page", async () => {
    const commit = await main(normal);
    hub.addFault({ route: "resolve", kind: "redirect", arg: "http://192.168.0.1/model" });
    expect((await failure(client.resolveFile(normal, commit, path))).code).toBe("hub-refused-address");
    hub.addFault({ route: "resolve", kind: "html" });
    expect((await failure(client.resolveFile(normal, commit, path))).code).toBe("hub-bad-answer");
  });

  it("stall only when the server does", async () => {
    const file = await resolve();
    hub.addFault({ route: "content", kind: "freeze", arg: 1000 });
    const answer = await client.openRange(file, 0, 99_999, undefined, { stallTimeoutMs: 100 });
    const received: Buffer[] = [];
    const error = await failure(
      (async () => {
        for await (const chunk of answer.body as AsyncIterable<Buffer>) received.push(chunk);
      })(),
    );
    expect(error.code).toBe("hub-timeout");
    expect(Buffer.concat(received)).toHaveLength(1000);
  });

  it("never see the token, which the Hub does", async () => {
    token = tokens.full;
    const file = await resolve();
    const answer = await client.openRange(file, 0, 9);
    await answer.body.toArray();
    const { requests } = hub.log();
    expect(requests.filter((request) => request.port === "hub").every((request) => request.authorized)).toBe(true);
    expect(requests.filter((request) => request.port === "content").map((request) => request.authorized)).toEqual([
      false,
    ]);
  });
});

describe("JSON of a kind that takes more than it says", () => {
  it.each([
    ["great depth", "[".repeat(1_000_000)],
    ["objects in objects", '{"a":'.repeat(500_000)],
    ["countless values", `[${"[],".repeat(1_000_000)}0]`],
  ])("is refused before it is parsed: %s", async (_, text) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const http = new GuardedHttpClient({ endpoint, token: () => null, environment: {} });
    const hostile = new HttpHubClient({ http, endpoint, token: () => null });
    try {
      for (const call of [hostile.search({ text: "", sort: "downloads" }), hostile.detail("owner/name", null)])
        expect(await failure(call)).toMatchObject({ code: "hub-bad-answer", details: { reason: "size" } });
    } finally {
      http.close();
      server.close();
    }
  });
});

describe("the token", () => {
  it("comes from the setting, else the environment, else the Hub's own places", () => {
    expect(hubToken(" hf_setting ", { HF_TOKEN: "hf_env" })).toBe("hf_setting");
    expect(hubToken(null, { HF_TOKEN: "hf_env" })).toBe("hf_env");
    expect(hubToken(null, { HF_TOKEN: "bad\ntoken", HF_TOKEN_PATH: "/nonexistent" })).toBeNull();
  });

  it("tells the account's name, which is not asked for without one", async () => {
    expect(await client.whoami()).toBeNull();
    expect(hub.log().requests).toEqual([]);
    token = tokens.full;
    expect(await client.whoami()).toEqual({ name: "bitloft-tester" });
    token = "hf_wrong";
    expect((await failure(client.whoami())).code).toBe("hub-bad-token");
  });
});

it("keeps its connection to the Hub over many questions", async () => {
  const path = "sample-Q8_0.gguf";
  const commit = await main(normal);
  const before = hub.connections().hub;
  for (let i = 0; i < 5; i++) {
    await client.resolveFile(normal, commit, path);
    await client.tree(normal, commit);
    await failure(client.resolveFile(normal, commit, "no.gguf"));
    await failure(client.detail("bitloft-test/nothing-here", null));
  }
  // A second one where a dropped answer was still being read to its end.
  expect(hub.connections().hub).toBeLessThanOrEqual(before + 1);
});
