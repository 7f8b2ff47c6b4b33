import { describe, expect, it, vi } from "vitest";
import type { CollectionChange, Job, JobProgress, VerifyResult } from "../../../../src-shared/contract/index.ts";
import { appError, silentLogger } from "../../../../src-main/ground/core/index.ts";
import { Jobs } from "../../../../src-main/ground/jobs/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let db: Database;
eachInItsOwnPlace((place) => {
  db = place.open();
});

let now = 0;
const open = (): Jobs => new Jobs({ db, clock: { now: () => ++now }, logger: silentLogger });
const subject = { variantId: "v" };
const result: VerifyResult = {
  id: "v",
  ok: true,
  sha256: "ab",
  expectedSha256: "ab",
  outcome: { key: "files-are-right", figures: {} },
};

/** Work that the test brings to its end. */
function handMade() {
  let finish: (found: VerifyResult) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let report: (progress: JobProgress) => void = () => undefined;
  const work = vi.fn(
    (given: (progress: JobProgress) => void, signal: AbortSignal) =>
      new Promise<VerifyResult>((resolve, reject) => {
        [finish, fail, report] = [resolve, reject, given];
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  );
  const begun = (): Promise<void> => vi.waitFor(() => expect(work).toHaveBeenCalledOnce());
  return {
    work,
    begun,
    finish: () => finish(result),
    fail: (error: Error) => fail(error),
    report: (progress: JobProgress) => report(progress),
  };
}

function told(jobs: Jobs): CollectionChange<Job>[] {
  const all: CollectionChange<Job>[] = [];
  jobs.onChange((change) => all.push(change));
  return all;
}

describe("a job", () => {
  it("is told of from its beginning to its result, each change with the next number", async () => {
    const jobs = open();
    const changes = told(jobs);
    const hand = handMade();
    const job = jobs.start("verify", subject, hand.work);
    expect(job).toMatchObject({ kind: "verify", subject, state: "running", result: null, error: null });
    await hand.begun();
    hand.report({ doneBytes: 3, totalBytes: 7 });
    hand.finish();
    expect(await jobs.settled(job.id)).toMatchObject({
      state: "done",
      result,
      progress: { doneBytes: 3, totalBytes: 7 },
    });
    expect(changes.map(({ put }) => put.map(({ state }) => state).join())).toEqual(["running", "running", "done"]);
    expect(changes.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(changes[1]?.put[0]?.progress).toEqual({ doneBytes: 3, totalBytes: 7 });
    expect(jobs.list()).toMatchObject({ revision: 3, items: [{ id: job.id, state: "done" }] });
  });

  it("tells of its progress no more often than a bar moves, and its latest at last", async () => {
    vi.useFakeTimers();
    try {
      const jobs = open();
      const changes = told(jobs);
      const hand = handMade();
      jobs.start("verify", subject, hand.work);
      await vi.advanceTimersByTimeAsync(0);
      for (let doneBytes = 1; doneBytes <= 1000; doneBytes++) hand.report({ doneBytes, totalBytes: 1000 });
      await vi.advanceTimersByTimeAsync(1000);
      const figures = changes.slice(1).map(({ put }) => put[0]?.progress.doneBytes);
      expect(figures).toEqual([1, 1000]);
      await jobs.dispose();
    } finally {
      vi.useRealTimers();
    }
  });

  it("fails with a code", async () => {
    const jobs = open();
    const hand = handMade();
    const { id } = jobs.start("verify", subject, hand.work);
    await hand.begun();
    hand.fail(appError("file-missing", "no-such-file", { path: "x" }));
    expect(await jobs.settled(id)).toMatchObject({
      state: "failed",
      result: null,
      error: { code: "file-missing", details: { path: "x" } },
    });
  });

  it("is cancelled, which is no failure", async () => {
    const jobs = open();
    const hand = handMade();
    const { id } = jobs.start("verify", subject, hand.work);
    await hand.begun();
    await jobs.cancel(id);
    expect(jobs.list().items).toMatchObject([{ id, state: "cancelled", error: null }]);
    // Once more does no harm.
    await jobs.cancel(id);
  });

  it("is cancelled whatever its work fails with then, and only when that has ended", async () => {
    const jobs = open();
    let end: (error: Error) => void = () => undefined;
    const work = vi.fn(() => new Promise<VerifyResult>((_, reject) => (end = reject)));
    const { id } = jobs.start("verify", subject, work);
    await vi.waitFor(() => expect(work).toHaveBeenCalledOnce());
    let isOver = false;
    const cancelling = jobs.cancel(id).then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    end(appError("file-missing", "no-such-file", { path: "x" }));
    await cancelling;
    expect(jobs.list().items).toMatchObject([{ id, state: "cancelled", error: null }]);
  });

  it("is the same for whoever wants the same while it is under way", () => {
    const jobs = open();
    const job = jobs.start("verify", subject, handMade().work);
    expect(jobs.running("verify", ({ variantId }) => variantId === "v")?.id).toBe(job.id);
    expect(jobs.running("verify", ({ variantId }) => variantId === "w")).toBeNull();
    expect(jobs.running("import", () => true)).toBeNull();
  });

  it("stays on the list until it is dismissed, and not while it is under way", async () => {
    const jobs = open();
    const hand = handMade();
    const { id } = jobs.start("verify", subject, hand.work);
    await hand.begun();
    jobs.dismiss(id);
    expect(jobs.list().items).toHaveLength(1);
    hand.finish();
    await jobs.settled(id);
    const changes = told(jobs);
    jobs.dismiss(id);
    expect(jobs.list().items).toEqual([]);
    expect(changes).toEqual([{ revision: expect.any(Number) as number, put: [], removed: [id] }]);
    expect(() => jobs.dismiss(id)).toThrow(expect.objectContaining({ code: "not-found" }));
    await expect(jobs.cancel(id)).rejects.toMatchObject({ code: "not-found" });
    await expect(jobs.settled(id)).rejects.toMatchObject({ code: "not-found" });
  });

  it("makes room for later ones, the oldest first", async () => {
    const jobs = open();
    const ids: string[] = [];
    for (let index = 0; index < 102; index++) {
      const { id } = jobs.start("verify", { variantId: String(index) }, () => Promise.resolve(result));
      await jobs.settled(id);
      ids.push(id);
    }
    expect(jobs.list().items.map(({ id }) => id)).toEqual(ids.slice(2));
  });
});

describe("what a restart cuts short", () => {
  it.each<[string, (jobs: Jobs) => Promise<void> | void]>([
    ["when the process is killed", () => undefined],
    ["when Bitloft is closed", (jobs) => jobs.dispose()],
  ])("is told of as interrupted, and not begun again: %s", async (_name, endOf) => {
    const before = open();
    before.restore();
    const hand = handMade();
    before.start("verify", subject, hand.work);
    await hand.begun();
    await endOf(before);

    const after = open();
    const changes = told(after);
    after.restore();
    expect(after.list().items).toMatchObject([{ kind: "verify", subject, state: "interrupted" }]);
    expect(changes).toHaveLength(1);
    expect(after.running("verify", () => true)).toBeNull();
    expect(hand.work).toHaveBeenCalledOnce();
  });

  it("is told of until it is dismissed, or begun again", async () => {
    const before = open();
    before.restore();
    before.start("verify", subject, handMade().work);
    before.start("import", { fileName: "a.gguf" }, () => new Promise(() => undefined));

    const after = open();
    after.restore();
    const again = after.start("verify", subject, () => Promise.resolve(result));
    await after.settled(again.id);
    expect(after.list().items.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "import interrupted",
      "verify done",
    ]);
    const imported = after.list().items[0]?.id ?? "";
    after.dismiss(imported);

    const last = open();
    last.restore();
    expect(last.list().items).toEqual([]);
  });

  it("is nothing that had ended, nor what another process does", async () => {
    const window = open();
    window.restore();
    const { id } = window.start("verify", subject, () => Promise.resolve(result));
    await window.settled(id);
    // As the command line's, which keeps nothing.
    open().start("verify", subject, handMade().work);
    const after = open();
    after.restore();
    expect(after.list().items).toEqual([]);
  });

  it("is left out where it cannot be read", () => {
    db.run(
      "INSERT INTO jobs VALUES ('a', 'of a later version', '{}', 1), ('b', 'verify', '{', 2), ('c', 'verify', '{\"variantId\":\"v\"}', 3)",
    );
    const jobs = open();
    jobs.restore();
    expect(jobs.list().items.map(({ id }) => id)).toEqual(["c"]);
  });
});

it("begins nothing once it is closed", async () => {
  const jobs = open();
  await jobs.dispose();
  const { work } = handMade();
  expect(() => jobs.start("verify", subject, work)).toThrow(expect.objectContaining({ code: "cancelled" }));
  expect(work).not.toHaveBeenCalled();
});
