import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { Lease } from "../../../../src-main/ground/processes/index.ts";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";
import { DownloadJournal, type Downloads, type Interval } from "../../../../src-main/models/download/index.ts";
import { DownloadBench, fastTimers, seeded } from "./harness.ts";
import { smallLimits } from "./small-limits.ts";

// The whole life of a download in one file, although it is long: every part needs the bench and the shards here.
let bench: DownloadBench;
afterEach(async () => {
  await bench.close();
});

const sizeBytes = 800 * KiB + 7;
const names = ["tiny-Q4_K_M-00001-of-00003.gguf", "tiny-Q4_K_M-00002-of-00003.gguf", "tiny-Q4_K_M-00003-of-00003.gguf"];
const slow = { connections: 4, simultaneousDownloads: 2, maxBytesPerSecond: 30 * KiB };
const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
    : [];

async function single(options: Parameters<typeof DownloadBench.start>[1] = {}): Promise<void> {
  bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", sizeBytes)], options);
}

/** Resolves when at least this many bytes are in the journal. */
function received(downloads: Downloads, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const end = downloads.onChange(([download]) => {
      if ((download?.receivedBytes ?? 0) < bytes) return;
      end();
      resolve();
    });
  });
}

/**
 * Begins as after a start, without a limit; returns what has been requested since. At the clock's own pace, so that no
 * connection is given up as slow, which would ask for its bytes again.
 */
function reopen(): () => number {
  let asked = 0;
  bench.downloads = bench.open({
    source: bench.telling((bytes) => (asked += bytes)),
    timers: fastTimers(1),
    settings: () => ({ ...slow, maxBytesPerSecond: null }),
  });
  return () => asked;
}

const contentRequests = () => bench.hub.log().requests.filter((request) => request.port === "content");

describe("a download", () => {
  it("fetches all shards over several connections, hashes them, names them and tells of the variant once", async () => {
    bench = await DownloadBench.start(
      names.map((name, index) => seeded(`Q4_K_M/${name}`, (index + 1) * 100 * KiB + index)),
    );
    bench.hub.addFault({ route: "content", kind: "delay", nth: 0, arg: 30 });
    const download = await bench.fetch();
    expect(download).toMatchObject({
      state: "done",
      error: null,
      retry: null,
      variantId: "variant-1",
      label: "Q4_K_M",
    });
    expect(download.verifiedBytes).toBe(download.totalBytes);
    expect(bench.installed).toHaveLength(1);
    const { files } = bench.installed[0] ?? { files: [] };
    expect(files.map(({ path }) => path.split("/").at(-1))).toEqual(names);
    for (const { path, sha256 } of files) {
      expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
      expect(dirname(path)).toBe(join(bench.models, "bitloft-test", "Tiny-GGUF", bench.commit.slice(0, 12), "Q4_K_M"));
    }
    expect(filesBelow(bench.models).sort()).toEqual(names);
    expect(bench.hub.log().maxConcurrent.content).toBeGreaterThan(1);
    expect(bench.hub.log().maxConcurrent.content).toBeGreaterThan(1);
    expect(bench.hub.log().maxConcurrent.content).toBeLessThanOrEqual(4);
    for (const request of contentRequests()) expect(request.range).toMatch(/^bytes=\d+-\d+$/);
  });

  it("is one, however often it is started", async () => {
    await single({ timers: fastTimers(1) });
    const order = await bench.order();
    const [first, second] = await Promise.all([bench.downloads.start(order), bench.downloads.start(order)]);
    expect(second.id).toBe(first.id);
    expect((await bench.downloads.start(order)).id).toBe(first.id);
    expect(await bench.settle(first.id)).toMatchObject({ state: "done" });
    expect((await bench.downloads.start(order)).state).toBe("done");
    expect(bench.downloads.list()).toHaveLength(1);
    expect(bench.hub.log().bytes.content).toBe(sizeBytes);
  });

  it("starts anew when its files have gone from the library", async () => {
    await single();
    const first = await bench.fetch();
    rmSync(bench.models, { recursive: true });
    bench.installed.length = 0;
    const second = await bench.fetch();
    expect(second).toMatchObject({ state: "done" });
    expect(second.id).not.toBe(first.id);
  });

  it("is fetched again when its file was deleted or is damaged, though the library still lists it", async () => {
    await single({ settings: () => ({ ...slow, maxBytesPerSecond: null }) });
    await bench.fetch();
    const path = bench.installed[0]?.files[0]?.path ?? "";
    rmSync(path);
    expect(await bench.fetch()).toMatchObject({ state: "done" });
    expect(statSync(path).size).toBe(sizeBytes);
    writeFileSync(path, Buffer.alloc(sizeBytes));
    bench.downloads = bench.open({ isSound: () => false });
    expect(await bench.fetch()).toMatchObject({ state: "done" });
    expect(readFileSync(path).equals(Buffer.alloc(sizeBytes))).toBe(false);
    bench.hub.clearLog();
    // The file is the right one: its checksum shows that, and nothing is fetched.
    expect(await bench.fetch()).toMatchObject({ state: "done" });
    expect(bench.hub.log().bytes.content).toBe(0);
  });

  it("is not fetched again while it is whole in another folder than it was fetched to", async () => {
    await single({ settings: () => ({ ...slow, maxBytesPerSecond: null }) });
    const first = await bench.fetch();
    rmSync(bench.installed[0]?.files[0]?.path ?? "");
    const asked: string[] = [];
    await bench.downloads.dispose();
    bench.downloads = bench.open({ isWhole: (id) => Promise.resolve(asked.push(id) > 0) });
    bench.hub.clearLog();
    expect(await bench.fetch()).toMatchObject({ id: first.id, state: "done" });
    expect([asked, bench.hub.log().bytes.content]).toEqual([[first.variantId], 0]);
  });

  it("shares the connections and the limit with the others and waits its turn", async () => {
    await single({ settings: () => ({ connections: 2, simultaneousDownloads: 1, maxBytesPerSecond: 300 * KiB }) });
    const order = await bench.order();
    const states = new Set<string>();
    bench.downloads.onChange((all) => states.add(all.map((download) => download.state).join()));
    const first = await bench.downloads.start(order);
    const second = await bench.downloads.start({ ...order, variantKey: "another" });
    expect(await bench.settle(first.id)).toMatchObject({ state: "done" });
    expect(await bench.settle(second.id)).toMatchObject({ state: "done" });
    expect(states).toContain("downloading,queued");
    expect(bench.hub.log().maxConcurrent.content).toBeLessThanOrEqual(2);
  });
});

describe("pause, resume, cancel", () => {
  it("keeps what was received and fetches nothing twice", async () => {
    await single({ settings: () => slow });
    const { id } = await bench.downloads.start(await bench.order());
    await received(bench.downloads, 100 * KiB);
    await bench.downloads.pause(id);
    const paused = await bench.settle(id);
    expect(paused).toMatchObject({ state: "paused", error: null, bytesPerSecond: null });
    expect(paused.receivedBytes).toBeGreaterThanOrEqual(100 * KiB);
    const askedBytes = reopen();
    await bench.downloads.resume(id);
    expect(await bench.settle(id)).toMatchObject({ state: "done" });
    expect(askedBytes()).toBe(sizeBytes - paused.receivedBytes);
  });

  it("has one writer, however often it is resumed at once", async () => {
    await single({ settings: () => slow });
    const { id } = await bench.downloads.start(await bench.order());
    await received(bench.downloads, 50 * KiB);
    await bench.downloads.pause(id);
    const paused = await bench.settle(id);
    const askedBytes = reopen();
    await Promise.all([
      bench.downloads.resume(id),
      bench.downloads.resume(id),
      bench.downloads.start(await bench.order()),
    ]);
    expect(await bench.settle(id)).toMatchObject({ state: "done" });
    expect(askedBytes()).toBe(sizeBytes - paused.receivedBytes);
    expect(bench.installed).toHaveLength(1);
  });

  it("outlives a journal that cannot be written for a moment", async () => {
    await single({ settings: () => slow });
    let refusals = 0;
    class Full extends DownloadJournal {
      override renew(id: string, lease: Lease): boolean {
        if (++refusals <= 2) throw keptFailure("disk-full", "Full.");
        return super.renew(id, lease);
      }
    }
    bench.downloads = bench.open({
      journal: new Full(bench.db),
      settings: () => ({ ...slow, maxBytesPerSecond: 100 * KiB }),
      limits: { ...smallLimits, leaseMs: 600 },
    });
    expect(await bench.fetch()).toMatchObject({ state: "done" });
    expect(refusals).toBeGreaterThan(2);
  });

  it("deletes what was received when it is cancelled, and nothing beside it", async () => {
    await single({ settings: () => slow });
    const { id } = await bench.downloads.start(await bench.order());
    await received(bench.downloads, 50 * KiB);
    const beside = join(bench.models, "bitloft-test", "Other");
    mkdirSync(beside);
    writeFileSync(join(beside, "kept.gguf"), "kept");
    await bench.downloads.cancel(id);
    expect(bench.downloads.list()).toEqual([]);
    expect(filesBelow(bench.models)).toEqual(["kept.gguf"]);
    expect(readdirSync(join(bench.models, "bitloft-test"))).toEqual(["Other"]);
  });

  it("that is wanted again while it is being cancelled begins anew, and while it is being paused goes on", async () => {
    const settings = { ...slow };
    await single({ settings: () => settings });
    const order = await bench.order();
    const { id } = await bench.downloads.start(order);
    await received(bench.downloads, 50 * KiB);
    const [, again] = await Promise.all([bench.downloads.cancel(id), bench.downloads.start(order)]);
    expect(again.id).not.toBe(id);
    expect(bench.downloads.list()).toMatchObject([{ id: again.id, state: "downloading" }]);
    await received(bench.downloads, 50 * KiB);
    await Promise.all([bench.downloads.pause(again.id), bench.downloads.resume(again.id)]);
    settings.maxBytesPerSecond = 100_000 * KiB;
    expect(await bench.settle(again.id)).toMatchObject({ state: "done" });
    expect(filesBelow(bench.models)).toEqual(["tiny-Q4_K_M.gguf"]);
  });

  it.each([0, 50])(
    "stays cancelled, though it was wanted again before that (the disk answers in %s ms)",
    async (ms) => {
      const diskFree = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, ms, null));
      await single({ settings: () => slow, diskFree });
      const { id } = await bench.downloads.start(await bench.order());
      await received(bench.downloads, 50 * KiB);
      const paused = bench.downloads.pause(id);
      if (ms > 0) await paused;
      const resumed = bench.downloads.resume(id);
      await Promise.all([paused, bench.downloads.cancel(id)]);
      await expect(resumed).rejects.toMatchObject({ code: "not-found" });
      expect(bench.downloads.list()).toEqual([]);
      expect(filesBelow(bench.models)).toEqual([]);
    },
  );

  it("leaves the files of a finished one alone when it is taken off the list", async () => {
    await single();
    await bench.fetch();
    await bench.downloads.clear();
    expect(bench.downloads.list()).toEqual([]);
    expect(filesBelow(bench.models)).toEqual(["tiny-Q4_K_M.gguf"]);
  });

  it("tells of an unknown download", async () => {
    await single();
    await expect(bench.downloads.pause("nobody")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("after a restart", () => {
  it("goes on with what was running and leaves what was paused", async () => {
    await single({ settings: () => slow });
    const order = await bench.order();
    const running = await bench.downloads.start(order);
    const paused = await bench.downloads.start({ ...order, variantKey: "another" });
    await received(bench.downloads, 60 * KiB);
    await bench.downloads.pause(paused.id);
    await bench.downloads.dispose();
    const before = bench.downloads.list().find((download) => download.id === running.id);
    expect(before).toMatchObject({ state: "paused" });
    bench.downloads = bench.open({ settings: () => ({ ...slow, maxBytesPerSecond: null }) });
    await bench.downloads.restore();
    expect(await bench.settle(running.id)).toMatchObject({ state: "done" });
    expect(await bench.settle(paused.id)).toMatchObject({ state: "paused" });
  });

  it("only checks what was complete already: no request for bytes that are there", async () => {
    await single();
    const order = await bench.order();
    class Refusing extends DownloadJournal {
      override setInstalled(): void {
        throw keptFailure("database-failed", "Down.");
      }
    }
    bench.downloads = bench.open({ journal: new Refusing(bench.db) });
    const torn = await bench.downloads.start(order);
    expect(await bench.settle(torn.id)).toMatchObject({ state: "failed", error: { code: "database-failed" } });
    // The file had its name, and the journal did not know it.
    expect(filesBelow(bench.models)).toEqual(["tiny-Q4_K_M.gguf"]);
    bench.hub.clearLog();
    bench.downloads = bench.open();
    await bench.downloads.resume(torn.id);
    expect(await bench.settle(torn.id)).toMatchObject({ state: "done" });
    expect(contentRequests()).toEqual([]);
  });

  it("verifies a partial file that is complete, and asks the Hub for nothing", async () => {
    await single({ settings: () => slow });
    const order = await bench.order();
    const { id } = await bench.downloads.start(order);
    await received(bench.downloads, 20 * KiB);
    await bench.downloads.pause(id);
    const journal = new DownloadJournal(bench.db);
    const file = journal.get(id)?.files[0];
    const body = bench.hub.repositories[0]?.revisions.get(bench.commit)?.[0]?.body;
    writeFileSync(file?.partPath ?? "", await buffer(body?.read(0, sizeBytes) ?? Readable.from([])));
    journal.setRanges(id, 0, [{ start: 0, end: sizeBytes }]);
    const asked = (): Promise<never> => Promise.reject(new Error("The Hub was asked."));
    bench.downloads = bench.open({ source: { resolveFile: asked, openRange: asked } });
    await bench.downloads.resume(id);
    expect(await bench.settle(id)).toMatchObject({ state: "done", error: null });
  });

  it.each([
    ["gone", (path: string) => rmSync(path)],
    ["cut short", (path: string) => truncateSync(path, 10 * KiB)],
    ["overwritten", (path: string) => writeFileSync(path, Buffer.alloc(sizeBytes, 1))],
  ])("is right in the end when the partial file was %s meanwhile", async (_name, harm) => {
    await single({ settings: () => slow });
    const { id } = await bench.downloads.start(await bench.order());
    await received(bench.downloads, 100 * KiB);
    await bench.downloads.pause(id);
    harm(new DownloadJournal(bench.db).get(id)?.files[0]?.partPath ?? "");
    bench.downloads = bench.open({ settings: () => ({ ...slow, maxBytesPerSecond: null }) });
    await bench.downloads.resume(id);
    expect(await bench.settle(id)).toMatchObject({ state: "done" });
    const [file] = bench.installed[0]?.files ?? [];
    expect(
      createHash("sha256")
        .update(readFileSync(file?.path ?? ""))
        .digest("hex"),
    ).toBe(file?.sha256);
  });

  it("tries again to put a finished download into the library", async () => {
    let attempts = 0;
    await single({
      onInstalled: () =>
        ++attempts === 1 ? Promise.reject(keptFailure("malformed-gguf", "Broken.")) : Promise.resolve("v"),
    });
    const failed = await bench.fetch();
    expect(failed).toMatchObject({ state: "failed", error: { code: "malformed-gguf" } });
    bench.hub.clearLog();
    await bench.downloads.resume(failed.id);
    expect(await bench.settle(failed.id)).toMatchObject({ state: "done", variantId: "v" });
    expect(bench.hub.log().requests).toEqual([]);
  });
});

describe("the disk", () => {
  it("is looked at before anything is fetched, with the figures in the refusal", async () => {
    await single({ diskFree: () => Promise.resolve(sizeBytes + 100), limits: { ...smallLimits, diskSlackBytes: 101 } });
    await expect(bench.downloads.start(await bench.order())).rejects.toMatchObject({
      code: "disk-full",
      details: { missingBytes: sizeBytes, freeBytes: sizeBytes + 100, slackBytes: 101 },
    });
    expect(bench.downloads.list()).toEqual([]);
    expect(bench.hub.log().requests).toEqual([]);
  });

  it("that fills up pauses the download, which resumes when there is room", async () => {
    let full = true;
    await single();
    class Filling extends DownloadJournal {
      override setRanges(id: string, position: number, ranges: readonly Interval[]): void {
        const bytes = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
        if (full && bytes > 200 * KiB) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        super.setRanges(id, position, ranges);
      }
    }
    bench.downloads = bench.open({ journal: new Filling(bench.db) });
    const paused = await bench.fetch();
    expect(paused).toMatchObject({ state: "paused", error: { code: "disk-full" } });
    expect(paused.receivedBytes).toBeGreaterThan(0);
    full = false;
    await bench.downloads.resume(paused.id);
    expect(await bench.settle(paused.id)).toMatchObject({ state: "done", error: null });
  });

  it("holds the file at its full size without using it", async () => {
    bench = await DownloadBench.start([seeded("large-Q4_K_M.gguf", 64 * 1024 * KiB)], { settings: () => slow });
    const { id } = await bench.downloads.start(await bench.order());
    await received(bench.downloads, 20 * KiB);
    const { size, blocks } = statSync(new DownloadJournal(bench.db).get(id)?.files[0]?.partPath ?? "");
    expect(size).toBe(64 * 1024 * KiB);
    if (process.platform !== "win32") expect(blocks * 512).toBeLessThan(size / 2);
    expect(bench.downloads.list()[0]?.receivedBytes).toBeLessThan(size / 2);
    await bench.downloads.cancel(id);
  });
});

describe("two processes", () => {
  it("have one writer between them", async () => {
    await single({ settings: () => slow });
    const order = await bench.order();
    const { id } = await bench.downloads.start(order);
    await received(bench.downloads, 20 * KiB);
    const secondDb = bench.openDb();
    const second = bench.open({ journal: new DownloadJournal(secondDb) });
    await expect(second.start(order)).rejects.toMatchObject({ code: "busy" });
    await expect(second.resume(id)).rejects.toMatchObject({ code: "busy" });
    await expect(second.cancel(id)).rejects.toMatchObject({ code: "busy" });
    await second.restore();
    expect(second.list()).toMatchObject([{ id, state: "downloading" }]);
    await bench.downloads.pause(id);
    await second.resume(id);
    await second.cancel(id);
    await second.dispose();
    secondDb.close();
  });
});

describe("names from the network", () => {
  it("stay below the models folder, and both of two that differ in case are kept", async () => {
    await single();
    const order = await bench.order();
    const [file] = order.files;
    if (file === undefined) throw new Error("no file");
    const first = await bench.downloads.start(order);
    await bench.settle(first.id);
    const source = {
      resolveFile: (...[id, commit, , signal]: Parameters<typeof bench.client.resolveFile>) =>
        bench.client.resolveFile(id, commit, file.path, signal),
      openRange: bench.client.openRange.bind(bench.client),
    };
    bench.downloads = bench.open({ source, timers: fastTimers() });
    for (const path of [
      "TINY-q4_k_m.gguf",
      "../../../escape.gguf",
      "C:\\windows\\evil.gguf",
      "con.gguf",
      `${"x".repeat(300)}.gguf`,
    ]) {
      const { id } = await bench.downloads.start({ ...order, variantKey: path, files: [{ ...file, path }] });
      expect(await bench.settle(id)).toMatchObject({ state: "done" });
    }
    const paths = bench.installed.flatMap((installed) => installed.files.map(({ path }) => path));
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(6);
    for (const path of paths) expect(path.startsWith(bench.models + "/")).toBe(true);
    expect(readdirSync(bench.folder).filter((name) => name.includes("escape"))).toEqual([]);
  });
});
