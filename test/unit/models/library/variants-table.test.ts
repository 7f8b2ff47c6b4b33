import { describe, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import type { NewPlace, NewVariant } from "../../../../src-main/models/library/types.ts";
import { PlacesTable } from "../../../../src-main/models/library/places-table.ts";
import { VariantsTable } from "../../../../src-main/models/library/variants-table.ts";
import { wording } from "../../../fixtures/worded.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let db: Database;
eachInItsOwnPlace(({ open }) => {
  db = open();
});

const file: NewPlace = {
  path: "/models/o/a",
  folder: "/models/o",
  role: "imported",
  owner: "user",
  sizeBytes: 1,
  sha256: null,
  modifiedAt: 1,
  state: "ready",
};

const variant: NewVariant = {
  id: "v",
  repository: "o/n",
  commit: "c",
  variantKey: "Q4_K_M",
  name: "Tiny",
  label: "Q4_K_M",
  modifiers: ["UD"],
  architecture: "llama",
  parameters: 1,
  trainedContextTokens: null,
  purpose: "chat",
  addedAt: 1,
  lastUsedAt: null,
  files: [file],
};

const count = (table: string): unknown => db.get(`SELECT count(*) AS n FROM ${table}`, [], (row) => row["n"]);

/** What is kept of a file, without the ids. */
const kept = ({ role: _role, ...place }: NewPlace): object => ({ ...place, here: true, away: false });

describe("a variant that is put again", () => {
  it.each<[NewPlace["role"], NewPlace["owner"], string, NewPlace["role"], NewPlace["owner"], string]>([
    ["imported", "user", "/models/o", "models", "bitloft", "/models"],
    ["models", "bitloft", "/models", "imported", "user", "/models/o"],
  ])("changes its owner from %s %s in %s to %s %s in %s, and all else but when it was added and used", (...given) => {
    const [roleBefore, ownerBefore, folderBefore, role, owner, folder] = given;
    const table = new VariantsTable(db);
    const first = { ...file, role: roleBefore, owner: ownerBefore, folder: folderBefore };
    table.put({ ...variant, files: [first, { ...first, path: "/models/o/goes" }] }, 1);
    const again: NewVariant = {
      ...variant,
      repository: null,
      commit: null,
      variantKey: null,
      name: "Other",
      label: "F16",
      modifiers: [],
      architecture: "gemma3",
      parameters: 2,
      trainedContextTokens: 8192,
      files: [
        { ...file, role, owner, folder, sizeBytes: 2, sha256: "ab", modifiedAt: 2, state: "unverified" },
        { ...file, role, owner, folder, path: "/models/o/b" },
      ],
    };
    table.put({ ...again, addedAt: 99, lastUsedAt: 99 }, 2);
    const found = table.get("v");
    expect(found).toMatchObject({ ...again, addedAt: 1, lastUsedAt: null, files: again.files.map(kept) });
    expect(table.list()).toEqual([found]);
    expect(table.page(null, 10)).toEqual([found]);
    expect([count("places"), count("blobs")]).toEqual([2, 2]);
  });
});

describe("content", () => {
  const sha256 = "ab".repeat(32);
  const twin = (id: string, path: string): NewVariant => ({ ...variant, id, files: [{ ...file, path, sha256 }] });

  it("is one blob where it lies twice, until the last place of it goes", () => {
    const table = new VariantsTable(db);
    table.put(twin("a", "/models/o/a"), 1);
    table.put(twin("b", "/models/o/b"), 1);
    const [a, b] = [table.get("a")?.files[0], table.get("b")?.files[0]];
    expect(a?.id).not.toBe(b?.id);
    expect(a?.blobId).toBe(b?.blobId);
    expect([count("places"), count("blobs")]).toEqual([2, 1]);
    table.remove("a");
    expect(table.get("b")?.files).toEqual([b]);
    expect([count("places"), count("blobs")]).toEqual([1, 1]);
    table.remove("b");
    expect([count("places"), count("blobs"), count("folders")]).toEqual([0, 0, 0]);
  });

  it("becomes one when two files turn out to be the same", () => {
    const table = new VariantsTable(db);
    const places = new PlacesTable(db);
    for (const id of ["a", "b"]) table.put({ ...variant, id, files: [{ ...file, path: `/models/o/${id}` }] }, 1);
    expect(count("blobs"), "what nobody has hashed is the same as nothing else").toBe(2);
    for (const id of ["a", "b"]) places.setContent(table.get(id)?.files[0]?.id ?? 0, { ...file, sha256 }, 2);
    expect(table.get("a")?.files[0]?.blobId).toBe(table.get("b")?.files[0]?.blobId);
    expect(count("blobs")).toBe(1);
  });

  it("at a place that two variants share stays until the last of them goes", () => {
    const table = new VariantsTable(db);
    table.put(twin("a", "/models/o/a"), 1);
    table.put(twin("b", "/models/o/a"), 1);
    const [place] = table.get("a")?.files ?? [];
    expect(table.get("b")?.files).toEqual([place]);
    expect([...table.sharedPlaces("a", [place?.id ?? 0])]).toEqual([place?.id]);
    table.remove("a");
    expect(table.get("b")?.files).toEqual([place]);
    expect([...table.sharedPlaces("b", [place?.id ?? 0])]).toEqual([]);
  });

  it("is never kept under a folder that it does not lie below", () => {
    const table = new VariantsTable(db);
    const put = wording(() => {
      table.put({ ...variant, files: [{ ...file, folder: "/other" }] }, 1);
    });
    expect(put).toThrow(/below its folder/);
    expect(count("variants")).toBe(0);
  });
});

it("knows of which variants the content is in another place as well", () => {
  const table = new VariantsTable(db);
  const put = (id: string, sha256: string | null): void =>
    table.put({ ...variant, id, files: [{ ...file, path: `/models/o/${id}`, sha256 }] }, 1);
  put("one", "ab");
  put("other", "cd");
  put("copy", "ab");
  put("unknown", null);
  put("unknown-too", null);
  expect(table.withContentTwice().sort()).toEqual(["copy", "one"]);
});

it("reads all of a library in parts, each variant once", async () => {
  const table = new VariantsTable(db);
  const ids = Array.from({ length: 60 }, (_, index) => `v-${String(index).padStart(2, "0")}`);
  for (const id of ids) table.put({ ...variant, id, files: [{ ...file, path: `/models/o/${id}`, sha256: "ab" }] }, 1);
  const library = new Library({ db, modelsFolder: () => "/models", logger: silentLogger });
  expect([...library.each()].map(({ id }) => id)).toEqual(ids);
  expect([...library.inSeveralPlaces()].map(({ id }) => id).sort()).toEqual(ids);
  await library.dispose();
});
