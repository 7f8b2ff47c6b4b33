import { join, sep } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isInside } from "../../../../src-main/ground/files/index.ts";
import { backoffMs } from "../../../../src-main/models/download/backoff.ts";
import { ChangeReporter } from "../../../../src-main/models/download/change-reporter.ts";
import { ProcessOwner } from "../../../../src-main/ground/processes/index.ts";
import { modelPath, systemTimers } from "../../../../src-main/models/download/index.ts";
import { Endings } from "../../../../src-main/models/download/endings.ts";
import { Intervals } from "../../../../src-main/models/download/intervals.ts";
import { Slots } from "../../../../src-main/models/download/slots.ts";
import { SpeedMeter } from "../../../../src-main/models/download/speed-meter.ts";
import { Throttle } from "../../../../src-main/models/download/throttle.ts";
import { sortFailure, toDiskError } from "../../../../src-main/models/download/transfer-failure.ts";

describe("Intervals", () => {
  it("hold the same bytes as a list of bytes would", () => {
    const interval = fc.tuple(fc.nat(60), fc.nat(12));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 30 }), interval, fc.nat(70), (added, asked, clip) => {
        const intervals = new Intervals();
        const bytes = new Set<number>();
        for (const [start, length] of added) {
          intervals.add(start, start + length);
          for (let byte = start; byte < start + length; byte++) bytes.add(byte);
        }
        const [start, length] = asked;
        const missing = intervals
          .missing(start, start + length)
          .flatMap((gap) => Array.from({ length: gap.end - gap.start }, (_, index) => gap.start + index));
        expect(missing).toEqual(Array.from({ length }, (_, index) => start + index).filter((byte) => !bytes.has(byte)));
        expect(intervals.bytes).toBe(bytes.size);
        let prefix = 0;
        while (bytes.has(prefix)) prefix++;
        expect(intervals.prefixEnd).toBe(prefix);
        const items = intervals.toArray();
        for (const [index, item] of items.entries()) {
          expect(item.end).toBeGreaterThan(item.start);
          if (index > 0) expect(item.start).toBeGreaterThan(items[index - 1]?.end ?? Infinity);
        }
        intervals.clipTo(clip);
        expect(intervals.bytes).toBe([...bytes].filter((byte) => byte < clip).length);
      }),
    );
  });
});

describe("modelPath", () => {
  const root = join(sep, "models");
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const at = (path: string, repository = "owner/name"): string => modelPath(root, repository, commit, path);

  it("keeps an ordinary name as it is", () => {
    expect(at("sub/llama-Q4_K_M.gguf")).toBe(join(root, "owner", "name", "0123456789ab", "sub", "llama-Q4_K_M.gguf"));
  });

  it("never leads outside, whatever the name", () => {
    const evil = fc.array(
      fc.oneof(
        fc.constantFrom(
          "..",
          ".",
          "",
          "/",
          "\\",
          "C:",
          "\\\\server\\share",
          "\u0000",
          "con",
          "NUL.txt",
          "aux .gguf",
          "a.",
        ),
        fc.string({ unit: "binary" }),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(evil, evil, (parts, owner) => {
        const path = at(parts.join("/"), `${owner.join("")}/name`);
        expect(isInside(root, path)).toBe(true);
        for (const name of path.slice(root.length + 1).split(sep)) {
          // eslint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(name).not.toMatch(/^\.{1,2}$|[\u0000-\u001f<>:"\\|?*]|[. ]$/);
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
        }
      }),
    );
  });

  it("keeps the stem and the ending of overlong shards, so that the engine finds them", () => {
    const stem = "ü".repeat(200);
    const [first, second] = [1, 2].map((index) => at(`${stem}-0000${index}-of-00002.gguf`));
    expect(first).toMatch(/-00001-of-00002\.gguf$/);
    expect(second).toBe(first?.replace("-00001-of", "-00002-of"));
    expect(at(`${stem}x-00001-of-00002.gguf`)).not.toBe(first);
  });
});

describe("Owner", () => {
  it("takes over from one that is gone or silent for long, and from nobody else", () => {
    const other = new ProcessOwner("here");
    const gone = { owner: new ProcessOwner("here", 999_999_999).name, renewedAt: 1000 };
    expect(other.isGone(gone, 1001, 60_000)).toBe(true);
    const alive = { owner: new ProcessOwner("here", process.ppid).name, renewedAt: 1000 };
    expect(other.isGone(alive, 1001, 60_000)).toBe(false);
    expect(other.isGone(alive, 62_000, 60_000)).toBe(true);
    const elsewhere = { owner: new ProcessOwner("there", 999_999_999).name, renewedAt: 1000 };
    expect(other.isGone(elsewhere, 1001, 60_000)).toBe(false);
    const beside = { owner: new ProcessOwner("here").name, renewedAt: 1000 };
    expect(other.isGone(beside, 1001, 60_000)).toBe(false);
  });
});

describe("the small parts", () => {
  it("back off twice as long each time, up to the limit, scattered by half", () => {
    const limits = { firstBackoffMs: 500, maxBackoffMs: 4000 };
    expect([1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(attempt, limits, () => 1))).toEqual([
      500, 1000, 2000, 4000, 4000, 4000,
    ]);
    expect(backoffMs(1, limits, () => 0)).toBe(250);
  });

  it("measure the speed over the last seconds", () => {
    let now = 0;
    const meter = new SpeedMeter({ now: () => now });
    expect(meter.bytesPerSecond()).toBeNull();
    for (now = 0; now < 20_000; now += 100) meter.add(now < 10_000 ? 1000 : 100);
    expect(meter.bytesPerSecond()).toBeGreaterThan(900);
    expect(meter.bytesPerSecond()).toBeLessThan(1100);
    now += 6000;
    expect(meter.bytesPerSecond()).toBe(0);
  });

  it("hold all parts together to one limit", async () => {
    let now = 0;
    let waited = 0;
    const timers = {
      now: () => now,
      sleep: (ms: number) => {
        waited = Math.max(waited, ms);
        return Promise.resolve();
      },
    };
    const throttle = new Throttle(() => 1000, timers);
    const { signal } = new AbortController();
    await Promise.all([throttle.take(1000, signal), throttle.take(1000, signal), throttle.take(500, signal)]);
    expect(waited).toBe(2500);
    now = 10_000;
    // A quarter of a second of unused allowance is kept.
    expect(throttle.take(100, signal)).toBeNull();
    expect(new Throttle(() => null, timers).take(1e12, signal)).toBeNull();
  });

  it("do not wait for the computer's clock when it is set back", () => {
    const { signal } = new AbortController();
    const waits: number[] = [];
    const timers = { ...systemTimers, sleep: (ms: number) => (waits.push(ms), Promise.resolve()) };
    const throttle = new Throttle(() => 1000, timers);
    const meter = new SpeedMeter(timers);
    const reporter = new ChangeReporter(() => undefined, timers);
    const second = (): void => {
      void throttle.take(1000, signal);
      reporter.now();
      reporter.soon();
      meter.add(1000);
    };
    second();
    const before = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => before - 3_600_000);
    try {
      second();
      expect(Math.max(...waits)).toBeLessThanOrEqual(2000);
      expect(meter.bytesPerSecond()).toBeGreaterThan(0);
    } finally {
      clock.mockRestore();
    }
  });

  it("let no more work at once than there are slots, in turn, and forget those who gave up", async () => {
    const slots = new Slots(() => 2);
    const order: number[] = [];
    let atOnce = 0;
    const { signal } = new AbortController();
    const gaveUp = new AbortController();
    const work = (index: number, own: AbortSignal) =>
      slots.use(own, async () => {
        order.push(index);
        expect(++atOnce).toBeLessThanOrEqual(2);
        await new Promise(setImmediate);
        atOnce--;
      });
    const all = [0, 1, 2, 3, 4].map((index) => work(index, index === 2 ? gaveUp.signal : signal));
    gaveUp.abort();
    await Promise.allSettled(all);
    expect(order).toEqual([0, 1, 3, 4]);
  });

  it("are over once nothing ends them any more, not when the first of two has", async () => {
    const endings = new Endings();
    const finish: (() => void)[] = [];
    const work = (): Promise<void> => new Promise((resolve) => finish.push(resolve));
    const first = endings.run("a", work);
    let isOver = false;
    const over = endings.over("a").then(() => (isOver = true));
    const second = endings.run("a", work);
    finish[0]?.();
    await first;
    await systemTimers.sleep(20);
    expect(isOver).toBe(false);
    finish[1]?.();
    await Promise.all([first, second, over]);
    await endings.over("a");
  });

  it("tell a full disk, a failing disk and a broken connection apart", () => {
    const coded = (code: string): Error => Object.assign(new Error(code), { code });
    expect(toDiskError(coded("ENOSPC"))).toMatchObject({ code: "disk-full" });
    expect(toDiskError(coded("EIO"))).toMatchObject({ code: "disk-failed" });
    expect(sortFailure(coded("ECONNRESET"))).toMatchObject({ appError: { code: "transfer-failed" }, counts: true });
    expect(sortFailure(new Error("bug"))).toMatchObject({ code: "internal" });
  });
});
