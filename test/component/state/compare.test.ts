import { afterEach, expect, it, vi } from "vitest";
import { type Comparison, defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import { createFakeBridge } from "../../../src-renderer/bridge/fake/index.ts";
import { CompareState } from "../../../src-renderer/state/compare.svelte.ts";

let end = (): void => undefined;
afterEach(() => end());

const answering = (text: string): Comparison => ({
  ...{ id: "x", order: 1, batchId: "b", prompt: "Why?", aboveCount: 0, seed: 7, isBlind: false, isHidden: false },
  ...{ isOpen: true, doneCount: 0, vote: null, createdAt: 1, settings: defaultConversationSettings },
  sides: ["a", "b"].map((id) => ({
    variant: { id, name: id, label: "Q4_K_M", sizeBytes: 1 },
    state: "answering",
    parts: [{ kind: "text", text }],
    figures: null,
    error: null,
  })),
});
const delta = (offset: number, text: string, side = 0) =>
  ({ id: "x", side, part: 0, kind: "text", offset, text }) as const;

function stateOf(text: string) {
  const bridge = createFakeBridge({ state: { comparisons: [answering(text)], wordMs: 100_000 } });
  const compare = new CompareState(bridge);
  end = compare.connect();
  const lists = (): number => bridge.calls.filter((call) => call.domain === "compare" && call.name === "list").length;
  const said = (side = 0): string | undefined => compare.partsOf(compare.items?.[0] ?? answering(""), side)[0]?.text;
  return { bridge, compare, lists, said };
}

it("reads an answer again once when a piece of it was missed, and goes on from there", async () => {
  const { bridge, compare, lists, said } = stateOf("one");
  compare.ask();
  await vi.waitFor(() => expect(compare.items).not.toBeNull());
  bridge.emit("comparisonDelta", delta(3, " two"));
  await vi.waitFor(() => expect(said()).toBe("one two"));
  // Of both answers, and what follows it before the list is here.
  for (const side of [0, 1]) bridge.emit("comparisonDelta", delta(40, " later", side));
  bridge.emit("comparisonDelta", delta(46, " still", 1));
  await vi.waitFor(() => expect(lists()).toBe(2));
  await vi.waitFor(() => expect(said()).toBe("one"));
  await vi.waitFor(() => {
    bridge.emit("comparisonDelta", delta(3, " two more"));
    expect(said()).toBe("one two more");
  });
  expect(lists()).toBe(2);
});

it("places nothing before the answers are here", async () => {
  const { bridge, compare, lists, said } = stateOf("one");
  compare.ask();
  bridge.emit("comparisonDelta", delta(3, " two"));
  await vi.waitFor(() => expect(compare.items).not.toBeNull());
  bridge.emit("comparisonDelta", delta(3, " two"));
  await vi.waitFor(() => expect(said()).toBe("one two"));
  expect(lists()).toBe(1);
});
