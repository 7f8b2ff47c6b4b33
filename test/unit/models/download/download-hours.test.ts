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
    expect(own.downloads.list()[0]).toMatchObject({ state: "queued", receivedBytes: 0 });
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
});
