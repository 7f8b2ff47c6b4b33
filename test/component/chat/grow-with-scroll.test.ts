import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { DrawnMessages, drawnLimits } from "../../../src-renderer/features/chat/drawn-messages.svelte.ts";
import { GrowWithScroll } from "../../../src-renderer/features/chat/grow-with-scroll.ts";
import type { Message } from "../../../src-shared/contract/index.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { frame } from "./harness.ts";

beforeEach(() => stubBrowser());

const messages = Array.from({ length: 40 }, (_, at) => ({ id: String(at) }) as Message);
const readEarlier = vi.fn(() => Promise.resolve(false));

/** A thread of so many pixels, whose reader is at `top`. */
function start(earlier: number, top: number): { drawn: DrawnMessages; growing: GrowWithScroll; scroller: HTMLElement } {
  const scroller = document.createElement("div");
  const layout = { clientHeight: 600, scrollHeight: 9000 };
  for (const [name, value] of Object.entries(layout)) Object.defineProperty(scroller, name, { value });
  const drawn = new DrawnMessages({ messages, earlier });
  const growing = new GrowWithScroll(scroller, drawn, readEarlier);
  scroller.scrollTop = top;
  scroller.dispatchEvent(new Event("scroll"));
  return { drawn, growing, scroller };
}

test("more is drawn where a reader comes near to the beginning of what is drawn, and read when there is no more", async () => {
  const { drawn, growing } = start(100, 300);
  await frame();
  const grown = 140 - drawn.before - drawnLimits.first;
  expect(grown).toBeGreaterThan(0);
  expect(grown).toBeLessThanOrEqual(drawnLimits.step);
  await vi.waitFor(() => expect(readEarlier).toHaveBeenCalled());
  await vi.waitFor(() => expect(drawn.ready).toBe(0));
  growing.dispose();
});

test("and not where they are far from it", async () => {
  const { drawn, growing } = start(100, 4000);
  await frame();
  expect(drawn.shown).toHaveLength(drawnLimits.first);
  growing.dispose();
});

test("more is drawn below where that is not the end, and what is being used stays", async () => {
  const { drawn, growing, scroller } = start(0, 4000);
  drawn.growBefore(24, 24);
  expect(drawn.after).toBe(24);
  scroller.scrollTop = 8300;
  scroller.dispatchEvent(new Event("scroll"));
  await vi.waitFor(() => expect(drawn.after).toBe(0));
  growing.dispose();
});

test("a thread that grows asks for a frame only where there is more to draw near", () => {
  let resized = (): void => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(onresize: () => void) {
        resized = onresize;
      }
      observe = (): void => undefined;
      disconnect = (): void => undefined;
    },
  );
  const frames = vi.spyOn(window, "requestAnimationFrame").mockReturnValue(0);
  onTestFinished(() => {
    frames.mockRestore();
    vi.unstubAllGlobals();
  });
  const { growing, scroller } = start(100, 4000);
  frames.mockClear();
  resized();
  expect(frames).not.toHaveBeenCalled();
  scroller.scrollTop = 300;
  resized();
  expect(frames).toHaveBeenCalled();
  growing.dispose();
});
