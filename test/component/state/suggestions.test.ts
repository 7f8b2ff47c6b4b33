import { describe, expect, it, vi } from "vitest";
import type { MachineSuggestions, SuggestRequestInput } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, sampleDesktop, sampleLaptop } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { SuggestionsState } from "../../../src-renderer/state/suggestions.svelte.ts";
import { WhatIfState } from "../../../src-renderer/state/what-if.svelte.ts";

interface Ask {
  asked: SuggestRequestInput;
  signal: AbortSignal | undefined;
  answer: (answer?: Partial<MachineSuggestions>) => void;
  fail: (error: Error) => void;
}

function slowSuggestions() {
  const asks: Ask[] = [];
  const bridge = createFakeBridge({
    overrides: {
      catalog: {
        suggest: (asked, signal) =>
          new Promise((resolve, reject) => {
            const answer: Ask["answer"] = (given = {}) =>
              resolve({ job: asked.job, suggestions: [], ratedOn: null, largest: null, ...given });
            asks.push({ asked, signal, answer, fail: reject });
          }),
      },
    },
  });
  const whatIf = new WhatIfState(bridge);
  const spoken = { spoken: ["de", "en"] };
  const here = new SuggestionsState(bridge, spoken);
  const shown = new SuggestionsState(bridge, spoken, whatIf);
  const ends = [here.connect(), shown.connect()];
  return { asks, bridge, whatIf, here, shown, end: () => ends.forEach((end) => end()) };
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("SuggestionsState", () => {
  it("asks when a screen shows them, once for two screens, and for the reader's languages", async () => {
    const { asks, here } = slowSuggestions();
    expect(asks).toHaveLength(0);
    here.enter();
    here.enter();
    expect(asks.map(({ asked }) => asked)).toEqual([{ job: "chat", machine: null, languages: ["de", "en"] }]);
    asks[0]?.answer({ largest: { parameters: 8e9 } });
    await settle();
    expect(here).toMatchObject({ all: [], largest: { parameters: 8e9 }, busy: false });
    here.enter();
    expect(asks).toHaveLength(1);
  });

  it("drops the answer for a job that was changed meanwhile, and cancels its call", async () => {
    const { asks, here } = slowSuggestions();
    here.enter();
    here.choose("code");
    here.choose("code");
    expect(asks.map(({ asked }) => asked.job)).toEqual(["chat", "code"]);
    expect(asks[0]?.signal?.aborted).toBe(true);
    asks[1]?.answer({ largest: { parameters: 2e9 } });
    asks[0]?.answer({ largest: { parameters: 1e9 } });
    await settle();
    expect(here.largest).toEqual({ parameters: 2e9 });
  });

  it("asks again when this computer changes, and not while nobody looks", async () => {
    const { asks, bridge, here } = slowSuggestions();
    bridge.emit("machine", sampleLaptop);
    expect(asks).toHaveLength(0);
    const leave = here.enter();
    asks[0]?.answer();
    await settle();
    bridge.emit("machine", sampleLaptop);
    expect(asks).toHaveLength(2);
    leave();
    expect(asks[1]?.signal?.aborted).toBe(true);
    expect(here.busy).toBe(false);
    bridge.emit("machine", sampleLaptop);
    expect(asks).toHaveLength(2);
    here.enter();
    expect(asks).toHaveLength(3);
  });

  it("keeps to this computer where another is looked at, unless it is to follow", async () => {
    const { asks, bridge, whatIf, here, shown } = slowSuggestions();
    here.enter();
    shown.enter();
    asks[0]?.answer();
    asks[1]?.answer();
    await settle();
    whatIf.choose({ name: "Elsewhere", memory: { totalBytes: 8 * 2 ** 30 } });
    expect(asks.slice(2).map(({ asked }) => asked.machine?.name)).toEqual(["Elsewhere"]);
    expect(shown.all).toBeNull();
    expect(here.all).toEqual([]);
    asks[2]?.answer();
    await settle();
    bridge.emit("machine", sampleDesktop);
    expect(asks.slice(3).map(({ asked }) => asked.machine ?? null)).toEqual([null]);
  });

  it("says what went wrong, and asks again", async () => {
    const { asks, here } = slowSuggestions();
    here.enter();
    asks[0]?.fail(new BridgeError({ code: "busy", key: "answering-before-load", details: {} }));
    await settle();
    expect(here).toMatchObject({ all: null, busy: false, error: { code: "busy" } });
    void here.ask();
    expect(here.error).toBeNull();
    asks[1]?.answer();
    await vi.waitFor(() => expect(here.all).toEqual([]));
  });
});
