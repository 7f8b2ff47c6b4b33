import { expect, it, vi } from "vitest";
import { inSlices } from "../../../../src-main/ground/timing/index.ts";

it("gives others their turn between two slices, and after the last one", async () => {
  // Each look at the clock finds it a slice later.
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
  const order: string[] = [];
  const done = inSlices([1, 2], undefined, (item) => {
    order.push(String(item));
    setImmediate(() => order.push("another"));
  }).then(() => order.push("done"));
  await done.finally(() => clock.mockRestore());
  expect(order).toEqual(["1", "another", "2", "another", "done"]);
});

it("begins nothing after it was cancelled", async () => {
  const cancelling = new AbortController();
  const begun: number[] = [];
  const done = inSlices([1, 2], cancelling.signal, (item) => {
    begun.push(item);
    cancelling.abort();
  });
  await expect(done).rejects.toThrow();
  expect(begun).toEqual([1]);
});
