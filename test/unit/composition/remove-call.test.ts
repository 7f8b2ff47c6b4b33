import { expect, it, vi } from "vitest";
import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { keptFailure } from "../../fixtures/kept-failure.ts";
import { type Desktop, type Services, createHandlers } from "../../../src-main/composition/index.ts";

const installed = { id: "tiny", sizeBytes: 100 } as InstalledVariant;
const { signal } = new AbortController();
const info = { version: "0", platform: "linux", electron: "0", developmentRuntime: false, dataFolder: "" };

function handlersWith() {
  const done: string[] = [];
  const release = vi.fn(() => Promise.resolve(void done.push("release")));
  const remove = vi.fn((_id: string, confirmedBytes: number) => {
    done.push("remove");
    return confirmedBytes === installed.sizeBytes
      ? Promise.resolve()
      : Promise.reject(keptFailure("file-changed", "It is another size now."));
  });
  const services = {
    library: { get: (id: string) => (id === installed.id ? installed : null), remove },
    libraryJobs: { leave: () => Promise.resolve(void done.push("leave")) },
    loader: { release },
  } as unknown as Services;
  return { ...createHandlers(services, {} as Desktop, info), release, done };
}

it("unloads a model and ends what reads it before its files are deleted", async () => {
  const { library, done } = handlersWith();
  await library.remove({ id: "tiny", confirmedBytes: 100 }, signal);
  expect(done).toEqual(["release", "leave", "remove"]);
});

it.each([
  ["of another size than was agreed to", { id: "tiny", confirmedBytes: 99 }],
  ["that is not there", { id: "gone", confirmedBytes: 0 }],
])("leaves the loaded model where the delete is refused: one %s", async (_name, request) => {
  const { library, release } = handlersWith();
  await expect(library.remove(request, signal)).rejects.toMatchObject({ code: "file-changed" });
  expect(release).not.toHaveBeenCalled();
});
