import { beforeEach, describe, expect, it, vi } from "vitest";
import { LoadQueue } from "../../../../src-main/answers/loading/load-queue.ts";
import type { AskedLoad } from "../../../../src-main/answers/loading/types.ts";

interface Work {
  id: number;
  signal: AbortSignal;
  resolve(value: string): void;
  reject(reason: Error): void;
}

let queue: LoadQueue<string>;
let works: Work[];

const asked = (variantId: string): AskedLoad => ({ variantId, plan: {}, force: false });
const work = (id: number, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    works.push({ id, signal, resolve, reject });
  });
const enter = (variantId: string, signal?: AbortSignal): Promise<string> => queue.enter(asked(variantId), work, signal);
/** Looked at before the test goes on, so that no rejection stays unhandled. */
const outcome = (wait: Promise<string>): Promise<string> =>
  wait.catch((error: unknown) => (error as { code?: string }).code ?? String(error));

beforeEach(() => {
  queue = new LoadQueue((running, wanted) => running.variantId === wanted.variantId);
  works = [];
});

describe("who asks for what is being loaded", () => {
  it("waits with the others", async () => {
    const both = [enter("a"), enter("a")];
    expect(works).toHaveLength(1);
    works[0]?.resolve("ready");
    expect(await Promise.all(both)).toEqual(["ready", "ready"]);
    expect(queue.running).toBeNull();
  });

  it("may leave without ending it for the others", async () => {
    const first = enter("a");
    const leaving = new AbortController();
    const second = outcome(enter("a", leaving.signal));
    leaving.abort();
    expect(await second).toBe("cancelled");
    expect(works[0]?.signal.aborted).toBe(false);
    works[0]?.resolve("ready");
    expect(await first).toBe("ready");
  });

  it("begins anew where the other was ended", () => {
    void outcome(enter("a"));
    queue.abort();
    void outcome(enter("a"));
    expect(works.map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe("who began a load", () => {
  it("ends it by leaving", async () => {
    const leaving = new AbortController();
    const first = outcome(enter("a", leaving.signal));
    leaving.abort();
    expect(await first).toBe("cancelled");
    expect(works[0]?.signal.aborted).toBe(true);
  });

  it("hears how it failed, and the next one begins", async () => {
    const first = outcome(enter("a"));
    works[0]?.reject(Object.assign(new Error("no"), { code: "out-of-memory" }));
    expect(await first).toBe("out-of-memory");
    void outcome(enter("a"));
    expect(works).toHaveLength(2);
  });
});

describe("another load", () => {
  it("ends the one before and is the running one, whenever that ends", async () => {
    const first = outcome(enter("a"));
    void outcome(enter("b"));
    expect(works[0]?.signal.aborted).toBe(true);
    works[0]?.reject(new Error("late"));
    expect(await first).toBe("Error: late");
    expect(queue.running).toMatchObject({ id: 2, asked: { variantId: "b" } });
  });

  it("and an unload are what is wanted last", () => {
    void outcome(enter("a"));
    expect(queue.latestId).toBe(works[0]?.id);
    queue.supersede();
    expect(queue.latestId).toBeGreaterThan(works[0]?.id ?? NaN);
    expect(works[0]?.signal.aborted).toBe(false);
  });
});

describe("who waits his turn", () => {
  const inTurn = (variantId: string, signal?: AbortSignal): Promise<string> =>
    queue.enterInTurn(asked(variantId), work, signal);

  it("ends nothing, and of several only one begins at a time", async () => {
    const first = enter("a");
    const [second, third] = [inTurn("b"), inTurn("c")];
    expect(works).toHaveLength(1);
    works[0]?.resolve("a is there");
    expect(await first).toBe("a is there");
    await vi.waitUntil(() => works.length === 2);
    works[1]?.resolve("b is there");
    expect(await second).toBe("b is there");
    await vi.waitUntil(() => works.length === 3);
    works[2]?.resolve("c is there");
    expect(await third).toBe("c is there");
    expect(works.every(({ signal }) => !signal.aborted)).toBe(true);
  });

  it("joins what serves, and may leave", async () => {
    const first = enter("a");
    const joined = inTurn("a");
    const leaving = new AbortController();
    const left = outcome(inTurn("b", leaving.signal));
    leaving.abort();
    expect(await left).toBe("cancelled");
    works[0]?.resolve("ready");
    expect(await Promise.all([first, joined])).toEqual(["ready", "ready"]);
    expect(works).toHaveLength(1);
  });
});
