import { describe, expect, it, vi } from "vitest";
import type { Wire } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, sampleLaptop } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError, createBridge } from "../../../src-renderer/bridge/index.ts";

function wireThatAnswers(answer: () => Promise<unknown>) {
  return { call: vi.fn<Wire["call"]>(answer), on: () => () => undefined };
}

describe("createBridge", () => {
  it("calls main by domain and name, and unwraps the answer", async () => {
    const wire = wireThatAnswers(async () => ({ ok: true, value: { opened: true } }));
    const answer = await createBridge(wire).app.openLink({ url: "https://example.org" });
    expect(answer).toEqual({ opened: true });
    expect(wire.call).toHaveBeenCalledExactlyOnceWith("app", "openLink", { url: "https://example.org" });
  });

  it("reads an answer that crossed as JSON", async () => {
    const bridge = createBridge(wireThatAnswers(async () => ({ ok: true, json: '{"opened":false}' })));
    expect(await bridge.app.openLink({ url: "https://example.org" })).toEqual({ opened: false });
  });

  it("throws a failure with its code, key and details", async () => {
    const error = { code: "disk-full", key: "kept", details: { message: "The drive is full.", missingBytes: 7 } };
    const bridge = createBridge(wireThatAnswers(async () => ({ ok: false, error })));
    const failure = await bridge.library.list().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(BridgeError);
    expect(failure).toMatchObject(error);
  });

  it("turns a broken wire into an internal error that keeps its text", async () => {
    const bridge = createBridge(wireThatAnswers(() => Promise.reject(new Error("no handler"))));
    await expect(bridge.machine.get()).rejects.toMatchObject({
      name: "BridgeError",
      code: "internal",
      key: "unexpected",
      details: { reason: expect.stringContaining("no handler") as string },
    });
  });

  it("is no promise, so that it can be returned from an async function", async () => {
    const bridge = createBridge(wireThatAnswers(async () => ({ ok: true, value: null })));
    await expect(Promise.resolve(bridge.app)).resolves.toBe(bridge.app);
    await expect(Promise.resolve(bridge)).resolves.toBe(bridge);
  });

  it("hands out events until the subscription ends", () => {
    const bridge = createFakeBridge();
    const heard = vi.fn();
    const end = bridge.on("machine", heard);
    bridge.emit("machine", sampleLaptop);
    end();
    bridge.emit("machine", sampleLaptop);
    expect(heard).toHaveBeenCalledExactlyOnceWith(sampleLaptop);
  });

  describe("a call that is cancelled", () => {
    const never = (): Promise<unknown> => new Promise(() => undefined);

    it("ends at once, and main is told which one it was", async () => {
      const wire = wireThatAnswers(never);
      const bridge = createBridge(wire);
      void bridge.machine.get();
      const controller = new AbortController();
      const search = bridge.catalog.search({ text: "gem" }, controller.signal);
      controller.abort();
      await expect(search).rejects.toMatchObject({ name: "BridgeError", code: "cancelled" });
      expect(wire.call.mock.calls).toEqual([
        ["machine", "get", undefined],
        ["catalog", "search", { text: "gem" }, 1],
        ["calls", "cancel", 1],
      ]);
    });

    it("is not even asked when it was cancelled before", async () => {
      const wire = wireThatAnswers(never);
      const search = createBridge(wire).catalog.search({ text: "gem" }, AbortSignal.abort());
      await expect(search).rejects.toMatchObject({ code: "cancelled" });
      expect(wire.call).not.toHaveBeenCalled();
    });

    it("is cancelled no more once it has its answer", async () => {
      const wire = wireThatAnswers(async () => ({ ok: true, value: null }));
      const controller = new AbortController();
      await createBridge(wire).app.ready(undefined, controller.signal);
      controller.abort();
      expect(wire.call).toHaveBeenCalledExactlyOnceWith("app", "ready", undefined, 1);
    });
  });
});
