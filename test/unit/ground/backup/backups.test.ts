import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { ChildDatabaseWork, type SwapOutcome } from "../../../../src-main/ground/backup/index.ts";
import type { BackupProgress } from "../../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { TwoLibraries, backupsOf, keptIn, never, others, quietly, rowsOf } from "./two-libraries.ts";

let libraries: TwoLibraries;
beforeAll(() => {
  libraries = new TwoLibraries();
});
afterAll(() => {
  libraries.close();
});

/** A backup of the rich library. */
async function written(dataFolder = libraries.rich()): Promise<string> {
  const path = `${libraries.free()}.zip`;
  await backupsOf(dataFolder).write({ path, overwrite: false }, never, quietly);
  return path;
}

async function restore(dataFolder: string, path: string): Promise<SwapOutcome | null> {
  const backups = backupsOf(dataFolder);
  await (await backups.prepare(path, never, quietly)).confirm();
  return backups.swapIn();
}

describe("a backup", () => {
  it("comes back row by row, with settings and attachments, and what was there is put aside whole", async () => {
    const [from, to] = [libraries.rich(), libraries.other()];
    const [wanted, before] = [keptIn(from), keptIn(to)];
    writeFileSync(join(to, "hub-token"), "secret");
    writeFileSync(join(to, "search.db"), "of the old one");
    const outcome = await restore(to, await written(from));
    expect(outcome?.state).toBe("done");
    // A token of this computer is sent to the Hub's address: a backup must not change that.
    const settings = JSON.parse(wanted.settings) as object;
    expect(settings).toMatchObject({ hubEndpoint: "https://mirror.example" });
    const after = keptIn(to);
    expect(JSON.parse(after.settings)).toMatchObject({ ...settings, hubEndpoint: null });
    expect({ ...after, settings: "" }).toEqual({ ...wanted, settings: "" });
    const putAside = outcome?.state === "done" ? outcome.putAside : null;
    expect(keptIn(putAside ?? "")).toEqual(before);
    expect(others(to)).toEqual(["hub-token", expect.stringMatching(/^replaced-2023-11-14T22-13-20-000Z-[0-9a-f]{8}$/)]);
    // It is one that Bitloft opens.
    const db = openAppDatabase(join(to, "bitloft.db"));
    expect(db.opening).toEqual({ outcome: "opened", movedAside: null });
    db.close();
  });

  it("comes back on a computer that had nothing", async () => {
    const to = libraries.free();
    expect(await restore(to, await written())).toEqual({ state: "done", putAside: null });
    expect({ ...keptIn(to), settings: "" }).toEqual({ ...keptIn(libraries.rich()), settings: "" });
  });

  it("of an earlier version comes back and is brought up to date when it is opened", async () => {
    const from = libraries.rich();
    rmSync(join(from, "bitloft.db"));
    rmSync(join(from, "bitloft.db.backup"));
    const steps = migrations.slice(0, -1);
    openAppDatabase(join(from, "bitloft.db"), steps).close();
    const path = `${libraries.free()}.zip`;
    await backupsOf(from, steps).write({ path, overwrite: false }, never, quietly);
    const to = libraries.other();
    await restore(to, path);
    const db = openAppDatabase(join(to, "bitloft.db"));
    expect(db.opening.outcome).toBe("migrated");
    db.close();
  });

  it("holds the database, the settings, the attachments and what they are, and nothing else", async () => {
    const from = libraries.rich();
    writeFileSync(join(from, "hub-token"), "secret");
    mkdirSync(join(from, "models"));
    writeFileSync(join(from, "models", "big.gguf"), "weights");
    const path = await written(from);
    const inside = unzipSync(readFileSync(path));
    const names = Object.keys(inside).map((name) => name.replace(/[0-9a-f]{2}\/[0-9a-f]{64}/, "…"));
    expect(names).toEqual(["bitloft.db", "settings.json", ...Array<string>(3).fill("attachments/…"), "manifest.json"]);
    const manifest = JSON.parse(Buffer.from(inside["manifest.json"] ?? []).toString()) as { parts: object[] };
    expect(manifest).toMatchObject({
      ...{ format: "bitloft-backup", formatVersion: 1, appVersion: "0.1.0" },
      ...{ schemaVersion: migrations.length, createdAt: 1_700_000_000_000 },
    });
    expect(manifest.parts).toHaveLength(5);
    expect(readFileSync(path).includes("secret")).toBe(false);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("has what another process has written and not yet brought into the file", async () => {
    const from = libraries.rich();
    const db = openAppDatabase(join(from, "bitloft.db"));
    db.run("UPDATE conversations SET title = 'Just now'");
    const path = await written(from);
    const to = libraries.other();
    await restore(to, path);
    expect(rowsOf(join(to, "bitloft.db"))).toEqual(rowsOf(join(from, "bitloft.db")));
    db.close();
  });

  it("leaves a file that is there, unless it is to be replaced", async () => {
    const path = await written();
    const backups = backupsOf(libraries.other());
    await expect(backups.write({ path, overwrite: false }, never, quietly)).rejects.toMatchObject({
      key: "output-exists",
    });
    const before = readFileSync(path);
    const progress: BackupProgress[] = [];
    const told: (BackupProgress | null)[] = [];
    backups.onProgress((step) => told.push(step));
    await backups.write({ path, overwrite: true }, never, (step) => progress.push(step));
    expect(readFileSync(path).equals(before)).toBe(false);
    expect(progress.at(-1)?.doneBytes).toBe(progress.at(-1)?.totalBytes);
    expect(told.slice(-2)).toEqual([progress.at(-1), null]);
  });

  it("leaves nothing behind when it is cancelled, or its folder is not there", async () => {
    const from = libraries.rich();
    const path = join(libraries.free(), "backup.zip");
    await expect(backupsOf(from).write({ path, overwrite: false }, never, quietly)).rejects.toMatchObject({
      code: "disk-failed",
    });
    mkdirSync(join(path, ".."));
    await expect(backupsOf(from).write({ path, overwrite: false }, AbortSignal.abort(), quietly)).rejects.toMatchObject(
      { code: "cancelled" },
    );
    expect(readdirSync(join(path, ".."))).toEqual([]);
    expect(others(from)).toEqual([]);
  });

  it("is a ZIP file to others too", async () => {
    const read = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())";
    let said: string;
    try {
      said = execFileSync("python3", ["-c", read, await written()], { encoding: "utf8" });
    } catch {
      return;
    }
    expect(said.trim()).toBe("None");
  });
});

describe("a restore", () => {
  it("waits until it is confirmed, and is forgotten when it is not", async () => {
    const to = libraries.other();
    const backups = backupsOf(to);
    const before = keptIn(to);
    const prepared = await backups.prepare(await written(), never, quietly);
    expect(backups.waiting()).toBeNull();
    expect(await backups.swapIn()).toBeNull();
    await prepared.confirm();
    expect(backups.waiting()).toEqual({ createdAt: 1_700_000_000_000, appVersion: "0.1.0", attachments: 3 });
    await backups.cancelWaiting();
    expect(await backups.swapIn()).toBeNull();
    await (await backups.prepare(await written(), never, quietly)).discard();
    expect(keptIn(to)).toEqual(before);
    expect(others(to)).toEqual([]);
  });

  it("takes the place of another one that waits", async () => {
    const to = libraries.other();
    const backups = backupsOf(to);
    await (await backups.prepare(await written(libraries.other()), never, quietly)).confirm();
    await (await backups.prepare(await written(), never, quietly)).confirm();
    expect(others(to).filter((name) => name.startsWith("restoring-"))).toHaveLength(1);
    await backups.swapIn();
    expect(rowsOf(join(to, "bitloft.db"))).toEqual(rowsOf(join(libraries.rich(), "bitloft.db")));
  });

  it("leaves nothing behind when it is cancelled", async () => {
    const to = libraries.other();
    const path = await written();
    const controller = new AbortController();
    const prepared = backupsOf(to).prepare(path, controller.signal, () => controller.abort());
    await expect(prepared).rejects.toMatchObject({ code: "cancelled" });
    expect(others(to)).toEqual([]);
  });

  it("deletes what one left a day ago that was ended in the middle, and not what may be at work", async () => {
    const to = libraries.other();
    const [old, young] = [join(to, "restoring-0123abcd"), join(to, "restoring-4567abcd")];
    for (const folder of [old, young]) mkdirSync(folder);
    utimesSync(old, 0, 1_690_000_000);
    utimesSync(young, 0, 1_700_000_000);
    await (await backupsOf(to).prepare(await written(), never, quietly)).discard();
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });
});

describe("the process for a whole database", () => {
  const worker = join(import.meta.dirname, "../../../../src-main/composition/database-worker.ts");
  const databases = new ChildDatabaseWork({ nodePath: process.execPath, workerPath: worker });

  it("copies one that is open here and checks the copy, and says what is amiss", async () => {
    const from = libraries.rich();
    const db = openAppDatabase(join(from, "bitloft.db"));
    db.run("UPDATE conversations SET title = 'Just now'");
    const copy = join(from, "copy.db");
    expect(await databases.copy(db.path, copy, never)).toEqual({ state: "sound", version: migrations.length });
    expect(rowsOf(copy)).toEqual(rowsOf(db.path));
    db.close();
    writeFileSync(copy, "no database");
    expect(await databases.check(copy, never)).toMatchObject({ state: "damaged" });
    await expect(databases.copy(join(from, "nowhere.db"), copy, never)).rejects.toMatchObject({
      code: "database-failed",
    });
  });

  it("ends at a stop, and is no more when that is told", async () => {
    const controller = new AbortController();
    const copying = databases.copy(
      join(libraries.rich(), "bitloft.db"),
      join(libraries.free(), "x.db"),
      controller.signal,
    );
    controller.abort();
    await expect(copying).rejects.toMatchObject({ code: "cancelled" });
  });

  it("that cannot be started fails the backup with the reason", async () => {
    const broken = new ChildDatabaseWork({ nodePath: process.execPath, workerPath: join(worker, "nowhere.ts") });
    await expect(broken.check("/x", never)).rejects.toMatchObject({ code: "database-failed", key: "unusable" });
  });
});
