import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { JOB_BUDGET_MS, MAX_FAILED_STARTS, MAX_PROMPT_CHARS } from "../../../src-renderer/markdown/limits.ts";
import type { Job } from "../../../src-renderer/markdown/worker/job.ts";
import { ParserClient, type WorkerPort } from "../../../src-renderer/markdown/worker/parser-client.ts";

class FakeWorker implements WorkerPort {
  onmessage: WorkerPort["onmessage"] = null;
  onerror: WorkerPort["onerror"] = null;
  readonly jobs: Job[] = [];
  terminated = false;

  postMessage(job: Job): void {
    this.jobs.push(job);
  }
  terminate(): void {
    this.terminated = true;
  }
  ready(): void {
    this.onmessage?.({ data: { ready: true } } as never);
  }
  answer(): void {
    this.onmessage?.({ data: { result: [] } } as never);
  }
}

const math = (tex: string): Extract<Job, { kind: "math" }> => ({ kind: "math", tex, display: false });

describe("the worker's client", () => {
  const workers: FakeWorker[] = [];
  const open = (): FakeWorker => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  };

  beforeEach(() => {
    workers.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("gives one job at a time, the last one first", () => {
    const client = new ParserClient(open);
    const done: string[] = [];
    for (const tex of ["a", "b", "c"]) client.ask<"math">(math(tex), () => done.push(tex));
    workers[0]?.ready();
    expect(workers[0]?.jobs).toEqual([math("c")]);
    workers[0]?.answer();
    workers[0]?.answer();
    workers[0]?.answer();
    expect(done).toEqual(["c", "b", "a"]);
    expect(workers).toHaveLength(1);
  });

  test.each(["in a drawn window", "in one that draws no frames"])(
    "lets a long block be drawn before the next, %s",
    (where) => {
      if (where !== "in a drawn window") vi.stubGlobal("requestAnimationFrame", () => 0);
      const client = new ParserClient(open);
      const block = (text: string) => ({ kind: "block" as const, text, options: {} });
      const jobs = [block("last"), block("long ".repeat(MAX_PROMPT_CHARS)), block("first")];
      for (const job of jobs) client.ask<"block">(job, () => undefined);
      workers[0]?.ready();
      workers[0]?.answer();
      expect(workers[0]?.jobs).toHaveLength(2);
      workers[0]?.answer();
      expect(workers[0]?.jobs).toHaveLength(2);
      vi.advanceTimersByTime(1_000);
      expect(workers[0]?.jobs).toHaveLength(3);
      vi.unstubAllGlobals();
    },
  );

  test("ends a job that takes too long with its worker, and a new one does the others", () => {
    const client = new ParserClient(open);
    const results: [string, unknown][] = [];
    for (const tex of ["a", "bomb"]) client.ask<"math">(math(tex), (result) => results.push([tex, result]));
    workers[0]?.ready();
    vi.advanceTimersByTime(JOB_BUDGET_MS + 1);
    expect(workers[0]?.terminated).toBe(true);
    expect(results).toEqual([["bomb", null]]);
    workers[0]?.answer();
    expect(results).toHaveLength(1);
    workers[1]?.ready();
    workers[1]?.answer();
    expect(results).toEqual([
      ["bomb", null],
      ["a", []],
    ]);
  });

  test("takes an answer that came while the window was held up", () => {
    const client = new ParserClient(open);
    const done = vi.fn();
    client.ask<"math">(math("a"), done);
    workers[0]?.ready();
    vi.advanceTimersByTime(JOB_BUDGET_MS);
    workers[0]?.answer();
    vi.advanceTimersByTime(JOB_BUDGET_MS * 2);
    expect(done.mock.calls).toEqual([[[]]]);
    expect(workers[0]?.terminated).toBe(false);
  });

  test("gives up workers that never start, and says so to everyone", async () => {
    const client = new ParserClient(open);
    const done = vi.fn();
    client.ask<"math">(math("a"), done);
    for (let start = 0; start < MAX_FAILED_STARTS; start += 1) workers[start]?.onerror?.({} as ErrorEvent);
    await Promise.resolve();
    expect(workers).toHaveLength(MAX_FAILED_STARTS);
    expect(done.mock.calls).toEqual([[null]]);
    client.ask<"math">(math("b"), done);
    await Promise.resolve();
    expect(done).toHaveBeenCalledTimes(2);
  });

  test("forgets a question that was withdrawn", () => {
    const client = new ParserClient(open);
    const done = vi.fn();
    const withdraw = client.ask<"math">(math("a"), done);
    withdraw();
    workers[0]?.ready();
    expect(workers[0]?.jobs).toEqual([]);
    expect(done).not.toHaveBeenCalled();
  });
});
