import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { silentLogger } from "../../../../../src-main/ground/core/index.ts";
import { type Database, type OpenOptions, openDatabase } from "../../../../../src-main/models/library/db/index.ts";

export interface DatabasePlace {
  folder: string;
  /** Of the database in it. */
  path: string;
  /** What is open when a test ends is closed. */
  open(options?: OpenOptions): Database;
}

/** Gives each test of the file a folder of its own for a database, which is gone after it. */
export function eachInItsOwnPlace(begin: (place: DatabasePlace) => void): void {
  let folder: string;
  const opened: Database[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bitloft-db-"));
    const path = join(folder, "db.sqlite");
    const open = (options?: OpenOptions): Database => {
      const db = openDatabase(path, silentLogger, options);
      opened.push(db);
      return db;
    };
    begin({ folder, path, open });
  });
  afterEach(() => {
    for (const db of opened.splice(0)) db.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
