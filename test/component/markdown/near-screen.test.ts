import { render } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "../../patience.ts";
import InEnglish from "./InEnglish.svelte";

/** So that a short text is long: what a page holds takes a while to make here. */
vi.mock("../../../src-renderer/markdown/limits.ts", async (original) => ({
  ...(await original<object>()),
  MAX_KEPT_WEIGHT: 300,
}));

/** Says what is near the screen when the test wants it said. There before the modules that look for one are read. */
const { Observer } = vi.hoisted(() => {
  class Observer {
    static last: Observer | null = null;
    readonly seen = new Set<Element>();
    readonly #tell: (entries: IntersectionObserverEntry[]) => void;

    constructor(tell: (entries: IntersectionObserverEntry[]) => void) {
      this.#tell = tell;
      Observer.last = this;
    }
    observe(element: Element): void {
      this.seen.add(element);
    }
    unobserve(element: Element): void {
      this.seen.delete(element);
    }
    /** Everything that is observed, in the page's order: near where `isNear` says so. */
    look(isNear: (index: number) => boolean): void {
      const inOrder = [...this.seen].sort((a, b) =>
        a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
      );
      const boundingClientRect = { height: 321 } as DOMRectReadOnly;
      this.#tell(
        inOrder.map(
          (target, index) =>
            ({ target, isIntersecting: isNear(index), boundingClientRect }) as unknown as IntersectionObserverEntry,
        ),
      );
    }
  }
  globalThis.IntersectionObserver = Observer as unknown as typeof IntersectionObserver;
  return { Observer };
});

async function show(text: string) {
  const { container } = render(InEnglish, { text, live: false, eager: true, onlink: () => undefined });
  await vi.waitFor(() => {
    if (container.querySelector(".markdown[aria-busy]")) throw new Error("not yet");
  }, patience);
  return container;
}

const patience = { timeout: patienceMs };

/** Lets everything be shown that is wanted. */
async function settle(container: Element): Promise<void> {
  let before = -1;
  await vi.waitFor(() => {
    flushSync();
    const now = container.querySelectorAll("*").length;
    const isStill = now === before && !container.querySelector("[aria-busy]");
    before = now;
    if (!isStill) throw new Error("not yet");
  }, patience);
}

const isEmpty = (chunk: Element): boolean => chunk.childElementCount === 0;

describe("an answer that is longer than the screen", () => {
  const paragraphs = Array.from({ length: 300 }, (_, at) => `Paragraph ${String(at)}: \`a\`, \`b\` and \`c\`.`);

  test("has on the page what is near the screen, and boxes of the same height for the rest", async () => {
    const container = await show(paragraphs.join("\n\n"));
    const chunks = [...container.querySelectorAll(".chunk")];
    expect(chunks.length).toBeGreaterThan(20);
    expect(chunks.filter(isEmpty).length).toBeGreaterThan(0);
    // The end is what is before the reader.
    expect(chunks.at(-1)?.textContent).toContain("Paragraph 299");

    for (const at of [4, 12, 20]) {
      Observer.last?.look((index) => Math.abs(index - at) < 4);
      await vi.waitFor(() => expect(chunks.slice(at - 3, at + 4).some(isEmpty)).toBe(false), patience);
    }
    Observer.last?.look((index) => index === 0);
    await settle(container);
    expect(container.querySelectorAll(".markdown *").length).toBeLessThan(2000);
    const left = chunks.filter((chunk) => isEmpty(chunk) && chunk.getAttribute("style")?.includes("321px"));
    expect(left.length).toBeGreaterThan(0);
  });

  test("leads to its earlier parts", async () => {
    const container = await show("a\n\n".repeat(3000));
    const earlier = container.querySelector<HTMLElement>("button.page");
    expect(earlier?.textContent).toMatch(/Show earlier/);
    earlier?.click();
    flushSync();
    expect([...container.querySelectorAll("button.page")].map((button) => button.textContent)).toContainEqual(
      expect.stringContaining("Show more"),
    );
  });
});

test("copied over what is not on the page, a selection has its source", async () => {
  const container = await show(Array.from({ length: 1500 }, (_, index) => `Paragraph ${String(index)}.`).join("\n\n"));
  const markdown = container.querySelector(".markdown");
  const chunks = [...container.querySelectorAll(".chunk")];
  const hidden = chunks.find(isEmpty);
  if (!markdown || !hidden) throw new Error("something is to be off the page");
  getSelection()?.selectAllChildren(markdown);
  const copied = new Map<string, string>();
  const event = Object.assign(new Event("copy", { bubbles: true, cancelable: true }), {
    clipboardData: { setData: (type: string, text: string) => copied.set(type, text) },
  });
  chunks.at(-1)?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  const text = copied.get("text/plain") ?? "";
  const numbers = [...text.matchAll(/Paragraph (\d+)\./g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 1500 - numbers.length + index));
});
