import { describe, expect, it, vi } from "vitest";
import { createFakeBridge, sampleDesktop, sampleLaptop } from "../../../src-renderer/bridge/fake/index.ts";
import { Mirror } from "../../../src-renderer/state/mirror.svelte.ts";

describe("Mirror", () => {
  it("drops an answer that an event has overtaken", async () => {
    const bridge = createFakeBridge();
    let answer = (): void => undefined;
    const mirror = new Mirror(
      bridge,
      "machine",
      () => new Promise((resolve) => (answer = () => resolve(sampleLaptop))),
    );
    mirror.connect();
    // Ends when the answer has been taken or dropped.
    const asked = mirror.load();
    bridge.emit("machine", sampleDesktop);
    answer();
    await asked;
    expect(mirror.value?.name).toBe(sampleDesktop.name);
  });

  it("drops a failure that an event has overtaken", async () => {
    const bridge = createFakeBridge();
    let fail = (): void => undefined;
    const mirror = new Mirror(
      bridge,
      "machine",
      () => new Promise((_resolve, reject) => (fail = () => reject(new Error("late")))),
    );
    mirror.connect();
    const asked = mirror.load();
    bridge.emit("machine", sampleDesktop);
    fail();
    await asked;
    expect(mirror.error).toBeNull();
  });

  it("keeps the failure until there is a value", async () => {
    const bridge = createFakeBridge();
    const mirror = new Mirror(bridge, "machine", () => Promise.reject(new Error("no probe")));
    mirror.connect();
    await vi.waitFor(() => expect(mirror.error?.details).toEqual({ reason: "no probe" }));
    bridge.emit("machine", sampleLaptop);
    expect(mirror.error).toBeNull();
  });

  it("hears nothing after its end", () => {
    const bridge = createFakeBridge();
    const mirror = new Mirror(bridge, "machine", () => new Promise(() => undefined));
    const end = mirror.connect();
    end();
    bridge.emit("machine", sampleLaptop);
    expect(mirror.value).toBeNull();
  });
});
