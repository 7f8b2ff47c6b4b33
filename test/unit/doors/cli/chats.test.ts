import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foreignFile } from "../../../fixtures/import-conversations.ts";
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

describe("bitloft chats import", () => {
  it("counts first, then takes over, and says what was skipped", async () => {
    const file = foreignFile("chatgpt.json");
    const dry = await cli.run(["chats", "import", file, "--dry-run", "--json"]);
    const done = await cli.run(["chats", "import", file, "--json"]);
    expect(done.lines).toHaveLength(1);
    expect(done.answer).toEqual({
      imported: [
        {
          file,
          source: "chatgpt",
          conversations: 1,
          messages: 3,
          attachments: 0,
          updated: 0,
          unchanged: 0,
          skipped: [{ id: "gpt-2", reason: "It has no messages." }],
        },
      ],
    });
    expect(dry.answer).toEqual(done.answer);
    const again = await cli.run(["chats", "import", file]);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/chatgpt +0 +0 +0 +1 +1\ngpt-2: It has no messages\.\n$/);
  });

  it("ends with 1 where a file is not recognised, after the others were read", async () => {
    const { answer, code } = await cli.run(["chats", "import", foreignFile("claude.json"), cli.folder, "--json"]);
    expect(code).toBe(1);
    expect(answer).toMatchObject({
      imported: [{ source: "claude", conversations: 1 }, { source: null }],
      error: { code: "invalid-input" },
    });
  });
});
