import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantTree } from "../../../fixtures/conversation-tree.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { CommandLine } from "./command-line.ts";

let cli: CommandLine;
let database: string;
let file: string;
beforeEach(() => {
  cli = new CommandLine();
  database = join(cli.dataFolder, "bitloft.db");
  file = join(cli.folder, "backup.zip");
  mkdirSync(cli.dataFolder);
  const db = openAppDatabase(database);
  plantTree(db);
  db.close();
});
afterEach(() => {
  cli.close();
});

async function titles(): Promise<string[]> {
  const { answer } = await cli.run(["chats", "list", "--json"]);
  return (answer as { conversations: { id: string }[] }).conversations.map(({ id }) => id).sort();
}

function lose(): void {
  const db = openAppDatabase(database);
  db.run("DELETE FROM conversations WHERE id = 'tree-1'");
  db.close();
}

describe("bitloft backup and bitloft restore", () => {
  it("write a file, and bring back what was in it", async () => {
    const made = await cli.run(["backup", file, "--json"]);
    expect(made.code).toBe(0);
    expect(made.lines[0]).toMatchObject({ event: "progress" });
    expect(made.answer).toMatchObject({ event: "done", backup: { path: file, attachments: 0 } });
    lose();
    expect(await titles()).toEqual(["tree-2"]);
    const { code, answer } = await cli.run(["restore", file, "--json"]);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ event: "done", restored: { path: file, state: "done", attachments: 0 } });
    const { putAside } = (answer as { restored: { putAside: string } }).restored;
    expect(existsSync(join(putAside, "bitloft.db"))).toBe(true);
    expect(await titles()).toEqual(["tree-1", "tree-2"]);
    expect((await cli.run(["backup", file])).code).toBe(1);
    expect((await cli.run(["backup", file, "--overwrite"])).stdout).toMatch(
      /^Wrote conversations, library and settings to /,
    );
  });

  it("leave what is in use until the next start, which then says what happened", async () => {
    await cli.run(["backup", file]);
    lose();
    const window = openAppDatabase(database);
    const { answer } = await cli.run(["restore", file, "--json"]);
    expect(answer).toMatchObject({ restored: { state: "at-next-start", putAside: null } });
    expect(await titles()).toEqual(["tree-2"]);
    window.close();
    const next = await cli.run(["chats", "list", "--json"]);
    expect(next.stderr).toContain("Bitloft's data is that of the backup now.");
    expect(await titles()).toEqual(["tree-1", "tree-2"]);
  });

  it("refuse what is no backup, and change nothing", async () => {
    const { code, answer } = await cli.run(["restore", database, "--json"]);
    expect(code).toBe(1);
    expect(answer).toMatchObject({ error: { code: "invalid-input", key: "backup-not-recognised" } });
    expect((await cli.run(["restore"])).code).toBe(2);
    expect(await titles()).toEqual(["tree-1", "tree-2"]);
  });
});
