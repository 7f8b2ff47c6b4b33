import { describe, expect, it, vi } from "vitest";
import type { InstalledVariant, VerifyResult } from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { Jobs } from "../../../../src-main/ground/jobs/index.ts";
import { type ImportedFrom, LibraryJobs } from "../../../../src-main/models/library/library-jobs.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let jobs: Jobs;
eachInItsOwnPlace((place) => {
  jobs = new Jobs({ db: place.open(), clock: { now: () => 1 }, logger: silentLogger });
});

/** A library on a drive that answers nothing, and that does not hear of a cancel either. */
function deaf() {
  const never = (): Promise<never> => new Promise(() => undefined);
  const library = {
    get: vi.fn<ImportedFrom["get"]>((id) => (id === "gone" ? null : ({ id, path: `/models/${id}.gguf` } as InstalledVariant))),
    verify: vi.fn<ImportedFrom["verify"]>(never),
    importFile: vi.fn<ImportedFrom["importFile"]>(never),
    move: vi.fn<ImportedFrom["move"]>(never),
    folders: {
      required: vi.fn<ImportedFrom["folders"]["required"]>((id) => ({
        ...{ id: Number(id), path: `/drive/${id}`, away: false },
        ...{ volume: null, volumeId: null },
      })),
    },
  };
  return { library, work: new LibraryJobs(library, jobs) };
}

describe("what takes its time in the library", () => {
  it("reads a variant once for all who ask, and tells how far it is", async () => {
    const { library, work } = deaf();
    const result = { id: "v", ok: true } as VerifyResult;
    let finish: (found: VerifyResult) => void = () => undefined;
    library.verify.mockImplementation((_id, onProgress) => {
      onProgress?.(5, 9);
      return new Promise((resolve) => (finish = resolve));
    });
    const first = work.verify("v");
    const second = work.verify("v");
    expect(second.id).toBe(first.id);
    await vi.waitFor(() => expect(jobs.list().items[0]?.progress).toEqual({ doneBytes: 5, totalBytes: 9 }));
    finish(result);
    expect(await jobs.settled(first.id)).toMatchObject({ state: "done", result });
    expect(library.verify).toHaveBeenCalledOnce();
    // What has ended is begun again.
    expect(work.verify("v").id).not.toBe(first.id);
  });

  it("begins nothing for a variant that is gone", () => {
    const { work } = deaf();
    expect(() => work.verify("gone")).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(jobs.list().items).toEqual([]);
  });

  it("moves no variant that the lab works with", () => {
    const { work } = deaf();
    const never = (): Promise<never> => new Promise(() => undefined);
    const measured = { variantId: null, text: "english", tokens: 1 };
    jobs.start("measure", { ...measured, reference: "a.gguf", variant: "b.gguf" }, never);
    jobs.start("quantise", { fileName: "c.gguf", label: "Q4_0" }, never);
    jobs.start("imatrix", { fileName: "d.gguf", text: "english", tokens: 1 }, never);
    for (const id of ["a", "b", "c", "d"]) {
      expect(() => work.move(id, "1")).toThrow(expect.objectContaining({ code: "busy", key: "used-in-lab" }));
    }
    expect(work.move("e", "1").state).toBe("running");
  });

  it("moves a variant to one folder at a time, and lets go of it when the library says so", async () => {
    const { library } = deaf();
    const letGo = vi.fn<(id: string) => Promise<void>>(() => Promise.resolve());
    const work = new LibraryJobs(library, jobs, letGo);
    library.move.mockImplementation(async (_id, _folder, options) => {
      options.onProgress(3, 4);
      await options.letGo();
    });
    const first = work.move("v", "1");
    expect(first.subject).toEqual({ variantId: "v", folder: "/drive/1" });
    expect(work.move("v", "1").id).toBe(first.id);
    expect(() => work.move("v", "2")).toThrow(expect.objectContaining({ code: "busy", key: "moving" }));
    expect(() => work.move("gone", "2")).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(await jobs.settled(first.id)).toMatchObject({ state: "done", result: { variantId: "v" } });
    expect(letGo).toHaveBeenCalledExactlyOnceWith("v");
  });

  it.each<[string, (work: LibraryJobs) => { id: string }]>([
    ["a check", (work) => work.verify("v")],
    ["an import", (work) => work.importFile("/far/away.gguf")],
  ])("ends %s at once although its drive does not answer", async (_name, begin) => {
    const { library, work } = deaf();
    const { id } = begin(work);
    await vi.waitFor(() => expect([...library.verify.mock.calls, ...library.importFile.mock.calls]).toHaveLength(1));
    await jobs.cancel(id);
    expect(await jobs.settled(id)).toMatchObject({ state: "cancelled" });
  });

  it("tells the window no more of an imported file's path than its name", () => {
    const { work } = deaf();
    expect(work.importFile("/home/ada/models/a.gguf").subject).toEqual({ fileName: "a.gguf" });
  });

  it("lets go of a variant's files, and forgets what was interrupted, before it is removed", async () => {
    const { library, work } = deaf();
    const { id } = work.verify("v");
    const other = work.verify("w");
    await vi.waitFor(() => expect(library.verify).toHaveBeenCalledTimes(2));
    await work.leave("v");
    expect(library.verify.mock.calls[0]?.[2]?.aborted).toBe(true);
    expect(jobs.list().items.map((job) => job.id)).toEqual([other.id]);
    await expect(jobs.settled(id)).rejects.toMatchObject({ code: "not-found" });
  });
});
