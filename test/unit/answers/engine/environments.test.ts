import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type EngineTuning, chooseEnvironment } from "../../../../src-main/answers/engine/tuning/engine-tuning.ts";
import type { EnvironmentName } from "../../../../src-main/answers/engine/tuning/environments.ts";
import { hasRoomForCopies } from "../../../../src-main/answers/engine/tuning/room-for-copies.ts";
import { Tuner, type TunerOptions } from "../../../../src-main/answers/engine/tuning/tuner.ts";

const tuned = (environment: EnvironmentName, decodeTokensPerSecond: number): EngineTuning => ({
  decodeThreads: 2,
  promptThreads: 2,
  environment,
  decodeTokensPerSecond,
  promptTokensPerSecond: 100,
});

describe("the environment of the next load", () => {
  it("is the usual one before anything was measured", () => {
    expect(chooseEnvironment([], true)).toEqual({ environment: "one-worker", tuning: null });
    expect(chooseEnvironment([], false)).toEqual({ environment: "one-worker", tuning: null });
  });

  it("is the fastest of those measured, and another than the usual one only where it is worth it", () => {
    const choose = (speed: number): EnvironmentName =>
      chooseEnvironment([tuned("one-worker", 100), tuned("four-workers", speed)], true).environment;
    expect(choose(102)).toBe("one-worker");
    expect(choose(120)).toBe("four-workers");
    expect(choose(60)).toBe("one-worker");
  });

  it("is one that was never measured, where there is no room for a second process to compare", () => {
    const usual = tuned("one-worker", 100);
    expect(chooseEnvironment([usual], false)).toEqual({ environment: "four-workers", tuning: null });
    expect(chooseEnvironment([usual], true)).toEqual({ environment: "one-worker", tuning: usual });
  });
});

describe("room for copies", () => {
  it("counts what each copy takes, what all share, and a reserve", () => {
    const need = { sizeBytes: 4 * GiB, anonymousBytes: 2 * GiB };
    expect(hasRoomForCopies(1, need, 7.1 * GiB)).toBe(false);
    expect(hasRoomForCopies(1, need, 7.3 * GiB)).toBe(true);
    expect(hasRoomForCopies(2, need, 9.3 * GiB)).toBe(false);
    expect(hasRoomForCopies(2, need, 9.5 * GiB)).toBe(true);
  });

  it("takes all weights to be copied where nobody predicted anything", () => {
    expect(hasRoomForCopies(1, { sizeBytes: 4 * GiB, anonymousBytes: null }, 10 * GiB)).toBe(false);
    expect(hasRoomForCopies(1, { sizeBytes: 4 * GiB, anonymousBytes: null }, 10.3 * GiB)).toBe(true);
  });

  it("is none for what has no size", () => {
    expect(hasRoomForCopies(1, { sizeBytes: Infinity, anonymousBytes: 0 }, 1e15)).toBe(false);
  });
});

describe("the tuner", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** As fast with any number of threads. */
  const process = (speed: () => number | null) => ({ measure: () => Promise.resolve(speed()) });

  interface Log {
    tuned: EngineTuning[];
    compared: EngineTuning[];
    copies: EnvironmentName[];
    killed: number;
  }

  function tuner(options: Partial<TunerOptions>, copySpeed: number | null = 150): { tuner: Tuner; log: Log } {
    const log: Log = { tuned: [], compared: [], copies: [], killed: 0 };
    return {
      log,
      tuner: new Tuner({
        process: process(() => 100),
        environment: "one-worker",
        maxThreads: 2,
        known: null,
        unknown: ["four-workers"],
        onBegin: () => undefined,
        startCopy: (environment) => {
          log.copies.push(environment);
          const kill = (): Promise<void> => {
            log.killed++;
            return Promise.resolve();
          };
          return Promise.resolve({ ...process(() => copySpeed), kill });
        },
        onTuned: (tuning) => log.tuned.push(tuning),
        onCompared: (tunings) => log.compared.push(...tunings),
        logger: silentLogger,
        ...options,
      }),
    };
  }

  async function rest(subject: Tuner): Promise<void> {
    subject.rest();
    await vi.advanceTimersByTimeAsync(60_000);
  }

  it("tells the threads as soon as they are known, and then how other environments compare", async () => {
    const { tuner: subject, log } = tuner({});
    await rest(subject);
    expect(log.tuned).toEqual([expect.objectContaining({ environment: "one-worker", decodeThreads: 1 })]);
    expect(log.compared).toEqual([
      expect.objectContaining({ environment: "one-worker", decodeTokensPerSecond: 100 }),
      expect.objectContaining({ environment: "four-workers", decodeTokensPerSecond: 150 }),
    ]);
    expect(log.killed).toBe(1);
    await rest(subject);
    expect(log.copies).toEqual(["four-workers"]);
  });

  it("does not measure again what is known", async () => {
    const { tuner: subject, log } = tuner({ known: tuned("one-worker", 50) });
    await rest(subject);
    expect(log.tuned).toEqual([]);
    expect(log.compared).toHaveLength(2);
  });

  it("has the process end what it does by itself before a second one is started", async () => {
    const told: string[] = [];
    const { tuner: subject } = tuner({
      known: tuned("one-worker", 50),
      onBegin: () => told.push("begin"),
      startCopy: () => {
        told.push("copy");
        return Promise.resolve(null);
      },
    });
    await rest(subject);
    expect(told).toEqual(["begin", "copy"]);
  });

  it("keeps the threads where there is no second process to be had", async () => {
    const { tuner: subject, log } = tuner({ startCopy: () => Promise.resolve(null) });
    await rest(subject);
    expect(log.tuned).toHaveLength(1);
    expect(log.compared).toEqual([]);
    await rest(subject);
    expect(log.tuned).toHaveLength(1);
  });

  it("tries again what other programs disturbed, but not for ever, and ends each second process", async () => {
    const { tuner: subject, log } = tuner({}, null);
    await rest(subject);
    expect(log.tuned).toHaveLength(1);
    expect(log.compared).toEqual([]);
    expect(log.copies).toHaveLength(5);
    expect(log.killed).toBe(5);
  });

  it("stops when a question comes, and goes on where it was at the next rest", async () => {
    let asked = 0;
    const { tuner: subject, log } = tuner({
      process: process(() => {
        if (++asked === 1) subject.stop();
        return 100;
      }),
    });
    await rest(subject);
    expect(asked).toBe(1);
    expect(log.tuned).toEqual([]);
    await rest(subject);
    expect(log.tuned).toHaveLength(1);
    expect(log.compared).toHaveLength(2);
  });
});
