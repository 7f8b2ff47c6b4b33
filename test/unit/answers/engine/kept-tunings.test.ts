import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { KeptTunings } from "../../../../src-main/answers/engine/index.ts";

const key = { sizeClass: 1, maxThreads: 4 };
const tuning = {
  decodeThreads: 3,
  promptThreads: 4,
  environment: "one-worker",
  decodeTokensPerSecond: 20,
  promptTokensPerSecond: 200,
} as const;

let folder: string;
let db: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-tunings-"));
  db = openAppDatabase(join(folder, "bitloft.db"));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const store = (engineVersion = "1", machine = "m") =>
  new KeptTunings({ db, machine: () => Promise.resolve(machine), engineVersion, clock: { now: () => 1 } });

it("a tuning holds for its machine, its engine, its size of model and its number of threads", async () => {
  await store().keep(key, tuning);
  expect(await store().find(key)).toEqual([expect.objectContaining(tuning)]);
  expect(await store("2").find(key)).toEqual([]);
  expect(await store("1", "another").find(key)).toEqual([]);
  expect(await store().find({ ...key, sizeClass: 2 })).toEqual([]);
  expect(await store().find({ ...key, maxThreads: 2 })).toEqual([]);
});

it("there is one for each environment, the last that was measured", async () => {
  const other = { ...tuning, environment: "four-workers" } as const;
  await store().keep(key, tuning);
  await store().keep(key, other);
  await store().keep(key, { ...other, decodeThreads: 1 });
  const found = await store().find(key);
  expect(found.map(({ environment, decodeThreads }) => [environment, decodeThreads])).toEqual([
    ["four-workers", 1],
    ["one-worker", 3],
  ]);
});

it("an environment that this version does not know is passed over", async () => {
  await store().keep(key, tuning);
  db.run("UPDATE engine_tunings SET environment = 'of tomorrow'");
  expect(await store().find(key)).toEqual([]);
});

it.each([0, -1, 5, 1e9])("a row with %d threads is measured anew", async (threads) => {
  await store().keep(key, tuning);
  db.run("UPDATE engine_tunings SET decode_threads = ?", [threads]);
  expect(await store().find(key)).toEqual([]);
});
