import { describe, expect, it, vi } from "vitest";
import type { Handlers } from "../../../../src-shared/contract/index.ts";
import { CallPort } from "../../../../src-main/doors/ipc/call-port.ts";
import { PageCalls } from "../../../../src-main/doors/ipc/page-calls.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";

/** A search that waits until it is cancelled. */
function searching() {
  const signals: AbortSignal[] = [];
  const search = vi.fn(
    (_query: unknown, signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signals.push(signal);
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  );
  const handlers = { catalog: { search }, app: { ready: () => Promise.resolve(null) } };
  const services = Promise.resolve(handlers as unknown as Handlers<AbortSignal>);
  const port = new CallPort({ handlers: () => services, early: {}, logger: silentLogger });
  return { port, search, signals };
}

const query = (id: unknown) => ({ id, domain: "catalog", name: "search", input: { text: "gemma" } });
const cancelled = { ok: false, error: expect.objectContaining({ code: "cancelled" }) as unknown };
const refused = { ok: false, error: expect.objectContaining({ code: "invalid-input" }) as unknown };

describe("a call", () => {
  it("is cancelled by its id, and no other with it", async () => {
    const { port, signals } = searching();
    const page = new PageCalls();
    const first = port.answer(page, query(1));
    void port.answer(page, query(2));
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    page.cancel(1);
    expect(await first).toEqual(cancelled);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it("that is cancelled before the services are there begins nothing", async () => {
    const { port, search } = searching();
    const page = new PageCalls();
    const answer = port.answer(page, query(1));
    page.cancel(1);
    expect(await answer).toEqual(cancelled);
    expect(search).not.toHaveBeenCalled();
  });

  it("ends with its page, whose successor may use the same ids", async () => {
    const { port, signals } = searching();
    const page = new PageCalls();
    const before = port.answer(page, query(1));
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    page.cancelAll();
    void port.answer(page, query(1));
    expect(await before).toEqual(cancelled);
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    // The end of the one before has not taken the id from it.
    expect(await port.answer(page, query(1))).toEqual(refused);
    page.cancel(1);
    expect(signals[1]?.aborted).toBe(true);
  });

  it("without an id cannot be cancelled, and ends with its page", async () => {
    const { port, signals } = searching();
    const page = new PageCalls();
    const answers = [port.answer(page, query(undefined)), port.answer(page, query(undefined))];
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    page.cancel(undefined);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    page.cancelAll();
    expect(await Promise.all(answers)).toEqual([cancelled, cancelled]);
  });

  it.each([["none"], [null], [0.5]])("is refused with the id %s", async (id) => {
    const { port, search } = searching();
    expect(await port.answer(new PageCalls(), query(id))).toEqual(refused);
    expect(search).not.toHaveBeenCalled();
  });

  it("frees its id with its answer, whatever is cancelled then", async () => {
    const { port } = searching();
    const page = new PageCalls();
    const ready = { id: 7, domain: "app", name: "ready", input: undefined };
    expect(await port.answer(page, ready)).toEqual({ ok: true, value: null });
    page.cancel(7);
    expect(await port.answer(page, ready)).toEqual({ ok: true, value: null });
  });
});
