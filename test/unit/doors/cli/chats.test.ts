import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantTree } from "../../../fixtures/conversation-tree.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { CommandLine } from "./command-line.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
  const db = openAppDatabase(join(cli.dataFolder, "bitloft.db"));
  plantTree(db);
  db.close();
});

afterEach(() => {
  cli.close();
});

describe("bitloft chats", () => {
  it("lists conversations, all or those with a text in them", async () => {
    const all = await cli.run(["chats", "list", "--json"]);
    expect(all.answer).toMatchObject({ conversations: [{ id: "tree-1", headId: "m4" }, { id: "tree-2" }] });
    const some = await cli.run(["chats", "--search", "another answer", "--json"]);
    expect(some.answer).toMatchObject({ conversations: [{ id: "tree-1" }] });
    expect((await cli.run(["chats", "list"])).stdout).toContain("A <b>title</b> & more");
    expect((await cli.run(["chats", "--search", "nowhere"])).stdout).toBe(
      "No conversation has that in its title or in a message.\n",
    );
  });

  it("shows the branch of one, found by the beginning of its id", async () => {
    const { answer } = await cli.run(["chats", "show", "tree-1", "--json"]);
    expect(answer).toMatchObject({
      conversation: { id: "tree-1" },
      messagesInTree: 5,
      messages: [{ id: "m3" }, { id: "m4" }],
    });
    expect((await cli.run(["chats", "show", "tree-1"])).stdout).toContain("## You");
    expect((await cli.run(["chats", "show", "tree"])).code).toBe(1);
    expect((await cli.run(["chats", "show", "oak", "--json"])).answer).toMatchObject({ error: { code: "not-found" } });
  });

  it("writes all of them or those that are named into a file", async () => {
    const output = join(cli.folder, "all.json");
    const { answer, code } = await cli.run(["chats", "export", "--format", "json", "--output", output, "--json"]);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ exported: { format: "json", path: output, conversations: 2, messages: 5 } });
    expect(JSON.parse(readFileSync(output, "utf8"))).toMatchObject({
      conversations: [{ id: "tree-1" }, { id: "tree-2" }],
    });
    const one = join(cli.folder, "one.html");
    const said = await cli.run(["chats", "export", "tree-2", "--format", "HTML", "--output", one]);
    expect(said.stdout).toMatch(/^Wrote 1 conversation \(0 messages\) to /);
    expect((await cli.run(["chats", "export", "tree-2", "--format", "html", "--output", one])).code).toBe(1);
  });

  it.each([
    ["an unknown action", ["chats", "burn"]],
    ["no conversation to show", ["chats", "show"]],
    ["no format", ["chats", "export", "--output", "x"]],
    ["an unknown format", ["chats", "export", "--format", "pdf", "--output", "x"]],
    ["no file to write", ["chats", "export", "--format", "json"]],
  ])("ends with 2 for %s", async (_, args) => {
    expect((await cli.run([...args, "--json"])).code).toBe(2);
    expect(existsSync("x")).toBe(false);
  });
});
