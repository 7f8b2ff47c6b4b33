import { describe, expect, it } from "vitest";
import { findFastest } from "../../../../src-main/answers/engine/tuning/find-fastest.ts";
import { sizeClassOf } from "../../../../src-main/answers/engine/tuning/size-class.ts";
import { threadCandidates } from "../../../../src-main/answers/engine/tuning/thread-candidates.ts";
import {
  type PaceKind,
  type PacedProcess,
  compareByTurns,
  tune,
} from "../../../../src-main/answers/engine/tuning/tune.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";

describe("the numbers of threads to try", () => {
  it("are all, half and few of those that may be used, and never more", () => {
    expect(threadCandidates(1)).toEqual([1]);
    expect(threadCandidates(2)).toEqual([2, 1]);
    expect(threadCandidates(8)).toEqual([8, 7, 6, 4, 2, 1]);
    expect(threadCandidates(64)).toEqual([64, 63, 48, 32, 16, 1]);
  });
});

it("puts models of four times the size into another class", () => {
  expect([1, 64 * MiB, 65 * MiB, 256 * MiB, 257 * MiB, 4096 * MiB].map(sizeClassOf)).toEqual([0, 0, 1, 1, 2, 3]);
});

describe("the fastest", () => {
  const forever = { isOver: () => false, inDoubt: "last" as const };

  it("is found, and what is far slower is measured once", async () => {
    const measured: number[] = [];
    const measure = (threads: number): Promise<number> => {
      measured.push(threads);
      return Promise.resolve({ 8: 30, 4: 100, 2: 90, 1: 50 }[threads] ?? 0);
    };
    expect(await findFastest([8, 4, 2, 1], measure, forever)).toEqual({ candidate: 4, tokensPerSecond: 100 });
    expect(measured).toEqual([8, 4, 2, 1, 4, 2, 4, 2]);
  });

  it("asks no further when speed only falls", async () => {
    const measured: number[] = [];
    const measure = (threads: number): Promise<number> => {
      measured.push(threads);
      return Promise.resolve(threads);
    };
    await findFastest([8, 6, 4, 2, 1], measure, { ...forever, isOver: () => measured.length >= 3 });
    expect(measured).toEqual([8, 6, 4]);
  });

  it("is the one in doubt's favour when two are as good as equal", async () => {
    const measure = (threads: number): Promise<number> => Promise.resolve(threads === 2 ? 101 : 100);
    expect((await findFastest([2, 1], measure, forever))?.candidate).toBe(1);
    expect((await findFastest([2, 1], measure, { ...forever, inDoubt: "first" }))?.candidate).toBe(2);
  });

  it("counts the best of each, since what disturbs can only slow", async () => {
    const speeds = { 2: [60, 100, 99], 1: [70, 71, 72] };
    const measure = (threads: 1 | 2): Promise<number> => Promise.resolve(speeds[threads].shift() ?? 0);
    expect(await findFastest([2, 1] as const, measure, forever)).toEqual({ candidate: 2, tokensPerSecond: 100 });
  });

  it("is not known when another program had the cores", async () => {
    expect(await findFastest([2, 1], (threads) => Promise.resolve(threads === 2 ? null : 70), forever)).toBeNull();
  });
});

describe("tuning", () => {
  /** Decodes fastest with 2 threads, and reads prompts with all. */
  const computer = (factor: number): PacedProcess => ({
    measure: (kind, threads) =>
      Promise.resolve(factor * (kind === "prompt" ? 100 * threads : threads <= 2 ? 40 * threads : 80 / threads)),
  });

  const options = {
    process: computer(1),
    environment: "one-worker" as const,
    maxThreads: 4,
    now: () => 0,
    signal: new AbortController().signal,
  };

  it("chooses threads for answers and for prompts apart", async () => {
    expect(await tune(options)).toEqual({
      decodeThreads: 2,
      promptThreads: 4,
      environment: "one-worker",
      decodeTokensPerSecond: 80,
      promptTokensPerSecond: 400,
    });
  });

  it("gives up when a question comes", async () => {
    const question = new AbortController();
    let measured = 0;
    const process: PacedProcess = {
      measure: () => {
        measured++;
        question.abort();
        return Promise.resolve(50);
      },
    };
    expect(await tune({ ...options, process, signal: question.signal })).toBeNull();
    expect(measured).toBe(1);
  });

  it("begins nothing more when its time is over", async () => {
    let clock = 0;
    const process: PacedProcess = {
      measure: (_kind, threads) => {
        clock += 3000;
        return Promise.resolve(threads);
      },
    };
    expect(await tune({ ...options, process, now: () => clock })).toMatchObject({ decodeThreads: 4 });
    expect(clock).toBeLessThanOrEqual(9000);
  });

  /** As `pace-meter.ts` measures: tokens of an answer, of a slow model two, and two seconds' worth of them as a prompt. */
  function timed(speedOf: (kind: PaceKind, threads: number) => number | null): {
    process: PacedProcess;
    now(): number;
  } {
    let [clock, pace] = [0, 0];
    const process: PacedProcess = {
      measure(kind, threads) {
        const speed = speedOf(kind, threads);
        if (kind === "decode") {
          pace = speed ?? 0.5;
          clock += pace <= 2.5 ? 2000 / pace : (2000 + Math.max(2000, 120 * pace)) / pace;
        } else {
          clock += (Math.max(8, 2 * pace) * 1000) / (speed ?? 2);
        }
        return Promise.resolve(speed);
      },
    };
    return { process, now: () => clock };
  }

  it.each([1, 2, 4, 20])("takes less than ten seconds with a model of %s tokens a second", async (best) => {
    const slow = timed((kind, threads) =>
      kind === "decode" ? best * Math.min(1, threads / 4) : (4 * best * threads) / 8,
    );
    const tuned = await tune({ ...options, ...slow, maxThreads: 8 });
    expect(slow.now()).toBeLessThan(10_000);
    expect(tuned?.promptThreads).toBe(8);
    expect(tuned?.decodeThreads).toBeGreaterThanOrEqual(4);
  });

  it.each([3, 5, 10])("sees that all threads are too many for a model of %s tokens a second", async (best) => {
    const slow = timed((kind, threads) =>
      kind === "prompt" ? 4 * best : threads === 8 ? 0.3 * best : (best * threads) / 7,
    );
    expect(await tune({ ...options, ...slow, maxThreads: 8 })).toMatchObject({ decodeThreads: 7 });
    expect(slow.now()).toBeLessThan(10_000);
  });

  it("does not take every chance with a slow model that other programs disturb", async () => {
    const slow = timed(() => null);
    expect(await tune({ ...options, ...slow, maxThreads: 8 })).toBeNull();
    expect(slow.now()).toBeLessThan(5000);
  });
});

describe("comparing processes", () => {
  const tuning = {
    decodeThreads: 2,
    promptThreads: 2,
    environment: "one-worker",
    decodeTokensPerSecond: 1,
    promptTokensPerSecond: 100,
  } as const;
  const { signal } = new AbortController();

  it("measures each with its own threads, by turns, and counts the best", async () => {
    const asked: string[] = [];
    const contender = (name: string, decodeThreads: number, speeds: number[]) => ({
      tuning: { ...tuning, decodeThreads },
      process: {
        measure: (_kind: PaceKind, threads: number) => {
          asked.push(`${name}${threads}`);
          return Promise.resolve(speeds.shift() ?? null);
        },
      },
    });
    const compared = await compareByTurns(
      [contender("a", 2, [10, 30, 20]), contender("b", 1, [25, 5, 5])],
      () => 0,
      signal,
    );
    expect(compared?.map(({ decodeTokensPerSecond }) => decodeTokensPerSecond)).toEqual([30, 25]);
    expect(asked).toEqual(["a2", "b1", "a2", "b1", "a2", "b1"]);
  });

  it("says nothing where one could not be measured, or a question came", async () => {
    const fine = { tuning, process: { measure: () => Promise.resolve(10) } };
    const disturbed = { tuning, process: { measure: () => Promise.resolve(null) } };
    expect(await compareByTurns([fine, disturbed], () => 0, signal)).toBeNull();
    expect(await compareByTurns([fine, fine], () => 0, AbortSignal.abort())).toBeNull();
  });
});
