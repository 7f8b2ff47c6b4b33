import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConversationExports } from "../../../../../src-main/answers/chat/index.ts";
import { ownFileSchema } from "../../../../../src-main/answers/chat/import/reader/forms/own-schema.ts";
import { root } from "../../../../../scripts/setup/paths.mjs";
import { type ConversationFormat, conversationFormats } from "../../../../../src-shared/contract/index.ts";
import { languages } from "../../../../../src-shared/words/index.ts";
import { awkward, plantTree } from "../../../../fixtures/conversation-tree.ts";
import { eachInItsOwnPlace } from "../../../../fixtures/database-place.ts";

let folder: string;
let conversations: ConversationExports;
eachInItsOwnPlace((place) => {
  folder = place.folder;
  const db = place.open();
  plantTree(db);
  conversations = new ConversationExports({ db });
});

const never = new AbortController().signal;

async function written(
  format: ConversationFormat,
  ids: string[] | null = ["tree-1"],
  language = languages.en,
): Promise<string> {
  const path = join(folder, `${format}-${language.locale}`);
  const done = await conversations.write({ ids, format, path, overwrite: false, language }, never);
  const bytes = readFileSync(path);
  expect(done).toMatchObject({ path, conversations: ids?.length ?? 2, sizeBytes: bytes.length });
  return bytes.toString("utf8");
}

describe("a conversation as a file", () => {
  it("is readable as Markdown, its markup only what models say", async () => {
    const text = await written("markdown");
    expect(text).toContain("# A \\<b\\>title\\</b\\> \\& more\n");
    expect(text).toContain("## You\n\n");
    expect(text).toContain("## Tiny · Q4\\_K\\_M\n\n> **Thinking**\n>\n> The user asks.\n> > hm\n");
    expect(text).toContain(awkward);
    expect(text).toContain("````\nfound ``` it\n````");
    expect(text).toContain("3 messages of other branches are not shown.");
    expect(text).not.toContain("Another answer");
    expect(await written("markdown", ["tree-1"], languages.de)).toContain("## Frage\n");
  });

  it("is a page that runs and fetches nothing, with every text escaped", async () => {
    const page = await written("html", null);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<b>|javascript:|\bsrc=|\bhref=|url\(/i);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain("&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;");
    expect(page).toContain("<pre><code>&lt;b&gt;not bold&lt;/b&gt;</code></pre>");
    expect(page.match(/<main>/g)).toHaveLength(2);
  });

  it("is our own JSON with everything that is kept of it", async () => {
    const {
      format,
      version,
      conversations: all,
    } = JSON.parse(await written("json", null)) as {
      format: string;
      version: number;
      conversations: Record<string, unknown>[];
    };
    expect([format, version]).toEqual(["bitloft-conversations", 1]);
    expect(all.map(({ id }) => id)).toEqual(["tree-1", "tree-2"]);
    expect(all[0]).toMatchObject({ folders: ["Work", "Größe"], headId: "m4", settings: { contextTokens: 8192 } });
    const messages = all[0]?.["messages"] as { id: string; parentId: string | null; parts: unknown[] }[];
    expect(messages.map(({ id, parentId }) => [id, parentId])).toEqual([
      ["m1", null],
      ["m2", "m1"],
      ["m3", null],
      ["m4", "m3"],
      ["m5", "m3"],
    ]);
    expect(messages[3]?.parts).toHaveLength(5);
    expect(messages[3]?.parts[1]).toEqual({
      kind: "tool-call",
      text: '{"q":"x"}',
      data: { id: "call-1", name: "search" },
    });
  });

  it("is llama.cpp's lines, each message with its parent and its children under one root", async () => {
    const lines = (await written("jsonl", null))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as never);
    const [session, root, system, ...rest] = lines as { type: string; message: Record<string, unknown> }[];
    expect(session).toMatchObject({ harness: "llama.app", type: "session", id: "tree-1", currNode: "m4" });
    expect(root?.message).toMatchObject({ type: "root", parent: null, children: ["tree-1-system"] });
    expect(system?.message).toMatchObject({ role: "system", content: "Be <brief>.", children: ["m1", "m3"] });
    expect(rest[3]?.message).toMatchObject({
      id: "m4",
      parent: "m3",
      children: [],
      reasoningContent: "The user asks.\n> hm",
    });
    expect(rest[3]?.message["toolCalls"]).toEqual([
      { id: "call-1", type: "function", function: { name: "search", arguments: '{"q":"x"}' } },
    ]);
    expect(rest.filter(({ type }) => type === "session")).toHaveLength(1);
  });

  it("is Open WebUI's chat, its tree in the history and the branch beside it", async () => {
    const [chat] = JSON.parse(await written("open-webui")) as { chat: Record<string, never> }[];
    expect(chat).toMatchObject({ id: "tree-1", created_at: 1700000000, updated_at: 1700000100 });
    expect(chat?.chat["history"]).toMatchObject({
      currentId: "m4",
      messages: { m3: { childrenIds: ["m4", "m5"], parentId: null }, m5: { content: "Another answer" } },
    });
    expect((chat?.chat["messages"] as unknown as { id: string }[]).map(({ id }) => id)).toEqual(["m3", "m4"]);
  });

  it("is a line of OpenAI's with the branch that is shown", async () => {
    const [line = ""] = (await written("openai")).split("\n");
    const { messages } = JSON.parse(line) as { messages: { role: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool", "assistant"]);
  });
});

describe("writing a file", () => {
  it.each(conversationFormats)("of %s is whole for no conversation at all", async (format) => {
    const text = await written(format, []);
    if (format === "json" || format === "open-webui") expect(JSON.parse(text)).toBeTypeOf("object");
    else expect(text).not.toContain("tree-1");
  });

  it("leaves a file that is there alone unless it may be replaced", async () => {
    const path = join(folder, "there");
    writeFileSync(path, "mine");
    const request = { ids: null, format: "json", path, language: languages.en } as const;
    await expect(conversations.write({ ...request, overwrite: false }, never)).rejects.toMatchObject({
      ...{ code: "invalid-input", key: "output-exists" },
    });
    expect(readFileSync(path, "utf8")).toBe("mine");
    await conversations.write({ ...request, overwrite: true }, never);
    expect(readFileSync(path, "utf8")).toContain("bitloft-conversations");
  });

  it("leaves nothing behind when it is cancelled or a conversation is gone", async () => {
    const before = readdirSync(folder);
    const request = { format: "json", path: join(folder, "out"), overwrite: false, language: languages.en } as const;
    await expect(conversations.write({ ...request, ids: null }, AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(conversations.write({ ...request, ids: ["nobody"] }, never)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(
      conversations.write({ ...request, path: join(folder, "no", "such", "folder"), ids: null }, never),
    ).rejects.toMatchObject({ code: "disk-failed" });
    expect(readdirSync(folder)).toEqual(before);
  });

  it("finds a conversation by the beginning of its id", () => {
    expect(conversations.idOf("tree-1")).toBe("tree-1");
    expect(() => conversations.idOf("tree")).toThrow(expect.objectContaining({ key: "several-conversations" }));
    expect(() => conversations.idOf("oak")).toThrow(expect.objectContaining({ key: "conversation-named" }));
    expect(() => conversations.idOf("")).toThrow(expect.objectContaining({ key: "conversation-named" }));
  });
});

it("is in our own form as its published schema says, which is the one that the reader holds files to", async () => {
  const published: unknown = JSON.parse(readFileSync(join(root, "docs", "conversations.schema.json"), "utf8"));
  expect(published).toEqual(z.toJSONSchema(ownFileSchema, { io: "input" }));
  expect(ownFileSchema.safeParse(JSON.parse(await written("json", null))).error).toBeUndefined();
});
