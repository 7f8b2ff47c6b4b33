import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Chat, ConversationExports, ConversationImports } from "../../../../../src-main/answers/chat/index.ts";
import { conversationSettingsSchema } from "../../../../../src-main/ground/inputs/index.ts";
import { silentLogger, systemClock } from "../../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../../src-main/ground/storage/index.ts";
import type { ConversationFormat } from "../../../../../src-shared/contract/index.ts";
import { languages } from "../../../../../src-shared/words/index.ts";
import { root } from "../../../../../scripts/setup/paths.mjs";
import { plantTree } from "../../../../fixtures/conversation-tree.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../../fixtures/database-place.ts";
import { foreignFile, importInto, linesOf, wholeConversations } from "../../../../fixtures/import-conversations.ts";
import { openAppDatabase } from "../../../../fixtures/open-app-database.ts";

let folder: string;
let db: Database;
let place: DatabasePlace;
eachInItsOwnPlace((own) => {
  place = own;
  ({ folder } = own);
  db = own.open();
});

const never = new AbortController().signal;
const oldSampling = { topP: 0.5, topK: 40, seed: null, maxTokens: null };
const workerPath = join(root, "src-main/composition/chat-importer.ts");

function service(told: (readonly string[])[] = []): ConversationImports {
  return new ConversationImports({
    ...{ db, attachmentsFolder: join(folder, "attachments"), nodePath: process.execPath, workerPath },
    ...{ clock: systemClock, logger: silentLogger },
    onImported: (ids) => told.push(ids),
  });
}

/** ChatGPT's, with so many turns in each. */
function manyConversations(count: number, turns: number): string {
  const conversation = (number: number) => ({
    ...{
      id: `many-${number}`,
      title: `Number ${number}`,
      create_time: 1700000000 + number,
      update_time: 1700000000 + number,
    },
    current_node: `m${turns - 1}`,
    mapping: Object.fromEntries(
      Array.from({ length: turns }, (_, at) => [
        `m${at}`,
        {
          parent: at === 0 ? null : `m${at - 1}`,
          message: {
            author: { role: at % 2 === 0 ? "user" : "assistant" },
            content: { content_type: "text", parts: [`text ${at}`] },
          },
        },
      ]),
    ),
  });
  const path = join(folder, "many.json");
  writeFileSync(path, JSON.stringify(Array.from({ length: count }, (_, number) => conversation(number))));
  return path;
}

describe("the service", () => {
  it("reads in another process, tells what has become of each file, and changes nothing the second time", async () => {
    const told: (readonly string[])[] = [];
    const imports = service(told);
    const paths = [foreignFile("chatgpt.json"), foreignFile("openai.jsonl"), join(folder, "nowhere")];
    const dry = await imports.import({ paths, isDry: true }, never);
    expect(wholeConversations(db)).toEqual([]);
    expect(told).toEqual([]);
    const first = await imports.import({ paths, isDry: false }, never);
    expect(first).toEqual(dry);
    expect(first).toMatchObject([
      {
        file: paths[0],
        source: "chatgpt",
        conversations: 1,
        messages: 3,
        updated: 0,
        unchanged: 0,
        skipped: [{ id: "gpt-2", reason: { key: "import-no-messages" } }],
      },
      { source: "openai-jsonl", conversations: 2, messages: 4, skipped: [] },
      {
        source: null,
        conversations: 0,
        skipped: [{ id: "", reason: { key: "import-not-read", figures: { code: "ENOENT" } } }],
      },
    ]);
    const before = wholeConversations(db);
    const again = await imports.import({ paths, isDry: false }, never);
    expect(again).toMatchObject([
      { conversations: 0, messages: 0, updated: 0, unchanged: 1 },
      { conversations: 0, unchanged: 2 },
      {},
    ]);
    expect(wholeConversations(db)).toEqual(before);
    expect(told).toEqual([[], []]);
  });

  it("leaves whole conversations when it is cancelled, and goes on where it was", async () => {
    const path = manyConversations(60, 6);
    const controller = new AbortController();
    let counted = 0;
    const ended = service().import(
      { paths: [path], isDry: false },
      controller.signal,
      ({ conversations }) => (counted = conversations),
    );
    while (
      counted === 0 &&
      db.get("SELECT count(*) AS n FROM imported_conversations", [], ({ n }) => Number(n)) === 0
    ) {
      await new Promise(setImmediate);
    }
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: "cancelled" });
    const kept = wholeConversations(db);
    expect(kept.length).toBeGreaterThan(0);
    for (const { messages } of kept) expect(messages).toHaveLength(6);
    const [rest] = await service().import({ paths: [path], isDry: false }, never);
    expect(rest).toMatchObject({ conversations: 60 - kept.length, unchanged: kept.length });
  });

  it("shows nothing of a long conversation in which it was killed, which the next time completes", async () => {
    const path = manyConversations(1, 2000);
    const killer = join(import.meta.dirname, "killed-import.ts");
    const child = spawn(process.execPath, [killer, place.path, path], { stdio: "inherit" });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    const exports = new ConversationExports({ db });
    const count = (): number => db.get("SELECT count(*) AS n FROM messages", [], ({ n }) => Number(n)) ?? 0;
    expect(count()).toBeGreaterThan(0);
    expect(count()).toBeLessThan(2000);
    const out = join(folder, "out.json");
    const request = { ids: null, format: "json", path: out, overwrite: true, language: languages.en } as const;
    expect(await exports.write(request, never)).toMatchObject({ conversations: 0 });
    await importInto(db, path);
    expect(count()).toBe(2000);
    expect(await exports.write(request, never)).toMatchObject({ conversations: 1, messages: 2000 });
  });

  it("deletes at the next start what was killed long ago", () => {
    plantTree(db);
    db.run(
      "INSERT INTO imported_conversations VALUES ('tree-1', 'chatgpt', 'x', '', NULL, 1, 1), ('tree-2', 'chatgpt', 'y', '', 'ab', 1, 1)",
    );
    service().recover();
    expect(wholeConversations(db).map(({ conversation }) => conversation.id)).toEqual(["tree-2"]);
  });
});

describe("a newer file", () => {
  const chat = (
    updated: number,
    turns: readonly [string, string | null, string][],
    current: string,
    title = "Mine",
  ) => {
    const path = join(folder, `${updated}-${turns.length}.json`);
    const mapping = Object.fromEntries(
      turns.map(([id, parent, text]) => [
        id,
        {
          parent,
          message: {
            author: { role: id.startsWith("q") ? "user" : "assistant" },
            content: { content_type: "text", parts: [text] },
            create_time: 1700000000,
          },
        },
      ]),
    );
    writeFileSync(
      path,
      JSON.stringify([
        { id: "x", title, create_time: 1700000000, update_time: updated, current_node: current, mapping },
      ]),
    );
    return path;
  };
  const old = (): string =>
    chat(
      1700000000,
      [
        ["q1", null, "One?"],
        ["a1", "q1", "On"],
      ],
      "a1",
    );
  const newer = (): string =>
    chat(
      1700000100,
      [
        ["q1", null, "One?"],
        ["a1", "q1", "One."],
        ["a2", "q1", "1."],
        ["q2", "a2", "Two?"],
      ],
      "q2",
      "Theirs",
    );

  it("adds what is new, and shows its branch", async () => {
    await importInto(db, old());
    const dry = await importInto(db, newer(), { isDry: true });
    const { written } = await importInto(db, newer());
    expect(dry.written).toEqual(written);
    expect(written).toMatchObject([{ outcome: "updated", messages: 2 }]);
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual([
      "*user: text(One?)",
      "   assistant: text(One.)",
      "*  assistant: text(1.)",
      "*    user: text(Two?)",
    ]);
    expect(whole?.conversation).toMatchObject({ title: "Theirs", updatedAt: 1700000100000 });
  });

  it("leaves what was done here: the title, and the branch that was gone on with", async () => {
    await importInto(db, old());
    const [before] = wholeConversations(db);
    const { id } = before?.conversation ?? { id: "" };
    const parent = before?.messages[1]?.id ?? null;
    db.run(
      "INSERT INTO messages (id, conversation_id, parent_id, depth, role, state, created_at) VALUES ('own', ?, ?, 2, 'user', 'complete', 1)",
      [id, parent],
    );
    db.run("INSERT INTO message_parts SELECT sequence, 0, 'text', 'Here', NULL FROM messages WHERE id = 'own'");
    db.run("UPDATE conversations SET title = 'Own', head_id = 'own' WHERE id = ?", [id]);
    expect((await importInto(db, newer())).written).toMatchObject([{ outcome: "updated", messages: 2 }]);
    const [whole] = wholeConversations(db);
    expect(whole && linesOf(whole)).toEqual([
      "*user: text(One?)",
      "*  assistant: text(One.)",
      "*    user: text(Here)",
      "   assistant: text(1.)",
      "     user: text(Two?)",
    ]);
    expect(whole?.conversation.title).toBe("Own");
  });

  it("is told from an older one, which changes nothing", async () => {
    await importInto(db, newer());
    const before = wholeConversations(db);
    expect((await importInto(db, old())).written).toMatchObject([{ outcome: "older", messages: 0 }]);
    expect(wholeConversations(db)).toEqual(before);
  });
});

describe("export, and import of the export", () => {
  const exported = async (from: Database, format: ConversationFormat): Promise<string> => {
    const path = join(folder, `${format}.out`);
    await new ConversationExports({ db: from }).write(
      { ids: null, format, path, overwrite: true, language: languages.en },
      never,
    );
    return path;
  };

  it("is the same conversation in every respect, in our own form", async () => {
    plantTree(db);
    db.run("UPDATE messages SET edited = 1 WHERE id = 'm5'");
    const form = JSON.stringify({ kind: "choice", choices: ["a", "b"] });
    db.run(
      `INSERT INTO answer_forms (message, kind, form, outcome, differs_at)
       SELECT sequence, 'choice', ?, 'differs', '' FROM messages WHERE role = 'assistant' LIMIT 1`,
      [form],
    );
    db.run(
      `INSERT INTO summaries SELECT sequence, 'tree-1', 'Said before.', 1, 'Tiny', 60, 12, 1 FROM messages WHERE id = 'm4'`,
    );
    db.run(
      `INSERT INTO answer_figures (message, prompt_tokens, cached_tokens, tokens, tokens_per_second, first_token_ms,
         context_used_tokens, context_tokens, left_out_after, left_out_messages, left_out_summarised, seed, stop_reason)
       SELECT sequence, 9, 2, 3, 4.5, 6, 12, 4096, 0, 2, 1, 7, 'end' FROM messages WHERE id = 'm4'`,
    );
    const path = await exported(db, "json");
    const other = openAppDatabase(join(folder, "other.db"));
    try {
      const done = await importInto(other, path);
      expect(done).toMatchObject({ source: "bitloft", skipped: [] });
      const plain = (at: Database) =>
        wholeConversations(at).map(({ conversation, folders, messages }) => ({
          // A folder is known by its name there.
          ...{ conversation: { ...conversation, folderId: null }, folders },
          messages: messages.map(({ sequence: _sequence, ...message }) => message),
        }));
      expect(plain(other)).toEqual(plain(db));
      expect(plain(other).flatMap(({ messages }) => messages.flatMap((message) => message.form ?? []))).toHaveLength(1);
      const kept = plain(other).flatMap(({ messages }) => messages.filter(({ id }) => id === "m4"));
      expect(kept).toMatchObject([
        { stats: { tokens: 3, leftOut: { messages: 2 } }, summary: { text: "Said before." } },
      ]);
      expect((await importInto(db, path)).written.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
    } finally {
      other.close();
    }
  });

  it("takes over an answer without figures, or a summary, that no program of ours has written", async () => {
    plantTree(db);
    const path = await exported(db, "json");
    const file = JSON.parse(readFileSync(path, "utf8")) as { conversations: { messages: object[] }[] };
    for (const { messages } of file.conversations)
      for (const message of messages) Object.assign(message, { stats: { tokens: -1 }, summary: { text: " " } });
    writeFileSync(path, JSON.stringify(file));
    const other = openAppDatabase(join(folder, "other.db"));
    try {
      expect((await importInto(other, path)).skipped).toEqual([]);
      const [{ messages } = { messages: [] }] = wholeConversations(other);
      expect(messages).toHaveLength(5);
      for (const message of messages) expect(message).toMatchObject({ stats: null, summary: null });
    } finally {
      other.close();
    }
  });

  it("takes over no summary that stands for a question too: nothing would be left to ask", async () => {
    plantTree(db);
    const path = await exported(db, "json");
    const file = JSON.parse(readFileSync(path, "utf8")) as {
      conversations: { messages: object[] }[];
    };
    const summary = { text: "Said.", edited: false, variantName: null, readTokens: 1, tokens: 1, createdAt: 1 };
    for (const { messages } of file.conversations) for (const message of messages) Object.assign(message, { summary });
    writeFileSync(path, JSON.stringify(file));
    const other = openAppDatabase(join(folder, "other.db"));
    try {
      await importInto(other, path);
      const messages = wholeConversations(other).flatMap((one) => one.messages);
      const having = messages.filter((message) => message.summary !== null).map(({ role }) => role);
      expect(new Set(having)).toEqual(new Set(["assistant"]));
    } finally {
      other.close();
    }
  });

  it("leaves out settings that no engine takes, and says so", async () => {
    plantTree(db);
    const sampling = { temperature: 99, topP: 0.5, topK: -3, stops: [""] };
    const thinking = { on: true, effort: "x".repeat(41), budgetTokens: -1 };
    const path = await exported(db, "json");
    const file = JSON.parse(readFileSync(path, "utf8")) as { conversations: { settings: object }[] };
    const [first, second] = file.conversations;
    if (first === undefined || second === undefined) throw new Error("none");
    const answerForm = { kind: "choice", choices: ["alone"] };
    const others = { preset: null, whenFull: "stop", contextTokens: 3, answerForm };
    first.settings = { ...first.settings, sampling, thinking, ...others };
    second.settings = { systemPrompt: "Hm.", sampling: { ...oldSampling, temperature: -1 }, contextTokens: null };
    writeFileSync(path, JSON.stringify(file));
    const other = openAppDatabase(join(folder, "other.db"));
    try {
      const done = await importInto(other, path);
      expect(done.skipped.map(([, key]) => key)).toEqual(["import-settings-left-out", "import-settings-left-out"]);
      const kept = new Map(
        wholeConversations(other).map(({ conversation }) => [conversation.id, conversation.settings]),
      );
      expect(kept.get("tree-1")).toMatchObject({
        ...{ sampling: { topP: 0.5 }, thinking: { on: true, effort: null, budgetTokens: null }, contextTokens: null },
        answerForm: { kind: "free" },
      });
      expect(kept.get("tree-2")).toMatchObject({ systemPrompt: "Hm.", sampling: { topP: 0.5 } });
      for (const settings of kept.values()) expect(conversationSettingsSchema.parse(settings)).toEqual(settings);
    } finally {
      other.close();
    }
  });

  const text = fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
    .filter((one) => one.trim() !== "" && !one.includes("\0"));
  const tree = fc.array(fc.record({ up: fc.nat(6), text, thinking: fc.option(text.map((one) => one.trim())) }), {
    minLength: 1,
    maxLength: 12,
  });

  it.each(["json", "jsonl", "open-webui"] as const)(
    "is the same tree and branch as %s, whatever they are",
    async (format) => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(tree, fc.nat(), async (nodes, chosen) => {
          const [from, to] = [`${++round}-a.db`, `${round}-b.db`].map((name) => openAppDatabase(join(folder, name)));
          if (from === undefined || to === undefined) return;
          try {
            plantNodes(from, nodes, chosen);
            const { skipped } = await importInto(to, await exported(from, format));
            expect(skipped).toEqual([]);
            const linesIn = (at: Database): string[][] => wholeConversations(at).map(linesOf);
            expect(linesIn(to)).toEqual(linesIn(from));
          } finally {
            from.close();
            to.close();
          }
        }),
        { numRuns: 15 },
      );
    },
  );
});

/** Each node hangs from one before it, or begins the conversation. */
function plantNodes(
  at: Database,
  nodes: readonly { up: number; text: string; thinking: string | null }[],
  chosen: number,
): void {
  const settings = JSON.stringify({
    version: 1,
    systemPrompt: "S",
    contextTokens: null,
    sampling: { temperature: 1, topP: 1, topK: 0, seed: null, maxTokens: null },
  });
  const head = `n${chosen % nodes.length}`;
  at.run(
    "INSERT INTO conversations (id, title, settings, head_id, created_at, updated_at) VALUES ('p', 'T', ?, ?, 1000, 1000)",
    [settings, head],
  );
  const depths: number[] = [];
  for (const [index, { up, text, thinking }] of nodes.entries()) {
    const parent = up === 0 || up > index ? null : index - up;
    const depth = parent === null ? 0 : (depths[parent] ?? 0) + 1;
    depths.push(depth);
    const role = depth % 2 === 0 ? "user" : "assistant";
    at.run(
      "INSERT INTO messages (id, conversation_id, parent_id, depth, role, state, created_at) VALUES (?, 'p', ?, ?, ?, 'complete', 1000)",
      [...[`n${index}`, parent === null ? null : `n${parent}`, depth, role]],
    );
    const parts =
      role === "assistant" && thinking !== null
        ? [["thinking", thinking] as const, ["text", text] as const]
        : [["text", text] as const];
    for (const [position, [kind, said]] of parts.entries())
      at.run("INSERT INTO message_parts SELECT sequence, ?, ?, ?, NULL FROM messages WHERE id = ?", [
        position,
        kind,
        said,
        `n${index}`,
      ]);
  }
}

it("leaves no file beside the attachments that it keeps", async () => {
  await service().import({ paths: [foreignFile("jan"), foreignFile("open-webui.json")], isDry: false }, never);
  const names = readdirSync(join(folder, "attachments"), { recursive: true }).map(String);
  expect(names.filter((name) => name.endsWith(".new"))).toEqual([]);
  expect(names.filter((name) => /[0-9a-f]{64}$/.test(name))).toHaveLength(1);
  expect(existsSync(join(folder, "attachments"))).toBe(true);
});

it("deletes the files of a conversation with the last one that has them", async () => {
  const attachmentsFolder = join(folder, "attachments");
  await service().import({ paths: [foreignFile("jan"), foreignFile("open-webui.json")], isDry: false }, never);
  const none = { lease: () => Promise.reject(new Error("none")), loaded: () => null };
  const chat = new Chat({
    ...{ db, searchIndex: null, models: none, variants: { get: () => null }, attachmentsFolder },
    ...{ clock: systemClock, logger: silentLogger },
  });
  const files = (): string[] =>
    readdirSync(attachmentsFolder, { recursive: true })
      .map(String)
      .filter((name) => /[0-9a-f]{64}$/.test(name));
  const [one, other] = wholeConversations(db).map(({ conversation }) => conversation.id);
  await chat.remove(one ?? "");
  expect(files()).toHaveLength(1);
  await chat.remove(other ?? "");
  expect(files()).toEqual([]);
});
