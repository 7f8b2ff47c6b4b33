import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { watchOutsideChanges } from "../../../../src-main/ground/storage/watch-outside-changes.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells of each change once, until it is ended", async () => {
  let version = 3;
  const onChange = vi.fn();
  const end = watchOutsideChanges({ db: { outsideVersion: () => version }, onChange, logger: silentLogger });
  vi.advanceTimersByTime(3000);
  expect(onChange).not.toHaveBeenCalled();
  version = 4;
  vi.advanceTimersByTime(60_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  await end();
  version = 5;
  vi.advanceTimersByTime(60_000);
  expect(onChange).toHaveBeenCalledTimes(1);
});

it("looks again at what could not be read", () => {
  let version = 3;
  let fails = true;
  const onChange = vi.fn(() => {
    if (fails) throw new Error("busy");
  });
  void watchOutsideChanges({ db: { outsideVersion: () => version }, onChange, logger: silentLogger });
  version = 4;
  vi.advanceTimersByTime(60_000);
  fails = false;
  onChange.mockClear();
  vi.advanceTimersByTime(60_000);
  expect(onChange).toHaveBeenCalledTimes(1);
});
