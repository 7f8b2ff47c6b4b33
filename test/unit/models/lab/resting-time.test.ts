import { expect, it } from "vitest";
import { RestingTime } from "../../../../src-main/models/lab/resting-time.ts";

it("adds up what was rested, and nothing of the time between", () => {
  let now = 0;
  const rest = new RestingTime(() => now);
  for (const [at, isResting] of [
    [1000, true],
    [3000, false],
    [9000, true],
    [9500, false],
  ] as const) {
    now = at;
    rest.tell(isResting);
  }
  expect(rest.seconds()).toBe(2.5);
});
