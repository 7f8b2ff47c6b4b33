import { afterEach, describe, expect, it } from "vitest";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { DownloadBench, fastTimers, seeded } from "./harness.ts";

let bench: DownloadBench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

const stopped = { connections: 2, simultaneousDownloads: 0, maxBytesPerSecond: null };

/** Downloads of one file under several names; they wait for their turn. */
async function waiting(keys: readonly string[]): Promise<{ own: DownloadBench; ids: string[] }> {
  const own = (bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", 8 * KiB)], { settings: () => stopped }));
  const order = await own.order();
  const ids: string[] = [];
  for (const variantKey of keys) ids.push((await own.downloads.start({ ...order, variantKey })).id);
  return { own, ids };
}

const keysOf = (own: DownloadBench): string[] => own.downloads.list().map(({ variant }) => variant);

describe("the order of downloads", () => {
  it("is that in which they were begun, until one is put elsewhere", async () => {
    const { own, ids } = await waiting(["A", "B", "C"]);
    const [a = "", b = "", c = ""] = ids;
    expect(own.downloads.list()).toMatchObject([{ rank: 1, waits: { for: "turn" } }, { rank: 2 }, { rank: 3 }]);
    const told: string[][] = [];
    own.downloads.onChange((all) => told.push(all.map(({ variant }) => variant)));
    own.downloads.place(c, a);
    expect(keysOf(own)).toEqual(["C", "A", "B"]);
    expect(told.at(-1)).toEqual(["C", "A", "B"]);
    own.downloads.place(c, b);
    expect(keysOf(own)).toEqual(["A", "C", "B"]);
    own.downloads.place(a, null);
    expect(keysOf(own)).toEqual(["C", "B", "A"]);
    own.downloads.place(a, a);
    expect(keysOf(own)).toEqual(["C", "B", "A"]);
    expect(() => {
      own.downloads.place(a, "gone");
    }).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("is kept over a restart, and they run in it", async () => {
    const { own, ids } = await waiting(["A", "B", "C"]);
    own.downloads.place(ids[2] ?? "", ids[0] ?? "");
    await own.downloads.dispose();
    own.downloads = own.open({ settings: () => ({ ...stopped, simultaneousDownloads: 1 }) });
    expect(keysOf(own)).toEqual(["C", "A", "B"]);
    await own.downloads.restore();
    await Promise.all(ids.map((id) => own.settle(id)));
    expect(own.installed.map(({ variantKey }) => variantKey)).toEqual(["C", "A", "B"]);
  });

  it("is that in which they run when it is changed while they wait", async () => {
    const { own } = await waiting([]);
    let simultaneousDownloads = 0;
    await own.downloads.dispose();
    own.downloads = own.open({ settings: () => ({ ...stopped, simultaneousDownloads }) });
    const order = await own.order();
    const ids: string[] = [];
    for (const variantKey of ["A", "B"]) ids.push((await own.downloads.start({ ...order, variantKey })).id);
    own.downloads.place(ids[1] ?? "", ids[0] ?? "");
    simultaneousDownloads = 1;
    ids.push((await own.downloads.start({ ...order, variantKey: "C" })).id);
    await Promise.all(ids.map((id) => own.settle(id)));
    expect(own.installed.map(({ variantKey }) => variantKey)).toEqual(["B", "A", "C"]);
  });

  it("leaves out what another process has paused while it waited", async () => {
    const { own, ids } = await waiting(["A", "B"]);
    let simultaneousDownloads = 0;
    await own.downloads.dispose();
    own.downloads = own.open({ settings: () => ({ ...stopped, simultaneousDownloads }) });
    await own.downloads.restore();
    new DownloadJournal(own.db).setState(ids[0] ?? "", "paused", null, null);
    simultaneousDownloads = 1;
    // Anything that is started has all looked at.
    await own.downloads.start({ ...(await own.order()), variantKey: "C" });
    await own.settle(ids[1] ?? "");
    expect(own.downloads.list()).toMatchObject([{ state: "paused" }, { state: "done" }, {}]);
  });
});

describe("a full disk", () => {
  it("pauses all that go to it, and they go on by themselves when there is room", async () => {
    let full = true;
    let freeBytes = 4 * KiB;
    const own = (bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", 300 * KiB)]));
    class Filling extends DownloadJournal {
      override setRanges(...given: Parameters<DownloadJournal["setRanges"]>): void {
        const [id] = given;
        const isFirst = this.list()[0]?.id === id;
        if (full && isFirst) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        super.setRanges(...given);
      }
    }
    await own.downloads.dispose();
    own.downloads = own.open({
      journal: new Filling(own.db),
      timers: fastTimers(200),
      settings: () => ({ connections: 2, simultaneousDownloads: 2, maxBytesPerSecond: full ? 100 * KiB : null }),
      // Others have written too: what was there when they began is gone.
      diskFree: () => Promise.resolve(own.downloads.list().length < 3 ? 1e9 : freeBytes),
    });
    const order = await own.order();
    const ids: string[] = [];
    for (const variantKey of ["A", "B"]) ids.push((await own.downloads.start({ ...order, variantKey })).id);
    const [queued] = [own.downloads.start({ ...order, variantKey: "C" })];
    ids.push((await queued).id);
    await Promise.all(ids.map((id) => own.settle(id)));
    const paused = { state: "paused", error: { code: "disk-full" } };
    expect(own.downloads.list()).toMatchObject([paused, paused, paused]);
    // A person's own pause is not undone by room.
    await own.downloads.pause(ids[2] ?? "");
    full = false;
    freeBytes = 1e9;
    await new Promise<void>((resolve) => {
      own.downloads.onChange(([one, other]) => {
        if (one?.state === "done" && other?.state === "done") resolve();
      });
    });
    expect(own.downloads.list()).toMatchObject([{ error: null }, { error: null }, { state: "paused", error: null }]);
  });
});
