import { describe, expect, it, vi } from "vitest";
import type { CollectionPage } from "../../../src-shared/contract/index.ts";
import { PagedList } from "../../../src-renderer/state/paged-list.svelte.ts";

interface Item {
  id: string;
  at: number;
}

type Answer = (page: CollectionPage<Item>) => void;

/** A list whose questions are answered by the test. */
function make(takesNew = true, isWhole = false) {
  const asked: { cursor: string | null; signal: AbortSignal; answer: Answer; fail: () => void }[] = [];
  const list = new PagedList<Item>({
    fetch: (cursor, signal) =>
      new Promise((answer, reject) => asked.push({ cursor, signal, answer, fail: () => reject(new Error("no")) })),
    compare: (one, other) => other.at - one.at,
    takesNew,
    isWhole,
  });
  return { list, asked };
}

const item = (at: number): Item => ({ id: `i${at}`, at });
const page = (revision: number, ats: number[], next: string | null = null): CollectionPage<Item> => ({
  revision,
  items: ats.map(item),
  next,
});
const shown = (list: PagedList<Item>): number[] | undefined => list.items?.map(({ at }) => at);

describe("PagedList", () => {
  it("puts what is told of single items in its place, and takes out what is gone", async () => {
    const { list, asked } = make();
    const loaded = list.load();
    asked[0]?.answer(page(4, [30, 20, 10]));
    await loaded;
    list.take({ revision: 5, put: [item(25), { id: "i10", at: 40 }], removed: ["i20"] });
    expect(shown(list)).toEqual([40, 30, 25]);
    expect(asked).toHaveLength(1);
  });

  it("asks for the whole when a change was missed", async () => {
    const { list, asked } = make();
    const loaded = list.load();
    asked[0]?.answer(page(4, [10]));
    await loaded;
    list.take({ revision: 7, put: [item(20)], removed: [] });
    expect(asked).toHaveLength(2);
    asked[1]?.answer(page(7, [30, 20, 10]));
    await expect.poll(() => shown(list)).toEqual([30, 20, 10]);
  });

  it("keeps what was told while an older answer was on its way", async () => {
    const { list, asked } = make();
    const loaded = list.load();
    list.take({ revision: 5, put: [item(20)], removed: ["i10"] });
    asked[0]?.answer(page(4, [30, 10]));
    await loaded;
    expect(shown(list)).toEqual([30, 20]);
    list.take({ revision: 5, put: [item(99)], removed: [] });
    expect(shown(list), "told twice").toEqual([30, 20]);
  });

  it("drops the answer to a question that was asked again", async () => {
    const { list, asked } = make();
    const first = list.load();
    const second = list.load();
    asked[1]?.answer(page(1, [2]));
    await second;
    asked[0]?.answer(page(0, [1]));
    await first;
    expect(shown(list)).toEqual([2]);
  });

  it("leaves to later pages what belongs there, and takes each item once", async () => {
    const { list, asked } = make();
    const loaded = list.load();
    asked[0]?.answer(page(0, [50, 40], "next"));
    await loaded;
    list.take({ revision: 1, put: [item(5), item(45)], removed: [] });
    expect(shown(list)).toEqual([50, 45, 40]);
    const more = list.more();
    expect(asked[1]?.cursor).toBe("next");
    list.take({ revision: 2, put: [{ id: "i30", at: 60 }], removed: ["i20"] });
    asked[1]?.answer(page(1, [40, 30, 20, 5]));
    await more;
    expect(shown(list)).toEqual([60, 50, 45, 40, 5]);
    expect(list.hasMore).toBe(false);
  });

  it("takes nothing new into what a search found", async () => {
    const { list, asked } = make(false);
    const loaded = list.load();
    asked[0]?.answer(page(0, [50]));
    await loaded;
    list.take({ revision: 1, put: [item(60), { id: "i50", at: 55 }], removed: [] });
    expect(shown(list)).toEqual([55]);
  });

  it("tells a failure, and asks again at the next news", async () => {
    const { list, asked } = make();
    const loaded = list.load();
    asked[0]?.fail();
    await loaded;
    expect(list.error).toMatchObject({
      code: "internal",
      details: { reason: expect.stringContaining("no") as string },
    });
    list.take({ revision: 1, put: [item(1)], removed: [] });
    asked[1]?.answer(page(1, [1]));
    await expect.poll(() => shown(list)).toEqual([1]);
    expect(list.error).toBeNull();
  });

  it("cancels a page that is on its way when it is begun anew, or nobody looks at it", async () => {
    const { list, asked } = make();
    const first = list.load();
    const second = list.load();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[0]?.fail();
    await first;
    expect(list.error).toBeNull();
    list.cancel();
    expect(asked[1]?.signal.aborted).toBe(true);
    asked[1]?.fail();
    await second;
    expect([list.error, list.items]).toEqual([null, null]);
  });

  it("that is wanted as a whole goes on page by page, and begins anew with its first", async () => {
    const { list, asked } = make(true, true);
    const loaded = list.load();
    asked[0]?.answer(page(4, [30, 20], "second"));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    // The first page is there already.
    expect(shown(list)).toEqual([30, 20]);
    expect(asked[1]?.cursor).toBe("second");
    list.take({ revision: 5, put: [item(25)], removed: ["i30"] });
    asked[1]?.answer(page(5, [10]));
    await loaded;
    expect(shown(list)).toEqual([25, 20, 10]);
    list.take({ revision: 9, put: [], removed: [] });
    expect(asked.map(({ cursor }) => cursor)).toEqual([null, "second", null]);
  });

  it("that is wanted as a whole stops where a page fails", async () => {
    const { list, asked } = make(true, true);
    const loaded = list.load();
    asked[0]?.answer(page(4, [30], "second"));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.fail();
    await loaded;
    expect([shown(list), list.hasMore, asked.length]).toEqual([[30], true, 2]);
    expect(list.error).not.toBeNull();
  });
});
