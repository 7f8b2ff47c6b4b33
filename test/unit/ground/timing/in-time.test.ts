import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inTime } from "../../../../src-main/ground/timing/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<string>(() => undefined);

it("gives what the work comes to, and leaves no timer behind", async () => {
  expect(await inTime(Promise.resolve("here"), 1000, () => null)).toBe("here");
  await expect(inTime(Promise.reject(new Error("gone")), 1000, () => null)).rejects.toThrow("gone");
  expect(vi.getTimerCount()).toBe(0);
});

it("gives what is said of late work at the limit, and not before", async () => {
  const late = vi.fn(() => null);
  const waiting = inTime(never, 1000, late);
  await vi.advanceTimersByTimeAsync(999);
  expect(late).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting).toBeNull();
});

it("rejects where lateness is a failure", async () => {
  const waiting = inTime(never, 1000, () => {
    throw new Error("too late");
  });
  const rejected = expect(waiting).rejects.toThrow("too late");
  await vi.advanceTimersByTimeAsync(1000);
  await rejected;
});
