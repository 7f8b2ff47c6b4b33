import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { contentPath } from "../../../../../src-main/answers/chat/attachment-files.ts";
import { silentLogger } from "../../../../../src-main/ground/core/index.ts";
import { type Database, openDatabase } from "../../../../../src-main/ground/storage/index.ts";
import { eachInItsOwnPlace } from "../../../../fixtures/database-place.ts";
import { foreignFile, importInto, linesOf, wholeConversations } from "../../../../fixtures/import-conversations.ts";

let folder: string;
let db: Database;
eachInItsOwnPlace((place) => {
  ({ folder } = place);
  db = place.open();
});

const read = (name: string): string => readFileSync(foreignFile(name), "utf8");

function zipped(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(folder, "archive.zip");
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  writeFileSync(path, zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
  return path;
}

describe("a file of ChatGPT's", () => {
  const tree = [
    "*user: attachment( notes.txt kept) attachment( file_0000cat kept) text(What is on it?)",
    "   assistant: text(A dog.)",
    "*  assistant: thinking(Look\nIt has whiskers.\n\nA cat.) tool-call(print('cat')) tool-result(cat) text(A cat.)",
  ];

  it("is read out of its archive: tree, branch, reasoning, tools and files", async () => {
    const attachments = join(folder, "attachments");
    const [first, second] = JSON.parse(read("chatgpt.json")) as unknown[];
    const path = zipped({
      "conversations-000.json": JSON.stringify([first]),
      "conversations-001.json": JSON.stringify([second]),
      "user.json": '{"id": "me"}',
      "chat.html": "<script>alert(1)</script>",
      "file-Notes1-notes.txt": "notes",
      "dalle-generations/file_0000cat-sanitized.png": "\u0001\u0002\u0003\u0004",
    });
    const done = await importInto(db, path, { attachments });
    expect(done).toMatchObject({ source: "chatgpt", written: [{ outcome: "new", messages: 3 }] });
    expect(done.skipped).toEqual([["gpt-2", "import-no-messages"]]);
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual(tree);
    expect(whole?.conversation).toMatchObject({
      title: "Cats & <b>dogs</b>",
      variantName: "gpt-4o",
      createdAt: 1700000000250,
      updatedAt: 1700000500500,
    });
    expect(whole?.messages.map(({ variantName }) => variantName)).toEqual([null, "gpt-4", "o3"]);
    const kept = db.all("SELECT name, size_bytes, sha256 FROM attachments ORDER BY name", [], (row) => ({ ...row }));
    expect(kept).toMatchObject([
      { name: "file_0000cat", size_bytes: 4 },
      { name: "notes.txt", size_bytes: 5 },
    ]);
    for (const { sha256 } of kept as unknown as { sha256: string }[])
      expect(existsSync(contentPath(attachments, sha256))).toBe(true);
  });

  it("is read without its archive, its files missing", async () => {
    await importInto(db, foreignFile("chatgpt.json"));
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual(tree.map((line) => line.replaceAll(" kept", "")));
  });
});

it("reads Claude's, what it does not know kept as it came", async () => {
  const done = await importInto(
    db,
    zipped({ "conversations.json": read("claude.json"), "users.json": "[]", "projects.json": "[]" }),
  );
  expect(done).toMatchObject({ source: "claude", written: [{ outcome: "new", messages: 2 }], skipped: [] });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*user: attachment(1,2\n3,4 sums.csv) attachment( photo.jpg) text(Add it up)",
    '*  assistant: thinking(1+2+3+4) tool-call({"numbers":[1,2,3,4]}) tool-result(10) text(It is 10.) other( {"type":"flag","flag":"odd"})',
  ]);
  expect(whole?.conversation).toMatchObject({
    title: "Sums",
    createdAt: Date.UTC(2025, 2, 1, 10),
    updatedAt: Date.UTC(2025, 2, 1, 11),
  });
});

it("reads LM Studio's folder: its versions as siblings, its folders as ours", async () => {
  const done = await importInto(db, foreignFile("lm-studio"));
  expect(done).toMatchObject({ source: "lm-studio", skipped: [] });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*user: text(A limerick)",
    "   assistant: text(No.)",
    '*  assistant: thinking(There was) tool-call({"word":"hat"}) tool-result(cat) text(There was a cat)',
    "*    user: text(More)",
  ]);
  expect(whole?.folders).toEqual(["Work", "Sub"]);
  expect(whole?.conversation).toMatchObject({
    title: "Limericks",
    variantName: "qwen3-4b",
    updatedAt: 1700000400000,
    settings: { systemPrompt: "Rhyme." },
  });
  const alone = await importInto(db, foreignFile("lm-studio/conversations/Work/Sub/1700000000000.conversation.json"));
  // The same conversation, now without its folders: it is the content that counts.
  expect(alone.written).toMatchObject([{ outcome: "unchanged" }]);
});

it.each(["jan", "jan/threads/01JAN/thread.json", "jan/threads/01JAN/messages.jsonl"])(
  "reads Jan's two files from %s",
  async (name) => {
    const done = await importInto(db, foreignFile(name));
    expect(done).toMatchObject({ source: "jan", skipped: [] });
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual([
      "*user: text(The longest?) attachment( image kept)",
      '*  assistant: thinking(Nile or Amazon) tool-call({"q":"rivers"}) tool-result({"a":"Nile"}) text(The Nile.)',
    ]);
    expect(whole?.messages[1]?.state).toBe("stopped");
    expect(whole?.conversation).toMatchObject({
      title: "Rivers",
      variantName: "gemma-3-4b",
      settings: { systemPrompt: "Be wet." },
    });
  },
);

it("reads Open WebUI's: its tree, and reasoning and tools in both of its ways", async () => {
  const done = await importInto(db, foreignFile("open-webui.json"));
  expect(done).toMatchObject({ source: "open-webui", skipped: [] });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*user: attachment(green leaf.txt) attachment( image kept) text(Oak?)",
    '   assistant: thinking(It is <an> oak) tool-call("{}") tool-result("oak") text(Yes. <details>mine</details>)',
    "*  assistant: thinking(Hm.) tool-call({}) tool-result(elm) text(No.)",
  ]);
  expect(whole?.messages[2]?.state).toBe("interrupted");
  expect(whole?.conversation).toMatchObject({
    title: "Trees",
    createdAt: 1700000000000,
    settings: { systemPrompt: "Be green." },
  });
});

it("reads a chat of Open WebUI's by itself", async () => {
  const [row] = JSON.parse(read("open-webui.json")) as { chat: object }[];
  const path = join(folder, "chat.json");
  writeFileSync(path, JSON.stringify(row?.chat));
  expect(await importInto(db, path)).toMatchObject({
    source: "open-webui",
    written: [{ outcome: "new", messages: 3 }],
  });
});

it("reads the lines of llama.cpp's UI, several conversations in one file or in an archive", async () => {
  const done = await importInto(db, foreignFile("llama-cpp.jsonl"));
  expect(done).toMatchObject({
    source: "llama-cpp",
    written: [
      { outcome: "new", messages: 3 },
      { outcome: "new", messages: 1 },
    ],
    skipped: [],
  });
  const [whole, question] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*user: attachment( b.png kept) attachment(stone b.txt) text(Longest bridge?)",
    "*  assistant: thinking(Ask.) tool-call({}) tool-result(Danyang) text(Danyang.)",
    "   assistant: text(Another.)",
  ]);
  expect(whole?.conversation).toMatchObject({ title: "Bridges", settings: { systemPrompt: "Be strong." } });
  expect(question?.conversation.title).toBe("Only a question");
  const again = await importInto(db, zipped({ "2023_conv_lc-1_bridges.jsonl": read("llama-cpp.jsonl") }));
  expect(again.written.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
});

it("reads the older form of llama.cpp's UI", async () => {
  expect(await importInto(db, foreignFile("llama-cpp-older.json"))).toMatchObject({ source: "llama-cpp", skipped: [] });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual(["*user: text(Hi)", "*  assistant: thinking(Greet.) text(Hello)"]);
});

it("reads text-generation-webui's: the versions of an answer as siblings", async () => {
  expect(await importInto(db, foreignFile("text-generation-webui.json"))).toMatchObject({
    source: "text-generation-webui",
    skipped: [],
  });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*assistant: text(Hello, I am Chiharu.)",
    "*  user: attachment(inside a.txt) text(How are you?)",
    "     assistant: text(Bad.)",
    "*    assistant: thinking(Polite) text(Fine.)",
  ]);
});

it("reads OpenAI's lines: what it cannot fetch is kept as it came", async () => {
  const done = await importInto(db, foreignFile("openai.jsonl"));
  expect(done).toMatchObject({ source: "openai-jsonl", written: [{ messages: 2 }, { messages: 2 }], skipped: [] });
  const [first, second] = wholeConversations(db).sort((a, b) => (a.conversation.title < b.conversation.title ? -1 : 1));
  expect(first && linesOf(first)).toEqual([
    '*user: text(Look) other( {"type":"image_url","image_url":{"url":"https://example.org/a.png"}})',
    '*  assistant: tool-call({"x":1}) tool-result(a cat) text(A cat.)',
  ]);
  expect(first?.conversation).toMatchObject({ title: "Look", settings: { systemPrompt: "Be exact." } });
  expect(second && linesOf(second)).toEqual(["*user: text(Second)", "*  assistant: thinking(Count) text(Yes)"]);
  const again = await importInto(db, foreignFile("openai.jsonl"));
  expect(again.written.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
});

it("reads ShareGPT's lines", async () => {
  expect(await importInto(db, foreignFile("sharegpt.jsonl"))).toMatchObject({ source: "sharegpt", skipped: [] });
  const [whole] = wholeConversations(db);
  expect(whole && linesOf(whole)).toEqual([
    "*user: text(Hi)",
    "*  assistant: thinking(greet) text(Hello)",
    "*    user: text(Bye)",
  ]);
  expect(whole?.conversation.settings.systemPrompt).toBe("Be kind.");
});

describe("Ollama's database", () => {
  const schema = `
    CREATE TABLE chats (id TEXT PRIMARY KEY, title TEXT NOT NULL, created_at TIMESTAMP);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, chat_id TEXT, role TEXT, content TEXT, thinking TEXT, model_name TEXT, created_at TIMESTAMP);
    CREATE TABLE tool_calls (id INTEGER PRIMARY KEY, message_id INTEGER, type TEXT, function_name TEXT, function_arguments TEXT, function_result TEXT);`;
  const rows = `
    INSERT INTO chats VALUES ('o1', 'Llamas', '2025-10-01 10:00:00');
    INSERT INTO messages VALUES (1, 'o1', 'user', 'Wool?', '', NULL, '2025-10-01 10:00:01'), (2, 'o1', 'assistant', 'Soft.', 'Touch it', 'llama3.2', '2025-10-01 10:00:02');
    INSERT INTO tool_calls VALUES (1, 2, 'function', 'touch', '{}', 'soft');`;

  it("is read from a copy, and stays as it is", async () => {
    const path = join(folder, "ollama.sqlite");
    openDatabase({ path, migrations: [schema + rows], logger: silentLogger }).close();
    const before = readFileSync(path);
    expect(await importInto(db, path)).toMatchObject({
      source: "ollama",
      written: [{ outcome: "new", messages: 2 }],
      skipped: [],
    });
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual([
      "*user: text(Wool?)",
      "*  assistant: thinking(Touch it) text(Soft.) tool-call({}) tool-result(soft)",
    ]);
    expect(whole?.messages[1]).toMatchObject({ variantName: "llama3.2" });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await importInto(db, path)).written).toMatchObject([{ outcome: "unchanged" }]);
  });

  it("is refused where its tables are something that runs, or are not there", async () => {
    const view =
      "CREATE TABLE chats (id); CREATE VIEW messages AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS chat_id, x AS content FROM n;";
    for (const [index, sql] of [view, "CREATE TABLE others (id) STRICT".replace(" STRICT", "")].entries()) {
      const path = join(folder, `${index}.sqlite`);
      openDatabase({ path, migrations: [sql], logger: silentLogger }).close();
      expect(await importInto(db, path)).toEqual({
        source: null,
        written: [],
        skipped: [["", "import-not-recognised"]],
      });
    }
  });
});

it("knows nothing of other files", async () => {
  for (const text of ["", "hello", "{}", "[]", '{"a": 1}\n{"a": 2}\n', "[1, 2]", '"text"', "null"]) {
    const path = join(folder, "other.json");
    writeFileSync(path, text);
    const done = await importInto(db, path);
    expect([text, done.source, done.written]).toEqual([text, null, []]);
    expect(done.skipped.length).toBeGreaterThan(0);
  }
  expect(await importInto(db, join(folder, "nowhere.json"))).toEqual({
    source: null,
    written: [],
    skipped: [["", "import-not-read"]],
  });
});
