import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../../src-main/models/download/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let open: DatabasePlace["open"];
let db: Database;
eachInItsOwnPlace((place) => {
  ({ open } = place);
  db = open();
});

const file = (name: string, sizeBytes: number) => ({
  remotePath: name,
  finalPath: `/models/${name}`,
  partPath: `/models/${name}.part`,
  sizeBytes,
  sha256: "ab".repeat(32),
  etag: null,
  installed: false,
  ranges: [],
});

const entry: JournalEntry = {
  id: "d1",
  repository: "owner/name",
  commit: "c".repeat(40),
  variantKey: "UD-Q4_K_XL",
  label: "Q4_K_XL",
  modifiers: ["UD"],
  state: "queued",
  error: null,
  variantId: null,
  rank: 1,
  createdAt: 17,
  root: "/models",
  files: [file("a-00001-of-00002.gguf", 5_000_000_000), file("a-00002-of-00002.gguf", 7)],
};

describe("the journal in SQLite", () => {
  it("gives back what it was given, offsets beyond 4 GiB included", () => {
    const journal = new DownloadJournal(db);
    expect(journal.add(entry)).toBe(true);
    expect(journal.add({ ...entry, id: "d2" })).toBe(false);
    const ranges = [
      { start: 0, end: 16 },
      { start: 4_294_967_296, end: 4_999_999_999 },
    ];
    journal.setRanges("d1", 0, [{ start: 3, end: 4 }]);
    journal.setRanges("d1", 0, ranges);
    journal.setEtag("d1", 0, '"e"');
    journal.setInstalled("d1", 1);
    const error = {
      code: "disk-full",
      key: "kept",
      details: { message: "Full.", freeBytes: 1, reason: null },
    } as const;
    journal.setState("d1", "paused", error, null);
    const [first, second] = entry.files;
    const expected = {
      ...entry,
      state: "paused",
      error,
      files: [
        { ...first, etag: '"e"', ranges },
        { ...second, installed: true },
      ],
    };
    expect(journal.get("d1")).toEqual(expected);
    expect(journal.list()).toEqual([expected]);
    expect(journal.find("owner/name", entry.commit, "UD-Q4_K_XL")).toEqual(expected);
    journal.remove("d1");
    expect(journal.list()).toEqual([]);
  });

  it("gives its lease to one, to the next when the first is gone, and lets nobody renew another's", () => {
    const journal = new DownloadJournal(db);
    journal.add(entry);
    const [one, two] = [
      { owner: "one", renewedAt: 1 },
      { owner: "two", renewedAt: 2 },
    ];
    expect(journal.lease("d1")).toBeNull();
    expect(journal.claim("d1", one, () => false)).toBe(true);
    expect(journal.claim("d1", two, () => false)).toBe(false);
    expect(journal.renew("d1", two)).toBe(false);
    journal.release("d1", "two");
    expect(journal.lease("d1")).toEqual(one);
    expect(journal.claim("d1", two, (held) => held.renewedAt < 2)).toBe(true);
    expect(journal.renew("d1", one)).toBe(false);
    journal.release("d1", "two");
    expect(journal.lease("d1")).toBeNull();
    expect(journal.claim("nobody", one, () => true)).toBe(false);
  });

  it("survives a change of the schema", () => {
    const journal = new DownloadJournal(db);
    journal.add(entry);
    journal.setRanges("d1", 0, [{ start: 0, end: 99 }]);
    const before = journal.list();
    db.close();
    db = open({
      migrations: [...migrations, "ALTER TABLE downloads ADD COLUMN priority INTEGER"],
    });
    expect(db.opening.outcome).toBe("migrated");
    expect(new DownloadJournal(db).list()).toEqual(before);
  });
});
