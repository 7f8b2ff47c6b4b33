import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLogger } from "../../../src-main/core/index.ts";
import { type Database, openDatabase } from "../../../src-main/library/index.ts";
import { createTuningKeeper } from "../../../src-main/services/tuning-keeper.ts";
import { machineOf } from "../recommend/facts.ts";

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
  db = openDatabase(join(folder, "bitloft.db"), silentLogger);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const keeper = (engineVersion = "1") =>
  createTuningKeeper({
    db,
    hardware: { get: () => Promise.resolve(machineOf({})) } as never,
    engineVersion,
    clock: { now: () => 1 },
  });

it("a tuning holds for its engine, its size of model and its number of threads", async () => {
  await keeper().keep(key, tuning);
  expect(await keeper().find(key)).toMatchObject(tuning);
  expect(await keeper("2").find(key)).toBeNull();
  expect(await keeper().find({ ...key, sizeClass: 2 })).toBeNull();
  expect(await keeper().find({ ...key, maxThreads: 2 })).toBeNull();
});

it.each([0, -1, 5, 1e9])("a row with %d threads is measured anew", async (threads) => {
  await keeper().keep(key, tuning);
  db.run("UPDATE engine_tunings SET decode_threads = ?", [threads]);
  expect(await keeper().find(key)).toBeNull();
});
