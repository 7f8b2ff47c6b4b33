import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CHARS_OF_ELEMENT, FRAME_BUDGET_CHARS, MAX_KEPT_WEIGHT } from "../../../src-renderer/markdown/limits.ts";
import type { NearPart } from "../../../src-renderer/markdown/near-screen.ts";

/** Says of each element what the test wants. */
let tell: (element: Element, isNear: boolean) => void;

beforeEach(() => {
  // Its own clock and frames, and an unspent budget.
  vi.useFakeTimers({ toFake: ["performance", "requestAnimationFrame", "cancelAnimationFrame"] });
  vi.resetModules();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(onseen: (entries: unknown[]) => void) {
        tell = (target, isIntersecting) =>
          onseen([{ target, isIntersecting, boundingClientRect: { height: 100 } as DOMRectReadOnly }]);
      }
      observe = (): void => undefined;
      unobserve = (): void => undefined;
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a frame takes no more text than the browser lays out in time, but for what cannot wait", async () => {
  const { frameBudget } = await import("../../../src-renderer/markdown/frame-budget.ts");
  expect(frameBudget.takes(FRAME_BUDGET_CHARS - 10, true)).toBe(true);
  expect(frameBudget.takes(11, true)).toBe(false);
  expect(frameBudget.takes(10, true)).toBe(true);
  expect(frameBudget.takes(100_000, false)).toBe(true);
  vi.advanceTimersToNextFrame();
  expect(frameBudget.takes(10, false)).toBe(true);
  expect(frameBudget.takes(FRAME_BUDGET_CHARS, true)).toBe(false);
});

/** A part of the page, and how often it was shown and hidden. */
function part(chars: number, shown: boolean) {
  const told = { shown: 0, hidden: 0 };
  const near: NearPart = {
    ...{ element: document.createElement("p"), weight: 1, chars, shown },
    show: () => (told.shown += 1),
    hide: () => (told.hidden += 1),
  };
  return { near, told };
}

test("parts that are more than a frame takes come one a frame, and all of them come", async () => {
  const { nearScreen } = await import("../../../src-renderer/markdown/near-screen.ts");
  const parts = Array.from({ length: 4 }, () => part(FRAME_BUDGET_CHARS + 1, false));
  for (const { near } of parts) nearScreen.add(near);
  for (const { near } of parts) tell(near.element, true);
  for (let frame = 1; frame <= parts.length; frame += 1) {
    vi.advanceTimersToNextFrame();
    expect(parts.filter(({ told }) => told.shown === 1)).toHaveLength(frame);
  }
});

test("short parts come together", async () => {
  const { nearScreen } = await import("../../../src-renderer/markdown/near-screen.ts");
  const parts = Array.from({ length: 4 }, () => part(FRAME_BUDGET_CHARS / 4, false));
  for (const { near } of parts) nearScreen.add(near);
  for (const { near } of parts) tell(near.element, true);
  vi.advanceTimersToNextFrame();
  expect(parts.map(({ told }) => told.shown)).toEqual([1, 1, 1, 1]);
});

test("much text leaves the page as many elements do", async () => {
  const { nearScreen } = await import("../../../src-renderer/markdown/near-screen.ts");
  const parts = Array.from({ length: 3 }, () => part((MAX_KEPT_WEIGHT * CHARS_OF_ELEMENT) / 2, true));
  for (const { near } of parts) nearScreen.add(near);
  for (const { near } of parts) tell(near.element, false);
  expect(parts.map(({ told }) => told.hidden)).toEqual([1, 1, 0]);
});
