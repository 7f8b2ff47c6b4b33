import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CollectionChange, OpenRequest, StepDown } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../../src-main/ground/core/index.ts";
import { Requests } from "../../../../src-main/ground/requests/index.ts";
import { keptError } from "../../../fixtures/kept-error.ts";

let requests: Requests;
let told: CollectionChange<OpenRequest>[];
let now: number;
beforeEach(() => {
  now = 0;
  requests = new Requests({ now: () => ++now });
  told = [];
  requests.onChange((change) => told.push(change));
});

const about: StepDown = {
  variantId: "v",
  plan: {},
  reason: keptError("out-of-memory", "No room."),
  next: { changes: [], variantId: "v", plan: { contextTokens: 4096 } },
};
const never = new AbortController().signal;
const act = vi.fn((isAgreed: boolean) => Promise.resolve(isAgreed ? "loaded" : "left"));
beforeEach(() => act.mockClear());
const ask = (signal = never, then: (isAgreed: boolean) => Promise<string> = act): Promise<string | null> =>
  requests.ask("step-down", about, then, signal);
const answer = (id: string | undefined, isAgreed = true): Promise<void> =>
  requests.answer({ id: id ?? "", kind: "step-down", answer: isAgreed });
const openIds = (): string[] => requests.list().items.map(({ id }) => id);

describe("where nobody is", () => {
  it("nothing is asked, and who asks hears so", async () => {
    const asked = ask();
    expect(openIds()).toEqual([]);
    expect(await asked).toBeNull();
    requests.addDoor(() => false);
    expect(await ask()).toBeNull();
    await requests.addDoor(() => true)();
    expect(await ask()).toBeNull();
    expect(act).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });

  it("one door among others that are left is enough", async () => {
    const isAttended = (): boolean => true;
    const remove = requests.addDoor(isAttended);
    requests.addDoor(isAttended);
    await remove();
    void ask();
    expect(openIds()).toHaveLength(1);
  });
});

describe("a question", () => {
  beforeEach(() => void requests.addDoor(() => true));

  it("is on the list until it is answered, and what follows is told to both sides", async () => {
    const asked = ask();
    const [request] = requests.list().items;
    expect(request).toMatchObject({ kind: "step-down", about, askedAt: 1 });
    expect(told).toEqual([{ revision: 1, put: [request], removed: [] }]);
    await answer(request?.id, false);
    expect(await asked).toBe("left");
    expect(act.mock.calls).toEqual([[false]]);
    expect(told.slice(1)).toEqual([{ revision: 2, put: [], removed: [request?.id] }]);
    expect(requests.list()).toEqual({ revision: 2, items: [] });
  });

  it("is answered once, while what follows is still under way too", async () => {
    let finish: (value: string) => void = () => undefined;
    const slow = vi.fn(() => new Promise<string>((resolve) => (finish = resolve)));
    const asked = ask(never, slow);
    const [id] = openIds();
    const first = answer(id);
    await expect(answer(id)).rejects.toMatchObject({ code: "not-found", key: "request", details: { id } });
    finish("loaded");
    await first;
    expect(await asked).toBe("loaded");
    expect(slow).toHaveBeenCalledOnce();
  });

  it("tells both sides of a failure that follows", async () => {
    const asked = ask(never, () => Promise.reject(appError("busy", "answering", {})));
    const outcome = asked.catch((thrown: unknown) => thrown);
    await expect(answer(openIds()[0])).rejects.toMatchObject({ code: "busy" });
    expect(await outcome).toMatchObject({ code: "busy" });
  });

  it("is taken back by whoever asked, and answered no more", async () => {
    const controller = new AbortController();
    const outcome = ask(controller.signal).catch((thrown: unknown) => thrown);
    const [id] = openIds();
    controller.abort();
    expect(openIds()).toEqual([]);
    expect(await outcome).toMatchObject({ code: "cancelled" });
    expect(told.at(-1)).toEqual({ revision: 2, put: [], removed: [id] });
    await expect(answer(id)).rejects.toMatchObject({ code: "not-found" });
    expect(act).not.toHaveBeenCalled();
    await expect(ask(controller.signal)).rejects.toMatchObject({ code: "cancelled" });
    expect(told).toHaveLength(2);
  });

  it("is not taken back any more once it is answered", async () => {
    const controller = new AbortController();
    const asked = ask(controller.signal);
    await answer(openIds()[0]);
    controller.abort();
    expect(await asked).toBe("loaded");
    expect(told).toHaveLength(2);
  });

  it("is listed in the order of asking, each by its own id", async () => {
    void ask();
    const second = ask();
    const [, id] = openIds();
    await answer(id);
    expect(await second).toBe("loaded");
    expect(requests.list().items.map(({ askedAt }) => askedAt)).toEqual([1]);
  });

  it("is not answered as one of another kind", async () => {
    void ask();
    const [id = ""] = openIds();
    const other = { id, kind: "another", answer: true } as unknown as Parameters<Requests["answer"]>[0];
    await expect(requests.answer(other)).rejects.toMatchObject({ code: "not-found" });
    expect(openIds()).toEqual([id]);
  });

  it("ends with the application", async () => {
    const outcomes = [ask(), ask()].map((asked) => asked.catch((thrown: unknown) => thrown));
    requests.dispose();
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ code: "cancelled" });
    expect(openIds()).toEqual([]);
  });
});
