import { describe, expect, it } from "vitest";
import { SharedWork } from "../../../../src-main/ground/core/index.ts";

function begun() {
  let finish: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let given: AbortSignal | undefined;
  const work = new SharedWork<string>((signal) => {
    given = signal;
    return new Promise((resolve, reject) => {
      finish = resolve;
      fail = reject;
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  });
  return { work, finish: (value: string) => finish(value), fail: (error: Error) => fail(error), signal: () => given };
}

describe("work that several wait for", () => {
  it("comes to the same for all, also for one who asks after its end", async () => {
    const { work, finish, signal } = begun();
    const waiting = [work.join(), work.join()];
    finish("read");
    expect(await Promise.all(waiting)).toEqual(["read", "read"]);
    expect(await work.join()).toBe("read");
    expect([work.isGivenUp, signal()?.aborted]).toEqual([false, false]);
  });

  it("goes on while one still waits", async () => {
    const { work, finish } = begun();
    const leaving = new AbortController();
    const left = work.join(leaving.signal);
    const staying = work.join();
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: "cancelled" });
    expect(work.isGivenUp).toBe(false);
    finish("read");
    expect(await staying).toBe("read");
  });

  it("is given up when the last one leaves", async () => {
    const { work, signal } = begun();
    const controller = new AbortController();
    const both = [work.join(controller.signal), work.join(controller.signal)];
    controller.abort();
    const ends = await Promise.allSettled(both);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect([work.isGivenUp, signal()?.aborted]).toEqual([true, true]);
  });

  it("tells each its failure", async () => {
    const { work, fail } = begun();
    const waiting = [work.join(), work.join()];
    fail(new Error("torn cable"));
    for (const one of waiting) await expect(one).rejects.toThrow("torn cable");
  });
});
