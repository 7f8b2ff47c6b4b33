import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeRatings } from "../../../scripts/catalogue/write-ratings.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-ratings-"));
  path = join(folder, "ratings.json");
  copyFileSync(new URL("../../../resources/catalogue/ratings.json", import.meta.url), path);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface File {
  arena: { source: { asOf: string }; models: Record<string, Record<string, number[]>> };
  euroeval: unknown;
}
const read = (): File => JSON.parse(readFileSync(path, "utf8")) as File;
const row = (change: object = {}) => ({
  model_name: "gemma-4-31b",
  category: "overall",
  rating: 1450.4,
  rating_lower: 1444.2,
  rating_upper: 1456.6,
  vote_count: 9000,
  leaderboard_publish_date: "2026-11-20",
  ...change,
});
const put = (rows: object[]): string[] => {
  const exported = join(folder, "export.json");
  writeFileSync(exported, JSON.stringify({ rows: rows.map((one) => ({ row: one })) }));
  const said: string[] = [];
  writeRatings(exported, path, (line) => said.push(line));
  return said;
};

it("puts the newest day's ratings in place of those there, and leaves the rest as it was", () => {
  const before = read();
  const name = (JSON.parse(readFileSync(path, "utf8")) as { arena: { names: Record<string, string> } }).arena.names[
    "google/gemma-4-31B-it"
  ];
  const said = put([
    row({ model_name: name }),
    row({ model_name: name, category: "creative_writing", rating: 1420 }),
    row({ model_name: name, leaderboard_publish_date: "2026-10-01", rating: 1 }),
    row({ model_name: "nobody", rating: 1500 }),
  ]);
  const after = read();
  expect(after.arena.source.asOf).toBe("2026-11-20");
  expect(after.arena.models["google/gemma-4-31B-it"]).toEqual({
    overall: [1450, 1444, 1457, 9000],
    writing: [1420, 1444, 1457, 9000],
    vision: before.arena.models["google/gemma-4-31B-it"]?.["vision"],
  });
  expect(after.arena.models["google/gemma-3-4b-it"]).toEqual(before.arena.models["google/gemma-3-4b-it"]);
  expect(after.euroeval).toEqual(before.euroeval);
  expect(said.filter((line) => line.includes(" -> "))).toEqual(["google/gemma-4-31B-it: 1442 -> 1450"]);
});

it("refuses what is no export, and writes nothing", () => {
  const before = readFileSync(path, "utf8");
  expect(() => put([{ name: "other" }])).toThrow();
  expect(() => put([])).toThrow(/no ratings/);
  expect(readFileSync(path, "utf8")).toBe(before);
});
