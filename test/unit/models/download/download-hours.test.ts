import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { DownloadHours } from "../../../../src-shared/contract/index.ts";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { isWithinHours } from "../../../../src-main/models/download/download-hours.ts";
import { DownloadBench, fastTimers, seeded } from "./harness.ts";

const at = (hour: number, minute = 0): Date => new Date(2026, 0, 15, hour, minute);
const hours = (from: number, to: number): DownloadHours => ({ fromMinute: from * 60, toMinute: to * 60 });

describe("hours of the day", () => {
  it.each([
    [hours(9, 17), at(9), true],
    [hours(9, 17), at(16, 59), true],
    [hours(9, 17), at(17), false],
    [hours(9, 17), at(8, 59), false],
    [hours(22, 6), at(23), true],
    [hours(22, 6), at(5, 59), true],
    [hours(22, 6), at(6), false],
    [hours(22, 6), at(21, 59), false],
    [hours(8, 8), at(3), true],
  ])("%o at %s: %s", (of, moment, expected) => {
    expect(isWithinHours(of, moment)).toBe(expected);
  });
});

let bench: DownloadBench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

describe("a download outside its hours", () => {
  it("waits, goes on by itself when they begin, and stops where it is when they end", { timeout: 20_000 }, async () => {
    let now = at(12).getTime();
    let limit: number | null = 2 * KiB;
    const own = (bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", 300 * KiB)], {
      // The clock is looked at ten times a second.
      timers: fastTimers(200),
      clock: { now: () => now },
      settings: () => ({
        ...{ connections: 2, simultaneousDownloads: 1, maxBytesPerSecond: limit },
        downloadHours: hours(22, 6),
      }),
    }));
    const seen: string[] = [];
    const until = (check: (bytes: number, state: string) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const off = own.downloads.onChange(([one]) => {
          seen.push(one?.state ?? "");
          if (one === undefined || !check(one.receivedBytes, one.state)) return;
          off();
          resolve();
        });
      });
    const { id } = await own.downloads.start(await own.order());
    expect(own.downloads.list()[0]).toMatchObject({
      ...{ state: "queued", receivedBytes: 0 },
      waits: { for: "hours", fromMinute: 22 * 60 },
    });
    expect(own.hub.log().bytes.content).toBe(0);
    const came = until((bytes) => bytes > 0);
    now = at(22).getTime();
    await came;
    const waits = until((_, state) => state === "queued");
    now = at(6).getTime();
    await waits;
    expect(own.downloads.list()[0]?.receivedBytes).toBeGreaterThan(0);
    limit = null;
    now = at(23).getTime();
    expect(await own.settle(id)).toMatchObject({ state: "done" });
    expect(seen).toContain("downloading");
  });

  /** All is there and being entered, until `leave` is called; the clock is looked at when `look` is. */
  async function entering(outcome: () => Promise<string>) {
    const timers = fastTimers();
    let now = at(23).getTime();
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    let begin = (): void => undefined;
    const entered = new Promise<void>((resolve) => (begin = resolve));
    let look = (): void => undefined;
    const own = (bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", 3 * KiB)], {
      timers: {
        now: timers.now,
        sleep: (milliseconds, signal) =>
          milliseconds === 20_000
            ? new Promise((resolve, reject) => {
                look = resolve;
                signal?.addEventListener("abort", () => {
                  reject(new Error("ended"));
                });
              })
            : timers.sleep(milliseconds, signal),
      },
      clock: { now: () => now },
      settings: () => ({
        ...{ connections: 1, simultaneousDownloads: 1, maxBytesPerSecond: null },
        downloadHours: hours(22, 6),
      }),
      onInstalled: async () => {
        begin();
        await left;
        return outcome();
      },
    }));
    const { id } = await own.downloads.start(await own.order());
    await entered;
    return {
      ...{ id, downloads: own.downloads, leave },
      lookAt: async (hour: number): Promise<void> => {
        now = at(hour).getTime();
        look();
        await turn();
      },
    };
  }

  it("is done where its hours end while it is entered", async () => {
    const { id, downloads, leave, lookAt } = await entering(() => Promise.resolve("variant"));
    await lookAt(6);
    leave();
    expect(await downloads.settled(id)).toMatchObject({ state: "done" });
    await turn();
    expect(downloads.list()).toMatchObject([{ state: "done" }]);
  });

  it.each([["before"], ["after"]])("stays paused where that is asked for just %s its hours end", async (when) => {
    const { id, downloads, leave, lookAt } = await entering(() => Promise.reject(new Error("ended")));
    if (when === "after") await lookAt(6);
    const paused = downloads.pause(id);
    if (when === "before") await lookAt(6);
    leave();
    await paused;
    await turn();
    expect(downloads.list()).toMatchObject([{ state: "paused" }]);
    await lookAt(23);
    expect(downloads.list()).toMatchObject([{ state: "paused" }]);
  });
});
