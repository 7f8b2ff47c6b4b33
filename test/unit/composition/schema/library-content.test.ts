/** The library of the version before, with every kind of row that it could hold, after the step to blobs, places and folders. */
import SQLite from "better-sqlite3";
import { expect, it } from "vitest";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { content } from "../../../../src-main/composition/schema/0010-content.ts";
import { runMigration } from "../../../../src-main/ground/storage/run-migration.ts";
import { ownerOf } from "../../../../src-main/models/library/owner-of.ts";
import { VariantsTable } from "../../../../src-main/models/library/variants-table.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let path: string;
let open: DatabasePlace["open"];
eachInItsOwnPlace((place) => {
  ({ path, open } = place);
});

const before = migrations.indexOf(content);

/** Id, state, models folder, then each file: path, size, checksum, time. */
type Old = [string, string, string | null, ...[string, number, string | null, number][]];

const sheds = "5".repeat(64);
const library: Old[] = [
  ["downloaded", "ready", "/m", ["/m/o/n/c0ffee/a-Q4_K_M.gguf", 5_000_000_000, "ab", 11]],
  [
    "shards",
    "unverified",
    "/m",
    ["/m/o/n/c0ffee/large/b-00001-of-00002.gguf", 10, "b1", 21],
    ["/m/o/n/c0ffee/large/b-00002-of-00002.gguf", 20, null, 22],
  ],
  ["imported", "ready", null, ["/home/me/my models/é 日本.gguf", 30, null, 31]],
  ["imported-there-too", "damaged", null, ["/home/me/my models/other.gguf", 40, "d0", 41]],
  [
    "split",
    "ready",
    "/m",
    ["/m/o/n/1/s-00001-of-00002.gguf", 50, null, 51],
    ["/elsewhere/s-00002-of-00002.gguf", 51, null, 52],
  ],
  ["missing", "missing", "/m", ["/m/o/n/2/gone.gguf", 60, "60", 61]],
  ["gone-import", "missing", null, ["/media/disk/gone.gguf", 70, null, 71]],
  // The same file in two revisions of a repository, one of which was found damaged.
  ["twin-1", "ready", "/m", ["/m/o/n/3/t.gguf", 80, "7777", 81]],
  ["twin-2", "damaged", "/m", ["/m/o/n/4/t.gguf", 80, "7777", 82]],
  // Damage of the database's own: one checksum cannot be of two lengths.
  ["no-twin", "ready", "/m", ["/m/o/n/5/t.gguf", 81, "7777", 83]],
  ["ends-with-a-slash", "ready", "/slash/", ["/slash/o/n/6/a.gguf", 90, null, 91]],
  ["beside-its-folder", "ready", "/m", ["/mirror/a.gguf", 100, null, 101]],
  ["at-the-root", "ready", "/", ["/o/n/7/a.gguf", 110, null, 111]],
  ["imported-at-the-root", "ready", null, ["/x.gguf", 120, null, 121]],
  ["windows", "ready", "D:\\Models", ["D:\\Models\\o\\n\\8\\a.gguf", 130, null, 131]],
  ["windows-import", "ready", null, ["E:\\a.gguf", 140, null, 141]],
  ["windows-import-below", "ready", null, ["E:\\my models\\a/b.gguf", 150, null, 151]],
  ["backslash-in-its-name", "ready", null, ["/home/me/a\\b.gguf", 160, null, 161]],
  ["ollama", "ready", null, [`/home/me/.ollama/models/blobs/sha256-${sheds}`, 170, sheds, 171]],
  ["hf-cache", "ready", null, ["/home/me/.cache/huggingface/hub/models--o--n/snapshots/1/a.gguf", 180, null, 181]],
  ["lm-studio", "ready", null, ["/home/me/.lmstudio/models/o/n/a.gguf", 190, null, 191]],
  [
    "jan",
    "ready",
    null,
    ["C:\\Users\\me\\AppData\\Roaming\\Jan\\data\\llamacpp\\models\\a\\model.gguf", 200, null, 201],
  ],
  ["gpt4all", "ready", null, ["/home/me/.local/share/nomic.ai/GPT4All/a.gguf", 210, null, 211]],
  ["llama-cpp", "ready", null, ["/Users/me/Library/Caches/llama.cpp/o_r_a.gguf", 220, null, 221]],
  ["no-files", "ready", null],
];

/** Variant, position, folder, path inside it, owner, state, whether it is here, size, checksum, time. */
const places: unknown[][] = [
  ["downloaded", 0, "/m", "o/n/c0ffee/a-Q4_K_M.gguf", "bitloft", "ready", 1, 5_000_000_000, "ab", 11],
  ["shards", 0, "/m", "o/n/c0ffee/large/b-00001-of-00002.gguf", "bitloft", "unverified", 1, 10, "b1", 21],
  ["shards", 1, "/m", "o/n/c0ffee/large/b-00002-of-00002.gguf", "bitloft", "unverified", 1, 20, null, 22],
  ["imported", 0, "/home/me/my models", "é 日本.gguf", "user", "ready", 1, 30, null, 31],
  ["imported-there-too", 0, "/home/me/my models", "other.gguf", "user", "damaged", 1, 40, "d0", 41],
  ["split", 0, "/m", "o/n/1/s-00001-of-00002.gguf", "bitloft", "ready", 1, 50, null, 51],
  ["split", 1, "/elsewhere", "s-00002-of-00002.gguf", "user", "ready", 1, 51, null, 52],
  ["missing", 0, "/m", "o/n/2/gone.gguf", "bitloft", "ready", 0, 60, "60", 61],
  ["gone-import", 0, "/media/disk", "gone.gguf", "user", "ready", 0, 70, null, 71],
  ["twin-1", 0, "/m", "o/n/3/t.gguf", "bitloft", "ready", 1, 80, "7777", 81],
  ["twin-2", 0, "/m", "o/n/4/t.gguf", "bitloft", "damaged", 1, 80, "7777", 82],
  ["no-twin", 0, "/m", "o/n/5/t.gguf", "bitloft", "ready", 1, 81, "7777", 83],
  ["ends-with-a-slash", 0, "/slash", "o/n/6/a.gguf", "bitloft", "ready", 1, 90, null, 91],
  ["beside-its-folder", 0, "/mirror", "a.gguf", "user", "ready", 1, 100, null, 101],
  ["at-the-root", 0, "/", "o/n/7/a.gguf", "bitloft", "ready", 1, 110, null, 111],
  ["imported-at-the-root", 0, "/", "x.gguf", "user", "ready", 1, 120, null, 121],
  ["windows", 0, "D:\\Models", "o\\n\\8\\a.gguf", "bitloft", "ready", 1, 130, null, 131],
  ["windows-import", 0, "E:\\", "a.gguf", "user", "ready", 1, 140, null, 141],
  ["windows-import-below", 0, "E:\\my models", "a/b.gguf", "user", "ready", 1, 150, null, 151],
  ["backslash-in-its-name", 0, "/home/me", "a\\b.gguf", "user", "ready", 1, 160, null, 161],
  ["ollama", 0, "/home/me/.ollama/models/blobs", `sha256-${sheds}`, "ollama", "ready", 1, 170, sheds, 171],
  [
    "hf-cache",
    0,
    "/home/me/.cache/huggingface/hub/models--o--n/snapshots/1",
    "a.gguf",
    "hf-cache",
    "ready",
    1,
    180,
    null,
    181,
  ],
  ["lm-studio", 0, "/home/me/.lmstudio/models/o/n", "a.gguf", "lm-studio", "ready", 1, 190, null, 191],
  [
    "jan",
    0,
    "C:\\Users\\me\\AppData\\Roaming\\Jan\\data\\llamacpp\\models\\a",
    "model.gguf",
    "jan",
    "ready",
    1,
    200,
    null,
    201,
  ],
  ["gpt4all", 0, "/home/me/.local/share/nomic.ai/GPT4All", "a.gguf", "gpt4all", "ready", 1, 210, null, 211],
  ["llama-cpp", 0, "/Users/me/Library/Caches/llama.cpp", "o_r_a.gguf", "llama-cpp", "ready", 1, 220, null, 221],
];

function fill(): void {
  const sqlite = new SQLite(path);
  try {
    for (const migration of migrations.slice(0, before)) runMigration(sqlite, migration);
    sqlite.pragma(`user_version = ${before}`);
    const addVariant = sqlite.prepare(
      `INSERT INTO variants (id, repository, commit_hash, variant_key, name, label, modifiers, architecture, parameters, state, root, added_at, last_used_at, purpose)
       VALUES (?, 'o/n', 'c0ffee', 'Q4_K_M', 'Name', 'Q4_K_M', 'UD', 'llama', 7, ?, ?, ?, 9, 'chat')`,
    );
    const addFile = sqlite.prepare("INSERT INTO variant_files VALUES (?, ?, ?, ?, ?, ?)");
    for (const [index, [id, state, root, ...files]] of library.entries()) {
      addVariant.run(id, state, root, index);
      for (const [position, file] of files.entries()) addFile.run(id, position, ...file);
    }
    sqlite.exec(`INSERT INTO conversations (id, title, variant_id, system_prompt, temperature, top_p, top_k, created_at, updated_at)
      VALUES ('c', 'T', 'shards', '', 0.7, 0.95, 40, 0, 0)`);
    sqlite.exec("INSERT INTO searched_folders VALUES ('/m', 1000), ('/slash/', 2000), ('/never/used', 3000)");
  } finally {
    sqlite.close();
  }
}

const rows = (sql: string): unknown[][] => {
  const db = open();
  return db.all(sql, [], (row) => Object.values(row));
};

it("comes over whole: every file with its folder, its owner and what was known of it", () => {
  fill();
  const found =
    rows(`SELECT v.variant_id, v.position, f.path AS folder, p.path, p.owner, p.state, p.here, p.size_bytes, b.sha256, p.modified_at
    FROM variant_files AS v JOIN places AS p ON p.id = v.place_id JOIN folders AS f ON f.id = p.folder_id JOIN blobs AS b ON b.id = p.blob_id
    JOIN variants AS i ON i.id = v.variant_id ORDER BY i.added_at, v.position`);
  expect(found).toEqual(places);
  expect(rows("SELECT count(*) FROM places")).toEqual([[places.length]]);
});

it("keeps every variant's own columns, and who refers to it", () => {
  fill();
  expect(rows("SELECT * FROM variants ORDER BY added_at")).toEqual(
    library.map(([id], index) => [
      id,
      "o/n",
      "c0ffee",
      "Q4_K_M",
      "Name",
      "Q4_K_M",
      "UD",
      "llama",
      7,
      null,
      index,
      9,
      "chat",
    ]),
  );
  expect(rows("SELECT variant_id FROM conversations")).toEqual([["shards"]]);
  expect(rows("PRAGMA foreign_key_check")).toEqual([]);
});

it("makes one blob of one content, also where it lies twice, and one of each file that nobody has hashed", () => {
  fill();
  expect(
    rows(
      "SELECT b.size_bytes, b.sha256, count(*) FROM blobs AS b JOIN places AS p ON p.blob_id = b.id GROUP BY b.id HAVING count(*) > 1",
    ),
  ).toEqual([[80, "7777", 2]]);
  expect(rows("SELECT count(*) FROM blobs")).toEqual([[places.length - 1]]);
  expect(
    rows("SELECT count(*) FROM blobs AS b JOIN places AS p ON p.blob_id = b.id WHERE b.size_bytes <> p.size_bytes"),
  ).toEqual([[0]]);
});

it("remembers which folders were searched, and makes one folder of one path", () => {
  fill();
  expect(rows("SELECT path, searched_at, volume, away FROM folders WHERE role = 'models' ORDER BY path")).toEqual([
    ["/", null, null, 0],
    ["/m", 1000, null, 0],
    ["/never/used", 3000, null, 0],
    ["/slash", 2000, null, 0],
    ["D:\\Models", null, null, 0],
  ]);
  expect(rows("SELECT path FROM folders GROUP BY path HAVING count(*) > 1")).toEqual([]);
  expect(rows("SELECT name FROM sqlite_schema WHERE name LIKE 'files_%' OR name = 'searched_folders'")).toEqual([]);
});

it("says of other programs' files what the library says of those that are imported from then on", () => {
  const others = library.flatMap(([id, , root, ...files]) =>
    root === null ? files.map(([file]) => [id, file] as const) : [],
  );
  const said = new Map(places.map(([id, , , , owner]) => [id, owner]));
  expect(others.map(([id, file]) => [id, ownerOf(file)])).toEqual(others.map(([id]) => [id, said.get(id)]));
});

it("is read by the library as it was written, under the same paths", () => {
  fill();
  const here = library.filter(([id]) => !["windows", "windows-import", "windows-import-below", "jan"].includes(id));
  const table = new VariantsTable(open());
  for (const [id, , , ...files] of here) {
    expect(table.get(id)?.files.map((file) => [file.path, file.sizeBytes, file.sha256, file.modifiedAt])).toEqual(
      files,
    );
    for (const [file] of files) expect(table.findByPath(file)?.id).toBe(id);
  }
});
