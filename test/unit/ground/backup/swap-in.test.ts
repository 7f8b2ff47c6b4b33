import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SwapDisk, swapDisk } from "../../../../src-main/ground/backup/swap-disk.ts";
import { swapIn } from "../../../../src-main/ground/backup/swap-in.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { type Kept, TwoLibraries, backupsOf, keptIn, never, others, quietly, rowsOf } from "./two-libraries.ts";

let libraries: TwoLibraries;
let path: string;
/** The other library, beside which the rich one waits. */
let waiting: string;
let rich: Kept;
let other: Kept;
beforeAll(async () => {
  libraries = new TwoLibraries();
  path = join(libraries.folder, "rich.zip");
  await backupsOf(libraries.rich()).write({ path, overwrite: false }, never, quietly);
  waiting = libraries.other();
  await (await backupsOf(waiting).prepare(path, never, quietly)).confirm();
  const done = libraries.copyOf(waiting);
  await swapIn({ dataFolder: done, logger: silentLogger });
  [rich, other] = [keptIn(done), keptIn(libraries.other())];
  expect(rich.rows).toEqual(keptIn(libraries.rich()).rows);
});
afterAll(() => {
  libraries.close();
});

class Killed extends Error {}

/** Ends before its step of that number. */
function killedAt(step: number): SwapDisk {
  let steps = 0;
  const killing = (name: keyof SwapDisk): ((...paths: [string, string?]) => Promise<void>) => {
    const act: (...paths: [string, string]) => Promise<void> = swapDisk[name];
    return (from, to = "") => (steps++ === step ? Promise.reject(new Killed(name)) : act(from, to));
  };
  return {
    keep: killing("keep"),
    rename: killing("rename"),
    makeFolder: killing("makeFolder"),
    remove: killing("remove"),
    syncFolder: killing("syncFolder"),
  };
}

/** Runs until that step, or to its end. */
async function isKilled(dataFolder: string, step: number): Promise<boolean> {
  try {
    await swapIn({ dataFolder, logger: silentLogger, disk: killedAt(step) });
    return false;
  } catch (thrown) {
    if (thrown instanceof Killed) return true;
    throw thrown;
  }
}

const asideOf = (dataFolder: string): string => {
  const name = others(dataFolder).find((one) => one.startsWith("replaced-")) ?? "";
  return join(dataFolder, name);
};

describe("a restore that waits", () => {
  it("has the old or the new library in its place wherever it is ended, and goes on at the next start", async () => {
    let step = 0;
    for (; ; step++) {
      const dataFolder = libraries.copyOf(waiting);
      if (!(await isKilled(dataFolder, step))) break;
      // Another process looks; what it finds is one of the two.
      const { rows, settings, attachments } = keptIn(dataFolder);
      const isNew = JSON.stringify(rows) === JSON.stringify(rich.rows);
      if (!isNew) expect({ rows, settings }).toEqual({ rows: other.rows, settings: other.settings });
      expect(attachments).toMatchObject((isNew ? rich : other).attachments);
      await swapIn({ dataFolder, logger: silentLogger });
      const after = keptIn(dataFolder);
      expect({ rows: after.rows, settings: after.settings }).toEqual({ rows: rich.rows, settings: rich.settings });
      expect(after.attachments).toMatchObject(rich.attachments);
      // With new files of attachments, where some were in their places already.
      expect(keptIn(asideOf(dataFolder))).toMatchObject(other);
      expect(
        others(dataFolder).filter((name) => !name.startsWith("replaced-") && !name.startsWith("restoring-")),
      ).toEqual([]);
    }
    expect(step).toBeGreaterThan(20);
  });

  it("waits on while another process has the database open", async () => {
    const dataFolder = libraries.copyOf(waiting);
    const db = openAppDatabase(join(dataFolder, "bitloft.db"));
    expect(await swapIn({ dataFolder, logger: silentLogger })).toEqual({ state: "in-use" });
    db.run("UPDATE conversations SET title = 'Still written to'");
    db.close();
    const before = rowsOf(join(dataFolder, "bitloft.db"));
    expect(await swapIn({ dataFolder, logger: silentLogger })).toMatchObject({ state: "done" });
    expect(rowsOf(join(dataFolder, "bitloft.db"))).toEqual(rich.rows);
    expect(rowsOf(join(asideOf(dataFolder), "bitloft.db"))).toEqual(before);
  });

  it("puts aside what was in the log of a process that was killed, and plays none of it into the new database", async () => {
    const open = libraries.copyOf(waiting);
    const db = openAppDatabase(join(open, "bitloft.db"));
    db.run("UPDATE conversations SET title = 'Only in the log'");
    const dataFolder = libraries.free();
    cpSync(open, dataFolder, { recursive: true, filter: (name) => !name.endsWith("-shm") });
    db.close();
    await swapIn({ dataFolder, logger: silentLogger });
    expect(rowsOf(join(dataFolder, "bitloft.db"))).toEqual(rich.rows);
    const aside = rowsOf(join(asideOf(dataFolder), "bitloft.db"));
    expect(aside["conversations"]?.every((row) => row.includes("Only in the log"))).toBe(true);
  });

  it("takes the place of a database that is damaged or gone", async () => {
    const dataFolder = libraries.copyOf(waiting);
    writeFileSync(join(dataFolder, "bitloft.db"), "no database");
    await swapIn({ dataFolder, logger: silentLogger });
    expect(keptIn(dataFolder)).toEqual(rich);
    expect(readFileSync(join(asideOf(dataFolder), "bitloft.db"), "utf8")).toBe("no database");
    expect(existsSync(join(dataFolder, "bitloft.db.backup"))).toBe(false);
  });

  it("is none where its marker leads elsewhere", async () => {
    const dataFolder = libraries.other();
    const marker = { folder: "../elsewhere", readyAt: 0, createdAt: 0, appVersion: "1", attachments: 0 };
    writeFileSync(join(dataFolder, "restore.json"), JSON.stringify(marker));
    expect(await swapIn({ dataFolder, logger: silentLogger })).toBeNull();
    expect(keptIn(dataFolder)).toEqual(other);
  });
});
