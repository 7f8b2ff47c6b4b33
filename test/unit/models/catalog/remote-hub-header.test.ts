import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type HubClient,
  GuardedHttpClient,
  HttpHubClient,
  maxRemoteHeaderBytes,
  modelFacts,
  readRemoteHeader,
} from "../../../../src-main/models/catalog/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import type { AppError } from "../../../../src-main/ground/core/index.ts";
import { ggufHeaderBytes } from "../../../fixtures/index.ts";
import {
  type RunningHub,
  ggufBody,
  largeFile,
  repository,
  seededBody,
  smallModel,
  startHub,
} from "../../../hub/index.ts";

let hub: RunningHub;
let client: HubClient;

/** A header of about 20 MiB, longer than the first range. */
const longModel = () => {
  const content = smallModel("Q4_K_M")();
  const tokens = Array.from({ length: 300_000 }, (_, i) => `${"x".repeat(60)}${i}`);
  return { ...content, metadata: { ...content.metadata, "tokenizer.ggml.tokens": tokens } };
};

beforeAll(async () => {
  hub = await startHub({
    more: [
      repository({
        id: "bitloft-test/long-header-GGUF",
        files: [
          largeFile("long-Q4_K_M.gguf", ggufBody("long", longModel)),
          // Says that it has more keys than anybody would read.
          largeFile("endless-Q4_K_M.gguf", seededBody("endless", 80 * MiB, endlessHeader())),
        ],
      }),
    ],
  });
  const options = { endpoint: () => hub.url, token: () => null };
  client = new HttpHubClient({ ...options, http: new GuardedHttpClient({ ...options, environment: {} }) });
});
afterAll(async () => {
  client.close();
  await hub.close();
});

beforeEach(() => hub.clearFaults());

/** One string array whose elements go on for longer than the bound. */
function endlessHeader(): Buffer {
  const header = Buffer.from(
    ggufHeaderBytes({ metadata: { "general.architecture": "llama", "tokenizer.ggml.tokens": ["x"] }, tensors: [] }),
  );
  const text = Buffer.alloc(64, "y");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(64n);
  const count = 600_000;
  header.writeBigUInt64LE(BigInt(count), header.length - 8 - 1 - 8);
  return Buffer.concat([
    header.subarray(0, header.length - 9),
    ...Array.from({ length: count }, () => [length, text]).flat(),
  ]);
}

async function remote(name: string, path: string) {
  const repository = `bitloft-test/${name}`;
  const { commit, tree } = await client.detail(repository, null);
  const file = tree!.files.find((candidate) => candidate.path === path)!;
  hub.clearLog();
  return { ...file, repository, commit };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  return promise.then(
    () => expect.fail("nothing failed"),
    (thrown: unknown) => thrown as AppError,
  );
}

describe("the header of a file on the Hub", () => {
  it("is read in two requests, whatever the size of the file", async () => {
    const file = await remote("Llama-3.1-8B-Instruct-GGUF", "Llama-3.1-8B-Instruct-Q4_K_M.gguf");
    const facts = modelFacts(await readRemoteHeader(client, file));
    expect(facts).toMatchObject({
      architecture: "llama",
      blockCount: 32,
      trainedContextTokens: 131_072,
      vocabularySize: 128_256,
    });
    expect(facts.tensors?.length).toBeGreaterThan(290);
    const { requests } = hub.log();
    expect(requests.map((request) => request.route)).toEqual(["resolve", "content"]);
    expect(hub.log().bytes.content).toBeLessThanOrEqual(8 * MiB);
  });

  it("of a first shard gives the hyperparameters", async () => {
    const file = await remote("three-shards-GGUF", "sample-Q8_0-00001-of-00003.gguf");
    expect(modelFacts(await readRemoteHeader(client, file))).toMatchObject({ blockCount: 4, tensors: null });
  });

  it("that is long takes one request more", async () => {
    const file = await remote("long-header-GGUF", "long-Q4_K_M.gguf");
    const header = await readRemoteHeader(client, file);
    expect(header.headerBytes).toBeGreaterThan(8 * MiB);
    expect(hub.log().requests.map((request) => request.route)).toEqual(["resolve", "content", "content"]);
  });

  it("that never ends is given up at the bound", async () => {
    const file = await remote("long-header-GGUF", "endless-Q4_K_M.gguf");
    expect((await failure(readRemoteHeader(client, file))).code).toBe("malformed-gguf");
    expect(hub.log().bytes.content).toBeLessThanOrEqual(maxRemoteHeaderBytes);
  });

  it("costs no more when the server ignores Range", async () => {
    const file = await remote("Llama-3.1-8B-Instruct-GGUF", "Llama-3.1-8B-Instruct-F16.gguf");
    hub.addFault({ route: "content", kind: "ignore-range", nth: 0 });
    expect(modelFacts(await readRemoteHeader(client, file)).blockCount).toBe(32);
    expect(hub.log().bytes.content).toBeLessThanOrEqual(maxRemoteHeaderBytes);
    const endless = await remote("long-header-GGUF", "endless-Q4_K_M.gguf");
    expect((await failure(readRemoteHeader(client, endless))).code).toBe("malformed-gguf");
    // What is in the sockets' buffers when the connection is cut was sent, though never read.
    expect(hub.log().bytes.content).toBeLessThanOrEqual(maxRemoteHeaderBytes + 8 * MiB);
  });

  it.each([
    ["wrong-content-range", 5, "hub-bad-answer"],
    ["gzip", null, "hub-bad-answer"],
    ["html", null, "hub-bad-answer"],
    ["503", 9, "hub-timeout"],
    ["429", { header: "ratelimit", seconds: 3 }, "hub-rate-limited"],
    ["reset", 1000, "hub-offline"],
    ["drop", 1000, "hub-offline"],
  ] as const)("is refused or explained on %s", async (kind, arg, code) => {
    const file = await remote("normal-GGUF", "sample-Q8_0.gguf");
    hub.addFault({ route: "content", kind, arg, nth: 0 });
    expect((await failure(readRemoteHeader(client, file))).code).toBe(code);
  });

  it.each([
    ["cut-header-Q4_K_M.gguf", "malformed-gguf"],
    ["tensors-beyond-the-end-Q4_K_M.gguf", "malformed-gguf"],
    ["huge-tensor-count-Q4_K_M.gguf", "malformed-gguf"],
    ["huge-key-count-Q4_K_M.gguf", "malformed-gguf"],
    ["huge-key-length-Q4_K_M.gguf", "malformed-gguf"],
    ["empty-Q4_K_M.gguf", "malformed-gguf"],
    ["not-gguf-Q4_K_M.gguf", "not-gguf"],
    ["old-ggml-Q4_K_M.gguf", "unsupported-model"],
  ])("that is malformed says so: %s", async (path, code) => {
    const file = await remote("malformed-GGUF", path);
    expect((await failure(readRemoteHeader(client, file))).code).toBe(code);
  });
});
