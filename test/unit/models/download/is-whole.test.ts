import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isWhole } from "../../../../src-main/models/download/is-whole.ts";
import type { JournalEntry } from "../../../../src-main/models/download/index.ts";

let folder: string;
let paths: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-whole-"));
  paths = ["a", "b"].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, "0123456789");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const entry = (): JournalEntry =>
  ({ files: paths.map((finalPath) => ({ finalPath, sizeBytes: 10 })) }) as unknown as JournalEntry;

it("is what has all its files at their length, none of them known to be damaged", async () => {
  expect(await isWhole(entry(), () => true)).toBe(true);
  expect(await isWhole(entry(), (path) => path !== paths[1])).toBe(false);
});

it.each<[string, (path: string) => void]>([
  ["shortened", (path) => truncateSync(path, 9)],
  ["longer", (path) => writeFileSync(path, "01234567890")],
  ["gone", (path) => rmSync(path)],
])("is not what has one file %s", async (_name, harm) => {
  harm(paths[1] ?? "");
  expect(await isWhole(entry(), () => true)).toBe(false);
});
