import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Download } from "../../../../src-shared/contract/index.ts";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import type { Fault } from "../../../hub/index.ts";
import { DownloadBench, fastTimers, seeded } from "./harness.ts";
import { smallLimits } from "./small-limits.ts";

let bench: DownloadBench;
afterEach(async () => {
  await bench.close();
});

const sizeBytes = 600 * KiB + 13;
type SomeFault = Partial<Fault> & Pick<Fault, "kind">;

async function start(...faults: SomeFault[]): Promise<void> {
  bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", sizeBytes)]);
  for (const fault of faults) bench.hub.addFault({ route: "content", ...fault });
}

function expectRight(download: Download): void {
  expect(download).toMatchObject({ state: "done", error: null, receivedBytes: sizeBytes, variantId: "variant-1" });
  const [file] = bench.installed[0]?.files ?? [];
  const content = readFileSync(file?.path ?? "");
  expect(createHash("sha256").update(content).digest("hex")).toBe(file?.sha256);
}

function expectNothingInstalled(): void {
  expect(bench.installed).toEqual([]);
  const names = existsSync(bench.models) ? readdirSync(bench.models, { recursive: true }) : [];
  expect(names.filter((name) => String(name).endsWith(".gguf"))).toEqual([]);
}

describe("a fault that passes is got over, and the checksum is right", () => {
  const passing: [string, SomeFault[]][] = [
    [
      "the connection ends early",
      [
        { kind: "drop", nth: 1, arg: 20_000 },
        { kind: "drop", nth: 4, arg: 0 },
      ],
    ],
    ["the connection is reset", [{ kind: "reset", nth: 2, arg: 30_000 }]],
    ["429 with RateLimit", [{ kind: "429", nth: 2, arg: { header: "ratelimit", seconds: 3 } }]],
    ["429 with Retry-After", [{ kind: "429", nth: 1, arg: { header: "retry-after", seconds: 2 } }]],
    ["429 on the first hop", [{ route: "resolve", kind: "429", nth: 1, arg: { header: "retry-after", seconds: 2 } }]],
    ["503 three times", [{ kind: "503", nth: 1, arg: 3 }]],
    ["500", [{ kind: "status", nth: 3, arg: 500 }]],
    ["404 of the storage", [{ kind: "status", nth: 3, arg: 404 }]],
    ["416", [{ kind: "status", nth: 2, arg: 416 }]],
    ["a length that is too long", [{ kind: "wrong-length", nth: 1, arg: 10 }]],
    ["a length that is too short", [{ kind: "wrong-length", nth: 1, arg: -10 }]],
    ["no length", [{ kind: "no-length", nth: 0 }]],
    ["a flipped byte", [{ kind: "flip", nth: 1, arg: 100_000 }]],
    ["Range ignored once at the start", [{ kind: "ignore-range", nth: 1 }]],
    ["Range ignored once elsewhere", [{ kind: "ignore-range", nth: 3 }]],
    ["Range ignored always", [{ kind: "ignore-range", nth: 0 }]],
    ["a wrong Content-Range", [{ kind: "wrong-content-range", nth: 2, arg: 7 }]],
    ["gzip though nobody asked", [{ kind: "gzip", nth: 2 }]],
    ["a trickle", [{ kind: "trickle", nth: 2, arg: 100 }]],
    ["a freeze in the middle", [{ kind: "freeze", nth: 2, arg: 10_000 }]],
    ["a freeze before the first byte", [{ kind: "freeze", nth: 1, arg: 0 }]],
    [
      "a link that expired",
      [
        { kind: "status", nth: 2, arg: 403 },
        { kind: "status", nth: 5, arg: 401 },
      ],
    ],
    ["another ETag once", [{ kind: "etag", nth: 4, arg: '"another"' }]],
    [
      "another ETag from the middle on",
      Array.from({ length: 30 }, (_, index) => ({ kind: "etag" as const, nth: index + 6, arg: '"another"' })),
    ],
    ["another commit on the first hop", [{ route: "resolve", kind: "commit", nth: 1, arg: "f".repeat(40) }]],
    ["a captive portal for a moment", [{ kind: "html", nth: 2 }]],
    ["a captive portal on the first hop", [{ route: "resolve", kind: "html", nth: 1 }]],
  ];

  it.each(passing)("%s", async (_name, faults) => {
    await start(...faults);
    expectRight(await bench.fetch());
  });

  it("gets on although every connection breaks after a while", async () => {
    await start({ kind: "reset", nth: 0, arg: 200_000 });
    bench.downloads = bench.open({
      limits: { ...smallLimits, rangeBytes: sizeBytes },
      settings: () => ({ connections: 1, simultaneousDownloads: 1, maxBytesPerSecond: null }),
    });
    expectRight(await bench.fetch());
  });

  it("asks for the link again when it expires, and fetches nothing twice", async () => {
    await start({ kind: "status", nth: 3, arg: 403 });
    expectRight(await bench.fetch());
    const { requests, bytes } = bench.hub.log();
    expect(requests.filter((request) => request.route === "resolve")).toHaveLength(2);
    expect(bytes.content).toBeLessThan(sizeBytes + 5000);
  });

  it("keeps what came before a connection ended", async () => {
    await start({ kind: "drop", nth: 1, arg: 40_000 });
    expectRight(await bench.fetch());
    expect(bench.hub.log().bytes.content).toBeLessThan(sizeBytes + 30_000);
  });

  it.each([
    ["a freeze", { kind: "freeze", nth: 1, arg: 1000 }, /came for \d+ s/],
    ["a busy server", { kind: "503", nth: 3, arg: 2 }, /busy/],
    ["a flipped byte", { kind: "flip", nth: 1, arg: 3 }, /checksum/],
  ] satisfies [string, SomeFault, RegExp][])(
    "shows what is being retried and why: %s",
    async (_name, fault, reason) => {
      await start(fault);
      const seen = new Set<string>();
      bench.downloads.onChange(([download]) => {
        if (download?.retry) seen.add(sayError(download.retry.reason));
      });
      expectRight(await bench.fetch());
      expect([...seen].join(" ")).toMatch(reason);
    },
  );

  it("waits as long as it is told to, on every connection", async () => {
    const told = { kind: "429" as const, arg: { header: "retry-after", seconds: 20 } };
    await start(...[1, 2, 3, 4].map((nth) => ({ ...told, nth })));
    bench.downloads = bench.open({ timers: fastTimers(100) });
    expectRight(await bench.fetch());
    const answers = bench.hub.log().requests.filter((request) => request.port === "content");
    expect(answers.slice(0, 4).map((request) => request.status)).toEqual([429, 429, 429, 429]);
    for (const request of answers.slice(4)) {
      expect(request.startedAt - (answers[0]?.endedAt ?? 0)).toBeGreaterThanOrEqual(190);
    }
  });
});

describe("a fault that stays ends the download with its reason and installs nothing", () => {
  const staying: [string, SomeFault, string][] = [
    ["bytes that are always wrong", { kind: "flip", nth: 0, arg: 5000 }, "checksum-mismatch"],
    ["links that are always refused", { kind: "status", nth: 0, arg: 403 }, "transfer-failed"],
    ["a storage that is always busy", { kind: "503", nth: 0 }, "transfer-failed"],
    ["a rate limit that never ends", { kind: "429", nth: 0, arg: { header: "none", seconds: 0 } }, "hub-rate-limited"],
    [
      "a rate limit for an hour",
      { kind: "429", nth: 1, arg: { header: "retry-after", seconds: 3600 } },
      "hub-rate-limited",
    ],
    ["a captive portal", { kind: "html", nth: 0 }, "hub-bad-answer"],
    ["always gzip", { kind: "gzip", nth: 0 }, "transfer-failed"],
    ["always another part", { kind: "wrong-content-range", nth: 0, arg: 4096 }, "transfer-failed"],
    ["always another commit", { route: "resolve", kind: "commit", nth: 0, arg: "f".repeat(40) }, "remote-changed"],
    ["a server that is silent", { kind: "freeze", nth: 0, arg: 0 }, "hub-timeout"],
    [
      "a redirect to a private address",
      { route: "resolve", kind: "redirect", nth: 0, arg: "http://10.1.2.3/x" },
      "hub-refused-address",
    ],
  ];

  it.each(staying)("%s", async (_name, fault, code) => {
    await start(fault);
    bench.downloads = bench.open({ timers: fastTimers(100) });
    const download = await bench.fetch();
    expect(download.error).toMatchObject({ code });
    expect(download).toMatchObject({ state: "failed", variantId: null });
    expectNothingInstalled();
  });

  it("tries refused links three times and no more", async () => {
    await start({ kind: "status", nth: 0, arg: 403 });
    await bench.fetch();
    expect(bench.hub.log().requests.filter((request) => request.route === "resolve")).toHaveLength(3);
  });

  it("goes on with the bytes it has when it is resumed", async () => {
    await start(...Array.from({ length: 200 }, (_, index) => ({ kind: "503" as const, nth: index + 5 })));
    bench.downloads = bench.open({ timers: fastTimers(100) });
    const failed = await bench.fetch();
    expect(failed.state).toBe("failed");
    expect(failed.receivedBytes).toBeGreaterThan(0);
    bench.hub.clearFaults();
    await bench.downloads.dispose();
    // At the clock's own pace, so that no connection is given up as slow, which would ask for its bytes again.
    let asked = 0;
    bench.downloads = bench.open({ timers: fastTimers(1), source: bench.telling((bytes) => (asked += bytes)) });
    await bench.downloads.restore();
    await bench.downloads.resume(failed.id);
    expectRight(await bench.settle(failed.id));
    expect(asked).toBeLessThanOrEqual(sizeBytes - failed.receivedBytes);
  });
});
