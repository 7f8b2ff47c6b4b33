import { describe, expect, it } from "vitest";
import { openedFiles } from "../../../../src-main/models/library/opened-files.ts";
import type { PlaceRecord } from "../../../../src-main/models/library/types.ts";

const place = (blobId: number, path: string, change: Partial<PlaceRecord> = {}): PlaceRecord => ({
  ...{ id: 1, folderId: 1, folder: "/models", path, blobId, owner: "user", state: "ready", here: true, away: false },
  ...{ sizeBytes: 1, sha256: "ab", modifiedAt: 1, ...change },
});
const shards = (folder: string, name = "model", change: Partial<PlaceRecord> = {}): PlaceRecord[] =>
  [1, 2].map((number) => place(number, `${folder}/${name}-0000${number}-of-00002.gguf`, change));

describe("a variant in one file", () => {
  const gone = [place(1, "/models/model.gguf", { here: false })];

  it("is opened at its own place as long as that is sound, whatever else there is", () => {
    const own = [place(1, "/models/model.gguf")];
    expect(openedFiles(own, [place(1, "/copy.gguf")])).toBe(own);
  });

  it("is opened at a copy of any name, the first that is sound", () => {
    const copies = [
      place(1, "/changed.gguf", { state: "unverified" }),
      place(1, "/damaged.gguf", { state: "damaged" }),
      place(1, "/away.gguf", { away: true }),
      place(1, "/gone.gguf", { here: false }),
      place(2, "/other.gguf"),
      place(1, "/blobs/sha256-ab"),
      place(1, "/later.gguf"),
    ];
    expect(openedFiles(gone, [...gone, ...copies]).map(({ path }) => path)).toEqual(["/blobs/sha256-ab"]);
    expect(openedFiles(gone, [...gone, ...copies.slice(0, 5)])).toBe(gone);
  });

  it("has no copy where there is no file at all", () => {
    expect(openedFiles([], [])).toEqual([]);
  });
});

describe("a variant in shards", () => {
  const [first, second] = shards("/models");
  const own = [first as PlaceRecord, { ...(second as PlaceRecord), here: false }];

  it("is opened at copies that all lie together, in their order", () => {
    const copies = shards("/copy", "other");
    expect(openedFiles(own, [...own, ...copies.toReversed()])).toEqual(copies);
  });

  it.each([
    ["in two folders", [shards("/a")[0], shards("/b")[1]]],
    ["under two names", [shards("/a")[0], shards("/a", "other")[1]]],
    ["one of them without the other", [shards("/a")[1]]],
    ["under names that are no shards'", [place(1, "/a/1.gguf"), place(2, "/a/2.gguf")]],
    ["of which one has changed", [shards("/a")[0], shards("/a", "model", { state: "unverified" })[1]]],
  ])("is not opened at copies %s: the engine finds the second by the first", (_, copies) => {
    expect(openedFiles(own, [...own, ...copies.filter((copy) => copy !== undefined)])).toBe(own);
  });
});
