import { describe, expect, it, vi } from "vitest";
import type { Ladder, LadderRequest } from "../../../src-shared/contract/index.ts";
import {
  createFakeBridge,
  sampleDesktop,
  sampleLadder,
  sampleLaptop,
  sampleModels,
} from "../../../src-renderer/bridge/fake/index.ts";
import { LadderState } from "../../../src-renderer/state/ladder.svelte.ts";
import { WhatIfState } from "../../../src-renderer/state/what-if.svelte.ts";

interface Ask {
  request: LadderRequest;
  signal: AbortSignal | undefined;
  answer: () => void;
  fail: (error: Error) => void;
}

function slowLadder(): { state: LadderState; asks: Ask[]; whatIf: WhatIfState } {
  const asks: Ask[] = [];
  const bridge = createFakeBridge({
    overrides: {
      catalog: {
        ladder: (input, signal) =>
          new Promise<Ladder>((resolve, reject) => {
            const request = input as LadderRequest;
            const model = sampleModels.find((one) => one.repository === request.repository);
            asks.push({
              request,
              signal,
              answer: () => model && resolve(sampleLadder(model, request, sampleLaptop)),
              fail: reject,
            });
          }),
      },
    },
  });
  const whatIf = new WhatIfState(bridge);
  return { state: new LadderState(bridge, whatIf), asks, whatIf };
}

/** Whatever an answer that has been given sets going is over then: the bridge answers by microtasks alone. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const llama = "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF";
const qwen = "lmstudio-community/Qwen3-4B-GGUF";

describe("LadderState", () => {
  it("drops the ladder of a repository that was left", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    state.open(qwen);
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    asks[1]?.answer();
    await vi.waitFor(() => expect(state.ladder?.detail.repository).toBe(qwen));
    asks[0]?.answer();
    await settle();
    expect(state.ladder?.detail.repository).toBe(qwen);
  });

  it("cancels the question about a repository that is left for another", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    state.open(qwen);
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    expect(asks.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  });

  it("cancels what is asked when nobody looks any more, and asks again when somebody does", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    state.leave();
    await settle();
    expect(asks[0]?.signal?.aborted).toBe(true);
    expect(state.error).toBeNull();
    state.enter();
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    asks[1]?.answer();
    await vi.waitFor(() => expect(state.loading).toBe(false));
    state.leave();
    state.enter();
    await settle();
    expect(asks).toHaveLength(2);
    expect(state.ladder?.detail.repository).toBe(llama);
  });

  it("drops the failure of a repository that was left", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    state.open(qwen);
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    asks[0]?.fail(new Error("torn cable"));
    await settle();
    expect(state.error).toBeNull();
    expect(state.loading).toBe(true);
  });

  it("follows a setting that plans depend on, and no other", async () => {
    const bridge = createFakeBridge();
    const state = new LadderState(bridge);
    const end = state.connect();
    state.open(llama);
    await vi.waitFor(() => expect(state.ladder).not.toBeNull());
    const asked = (): number => bridge.calls.filter(({ name }) => name === "ladder").length;
    const view = await bridge.settings.get();
    // The first to be told of is no change yet.
    bridge.emit("settings", { ...view, settings: { ...view.settings, firstRunDone: true } });
    await settle();
    expect(asked()).toBe(1);
    bridge.emit("settings", { ...view, settings: { ...view.settings, memoryReserveBytes: 9e9 } });
    await vi.waitFor(() => expect(asked()).toBe(2));
    bridge.emit("settings", { ...view, settings: { ...view.settings, memoryReserveBytes: 9e9, theme: "light" } });
    await settle();
    expect(asked()).toBe(2);
    end();
  });

  it("asks for the latest of many moves, one question at a time", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    asks[0]?.answer();
    await vi.waitFor(() => expect(state.ladder).not.toBeNull());

    for (const tokens of [1024, 2048, 4096]) state.setContextTokens(tokens);
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    expect(asks[1]?.request.plan.contextTokens).toBe(4096);

    // These move while the question is on its way: one more is asked, and only after the answer.
    state.setContextTokens(16_384);
    state.setKvType("q8_0");
    await settle();
    expect(asks).toHaveLength(2);
    asks[1]?.answer();
    await vi.waitFor(() => expect(asks).toHaveLength(3));
    expect(asks[2]?.request.plan).toEqual({ contextTokens: 16_384, kvType: "q8_0" });
  });

  it("keeps the controls where they were put while the answer is on its way", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    asks[0]?.answer();
    await vi.waitFor(() => expect(state.contextTokens).toBe(8192));
    state.setContextTokens(32_768);
    expect(state.contextTokens).toBe(32_768);
  });

  it("shows no ladder of a computer that is no longer looked at", async () => {
    const { state, asks, whatIf } = slowLadder();
    const end = state.connect();
    state.open(llama);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    whatIf.choose({ ...sampleDesktop, problems: [] });
    await settle();
    asks[0]?.answer();
    await vi.waitFor(() => expect(asks).toHaveLength(2));
    expect(state.ladder).toBeNull();
    expect(state.loading).toBe(true);
    expect(asks[1]?.request.machine).toEqual(sampleDesktop);
    asks[1]?.answer();
    await vi.waitFor(() => expect(state.ladder).not.toBeNull());
    expect(state.loading).toBe(false);
    end();
  });

  it("shortens a context that the next model never saw", async () => {
    const { state, asks } = slowLadder();
    state.setContextTokens(131_072);
    state.open(qwen);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    asks[0]?.answer();
    await vi.waitFor(() => expect(state.contextTokens).toBe(40_960));
  });

  it("keeps the error of the repository that is open, and forgets it on the next", async () => {
    const { state, asks } = slowLadder();
    state.open(llama);
    await vi.waitFor(() => expect(asks).toHaveLength(1));
    asks[0]?.fail(new Error("torn cable"));
    await vi.waitFor(() => expect(state.error?.code).toBe("internal"));
    expect(state.loading).toBe(false);
    state.open(qwen);
    expect(state.error).toBeNull();
  });
});
