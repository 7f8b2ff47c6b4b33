import { expect, it } from "vitest";
import { orCancelled } from "../../../../src-main/doors/cli/or-cancelled.ts";

const never = new Promise<string>(() => undefined);

it("gives up what does not end by itself after the signal", async () => {
  const abort = new AbortController();
  const waiting = orCancelled(never, abort.signal, 5);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
  await expect(orCancelled(never, AbortSignal.abort(), 5)).rejects.toMatchObject({ code: "cancelled" });
});

it("lets end in its own way what ends soon, and never cuts what nobody ended", async () => {
  const own = Promise.reject(new Error("its own words"));
  await expect(orCancelled(own, AbortSignal.abort(), 10_000)).rejects.toThrow("its own words");
  expect(await orCancelled(Promise.resolve("done"), new AbortController().signal, 0)).toBe("done");
});
