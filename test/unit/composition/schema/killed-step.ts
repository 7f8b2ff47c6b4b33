/**
 * Opens the database of a data folder and is killed before a step of its migration: one of the statements that it runs, counted from
 * 1. Without a step it says how many there are.
 */
import process from "node:process";
import SQLite from "better-sqlite3";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const [, , path = "", killedBefore = ""] = process.argv;
let isMigrating = false;
let steps = 0;

/** Only what the migrating connection is asked for; the empty database that shows what is expected is none of it. */
function step(file: string, sql: string): void {
  if (file !== path) return;
  if (sql === "BEGIN IMMEDIATE") isMigrating = true;
  if (!isMigrating) return;
  steps++;
  if (steps === Number(killedBefore)) process.kill(process.pid, "SIGKILL");
  if (sql === "COMMIT") isMigrating = false;
}

const { exec, prepare } = SQLite.prototype;
SQLite.prototype.exec = function (this: SQLite.Database, sql: string) {
  // One of the steps is many statements: between them as well.
  for (const statement of sql.split(/;\s*\n/)) {
    if (statement.trim() === "") continue;
    step(this.name, statement.trim());
    exec.call(this, statement);
  }
  return this;
};
SQLite.prototype.prepare = function (this: SQLite.Database, sql: string) {
  const statement = prepare.call(this, sql) as SQLite.Statement;
  if (sql.startsWith("INSERT")) {
    const run = statement.run.bind(statement);
    statement.run = (...parameters) => {
      step(this.name, sql);
      return run(...parameters);
    };
  }
  return statement;
} as typeof prepare;

openAppDatabase(path).close();
process.stdout.write(String(steps));
