/** A conversation is a tree that a person works on: whatever is done to it, it stays one, and nothing is lost that was not deleted. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Chat, searchSchema, searchVersion } from "../../../../src-main/answers/chat/index.ts";
import { contentPath } from "../../../../src-main/answers/chat/attachment-files.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type Database, type Row, openDerivedDatabase } from "../../../../src-main/ground/storage/index.ts";
import {
  type BranchChange,
  type ChatDelta,
  type ConversationView,
  type InstalledVariant,
  type Message,
  defaultConversationSettings,
  messageText,
} from "../../../../src-shared/contract/index.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { seededRandom } from "../../../fixtures/random.ts";
import { said } from "../../../fixtures/said.ts";
import { ScriptedEngine, answerStats } from "./scripted-engine.ts";

let folder: string;
let attachmentsFolder: string;
let db: Database;
let searchIndex: Database;
let engine: ScriptedEngine;
let chat: Chat;
let now: number;
let isInstalled: boolean;
let removedFrom: string[];

const tiny = { id: "tiny", name: "Tiny", label: "Q4_0", modifiers: [] } as unknown as InstalledVariant;

function open(): Chat {
  engine = new ScriptedEngine();
  return new Chat({
    ...{ db, searchIndex, models: engine, attachmentsFolder, logger: silentLogger },
    onMessagesRemoved: (id) => removedFrom.push(id),
    variants: { get: (id) => (isInstalled && id === "tiny" ? tiny : null) },
    clock: { now: () => now++ },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-tree-"));
  attachmentsFolder = join(folder, "attachments");
  db = openAppDatabase(join(folder, "db.sqlite"));
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
          VALUES ('tiny', 'Tiny', 'Q4_0', '', 'llama', 1, 0)`);
  searchIndex = openDerivedDatabase({
    ...{ path: join(folder, "search.db"), schema: searchSchema, version: searchVersion, logger: silentLogger },
  });
  now = 1000;
  isInstalled = true;
  removedFrom = [];
  chat = open();
});
afterEach(async () => {
  await chat.dispose();
  expectSound();
  searchIndex.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const newChat = (): string => chat.create({ variantId: "tiny", settings: defaultConversationSettings }).id;
const count = (sql: string): number => db.get(sql, [], (row: Row) => Number(Object.values(row)[0])) ?? -1;
/** How many conversations say this. */
const found = async (text: string): Promise<number> =>
  (await chat.search({ text, cursor: null }, new AbortController().signal)).items.length;
const texts = ({ messages }: { messages: Message[] }): string[] => messages.map((message) => messageText(message));

/** A parent is in the same conversation and one step above; the branch that is shown ends in a message that nothing follows. */
function expectSound(): void {
  expect(
    count(`SELECT count(*) FROM messages AS m LEFT JOIN messages AS p ON p.id = m.parent_id
           WHERE (m.parent_id IS NULL) <> (m.depth = 0)
             OR m.parent_id IS NOT NULL AND (p.depth IS NOT m.depth - 1 OR p.conversation_id IS NOT m.conversation_id)`),
  ).toBe(0);
  expect(
    count(`SELECT count(*) FROM conversations AS c LEFT JOIN messages AS h ON h.id = c.head_id
           WHERE (c.head_id IS NULL) <> NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = c.id)
             OR c.head_id IS NOT NULL AND (h.conversation_id IS NOT c.id OR EXISTS (SELECT 1 FROM messages WHERE parent_id = c.head_id))`),
  ).toBe(0);
  for (const table of ["message_parts", "answer_figures", "attachments", "unsearched_messages"])
    expect(count(`SELECT count(*) FROM ${table} WHERE message NOT IN (SELECT sequence FROM messages)`)).toBe(0);
}

async function answered(
  change: BranchChange,
  text: string,
  ending: "end" | "stop" | "max-tokens" = "end",
): Promise<ConversationView> {
  const { id } = change.conversation;
  const done = new Promise<void>((resolve) => {
    const off = chat.onChanged(() => {
      void off();
      resolve();
    });
  });
  await engine.begun(engine.asked.length + 1);
  engine.say(text);
  if (ending === "stop") await chat.stop(id);
  else engine.end(ending);
  await done;
  return chat.get(id);
}

const ask = (conversationId: string, text: string): BranchChange =>
  chat.send({ conversationId, text, fromNew: false, hidden: [] });

/** A question, its answer, another question and its answer. */
async function talk(): Promise<{ conversationId: string; ids: string[] }> {
  const conversationId = newChat();
  await answered(ask(conversationId, "Red?"), "Rosso.");
  const { messages } = await answered(ask(conversationId, "Blue?"), "Blu.");
  return { conversationId, ids: messages.map(({ id }) => id) };
}

describe("another text in a message's place", () => {
  it("is a branch beside a question that nobody answers until it is asked", async () => {
    const { conversationId, ids } = await talk();
    const change = chat.replace({ conversationId, messageId: ids[2] ?? "", text: "Green?" });
    expect(change).toMatchObject({ after: ids[1], messages: [{ role: "user", parts: said("Green?"), edited: false }] });
    expect(change.messages[0]?.siblingIds).toEqual([ids[2], change.conversation.headId]);
    expect(engine.asked).toHaveLength(2);
    const messageId = change.conversation.headId ?? "";
    await answered(chat.retry({ conversationId, messageId, seed: null, sameForm: false, times: 1 }), "Verde.");
    expect(texts(chat.get(conversationId))).toEqual(["Red?", "Rosso.", "Green?", "Verde."]);
  });

  it("marks an answer as the person's, needs no model, and is what the next question follows", async () => {
    const { conversationId, ids } = await talk();
    isInstalled = false;
    const change = chat.replace({ conversationId, messageId: ids[1] ?? "", text: "Crimson." });
    const [edited] = change.messages;
    expect(edited).toMatchObject({ edited: true, stats: null, state: "complete", variantName: "Tiny · Q4_0" });
    expect(edited?.siblingIds).toEqual([ids[1], edited?.id]);
    expect(texts(chat.get(conversationId))).toEqual(["Red?", "Crimson."]);
    isInstalled = true;
    await answered(ask(conversationId, "And?"), "So.");
    expect(engine.asked.at(-1)?.messages.map(({ text }) => text)).toEqual(["Red?", "Crimson.", "And?"]);
    // What it replaced is where it was, with all that followed it.
    chat.selectBranch({ conversationId, messageId: ids[1] ?? "" });
    expect(chat.get(conversationId).messages.map(({ id, edited }) => [id, edited])).toEqual(
      ids.map((id) => [id, false]),
    );
  });
});

describe("an answer that ended early", () => {
  it("goes on: the engine has what it said, the words are added to it, and its figures are of both goes", async () => {
    const conversationId = newChat();
    const stopped = await answered(ask(conversationId, "Count."), "One, two", "stop");
    const answer = stopped.messages[1];
    const messageId = answer?.id ?? "";
    const deltas: ChatDelta[] = [];
    chat.onDelta((delta) => deltas.push(delta));
    const change = chat.continue({ conversationId, messageId });
    expect(change).toMatchObject({
      after: answer?.parentId,
      messages: [{ id: messageId, state: "streaming", parts: said("One, two") }],
    });
    const { messages } = await answered(change, ", three", "max-tokens");
    expect(engine.asked[1]?.messages).toEqual([
      { role: "user", text: "Count." },
      { role: "assistant", text: "One, two", thinking: "" },
    ]);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({ id: messageId, parts: said("One, two, three"), state: "complete" });
    expect(messages[1]?.stats).toEqual({
      ...answerStats,
      leftOut: null,
      seed: null,
      tokens: 6,
      stopReason: "max-tokens",
    });
    expect(deltas).toEqual([{ conversationId, messageId, part: 0, kind: "text", offset: 8, text: ", three" }]);
    expect(count("SELECT count(*) FROM message_parts WHERE text = 'One, two, three'")).toBe(1);
  });

  it("goes on in its reasoning where it had come no further", async () => {
    const conversationId = newChat();
    const change = ask(conversationId, "Count.");
    await engine.begun(1);
    engine.think("The user");
    await chat.stop(conversationId);
    const messageId = change.messages[1]?.id ?? "";
    chat.continue({ conversationId, messageId });
    await engine.begun(2);
    engine.think(" counts.");
    engine.say("One.");
    await chat.stop(conversationId);
    const { messages } = chat.get(conversationId);
    expect(engine.asked[1]?.messages.at(-1)).toEqual({ role: "assistant", text: "", thinking: "The user" });
    expect(messages[1]?.parts).toEqual(said("One.", "The user counts."));
  });

  it("keeps what it said whatever becomes of the rest: a failure, a recast, the end of the application", async () => {
    const conversationId = newChat();
    const { messages } = await answered(ask(conversationId, "Count."), "One", "stop");
    const messageId = messages[1]?.id ?? "";
    engine.failsToLoad = keptFailure("out-of-memory", "It needs 5 GB.");
    const failed = new Promise<void>((resolve) => chat.onChanged(() => resolve()));
    chat.continue({ conversationId, messageId });
    await failed;
    expect(chat.get(conversationId).messages[1]).toMatchObject({
      parts: said("One"),
      state: "failed",
      stats: { ...answerStats, stopReason: "stopped" },
    });
    engine.failsToLoad = null;
    chat.continue({ conversationId, messageId });
    await engine.begun(2);
    engine.say(", two");
    engine.recast();
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("One, two"), state: "streaming" });
    // The process is gone in the middle of it.
    const lost = chat;
    chat = open();
    chat.recover();
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("One, two"), state: "interrupted" });
    void lost;
  });

  it("is found by what was added", async () => {
    const conversationId = newChat();
    const { messages } = await answered(ask(conversationId, "Birds?"), "Some hover:", "stop");
    await answered(chat.continue({ conversationId, messageId: messages[1]?.id ?? "" }), " kestrels.");
    expect(await found("kestrels")).toBe(1);
  });

  it.each([
    ["a question", 2],
    ["an answer that another message follows", 1],
  ])("cannot be %s", async (_what, at) => {
    const { conversationId, ids } = await talk();
    expect(() => chat.continue({ conversationId, messageId: ids[at] ?? "" })).toThrow(
      expect.objectContaining({ code: "invalid-input", key: "nothing-to-continue" }),
    );
    expect(chat.get(conversationId).messages.map(({ state }) => state)).not.toContain("streaming");
  });

  it("cannot be one that has said nothing", async () => {
    const conversationId = newChat();
    const { messages } = await answered(ask(conversationId, "Count."), "", "stop");
    expect(() => chat.continue({ conversationId, messageId: messages[1]?.id ?? "" })).toThrow(/continue/);
  });
});

describe("another answer", () => {
  it("is drawn with the seed that it is asked for, once", async () => {
    const { conversationId, ids } = await talk();
    const messageId = ids[3] ?? "";
    await answered(chat.retry({ conversationId, messageId, seed: 7, sameForm: false, times: 1 }), "Blu!");
    await answered(chat.retry({ conversationId, messageId, seed: null, sameForm: false, times: 1 }), "Blu?");
    expect(engine.drawn.map(({ seed }) => seed)).toEqual([null, null, 7, null]);
    expect(chat.get(conversationId).conversation.settings.sampling).toEqual({});
    expect(chat.get(conversationId).messages[3]?.stats).toMatchObject({ seed: answerStats.seed, stopReason: "end" });
  });
});

describe("a conversation that branches off", () => {
  it("has a copy of all that comes before, and leaves the other as it is", async () => {
    const { conversationId, ids } = await talk();
    chat.rename(conversationId, "Colours");
    db.run("INSERT INTO conversation_folders (id, parent_id, name, created_at) VALUES ('f', NULL, 'Work', 1)");
    db.run("UPDATE conversations SET folder_id = 'f'");
    db.run(
      `INSERT INTO message_parts (message, position, kind, text, data)
       SELECT sequence, 1, 'attachment', 'inside', '{"name":"a.txt"}' FROM messages WHERE id = ?`,
      [ids[0] ?? ""],
    );
    db.run(
      `INSERT INTO attachments (id, message, name, media_type, size_bytes, sha256, created_at)
       SELECT 'a1', sequence, 'a.txt', 'text/plain', 6, 'abc', 1 FROM messages WHERE id = ?`,
      [ids[0] ?? ""],
    );
    const before = chat.get(conversationId);
    const copy = chat.branchOff({ conversationId, messageId: ids[1] ?? "" });
    expect(copy).toMatchObject({ title: "Colours (2)", variantId: "tiny", settings: before.conversation.settings });
    const view = chat.get(copy.id);
    expect(texts(view)).toEqual(["Red?", "Rosso."]);
    expect(view.messages.map(({ stats }) => stats)).toEqual(before.messages.slice(0, 2).map(({ stats }) => stats));
    expect(view.messages.map(({ siblingIds }) => siblingIds.length)).toEqual([1, 1]);
    expect(chat.get(conversationId)).toEqual(before);
    expect(count("SELECT count(*) FROM attachments WHERE sha256 = 'abc'")).toBe(2);
    expect(count("SELECT count(*) FROM message_parts WHERE kind = 'attachment' AND data IS NOT NULL")).toBe(2);
    expect(count("SELECT count(*) FROM conversations WHERE folder_id = 'f'")).toBe(2);
    expect(chat.branchOff({ conversationId: copy.id, messageId: view.messages[0]?.id ?? "" }).title).toBe(
      "Colours (3)",
    );
    expect(() => chat.branchOff({ conversationId: copy.id, messageId: ids[1] ?? "" })).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });

  it("is as many statements whatever its length", async () => {
    const { conversationId, ids } = await talk();
    const counted = (messageId: string): number => {
      let statements = 0;
      const run = db.run.bind(db);
      db.run = (...asked) => (statements++, run(...asked));
      chat.branchOff({ conversationId, messageId });
      db.run = run;
      return statements;
    };
    expect(counted(ids[3] ?? "")).toBe(counted(ids[0] ?? ""));
  });

  it("has what has come of an answer that is being written", async () => {
    const conversationId = newChat();
    const change = ask(conversationId, "Count.");
    await engine.begun(1);
    engine.say("One, two");
    const { id } = chat.branchOff({ conversationId, messageId: change.messages[1]?.id ?? "" });
    expect(chat.get(id).messages[1]).toMatchObject({ parts: said("One, two"), state: "stopped" });
    expect(chat.get(conversationId).messages[1]?.state).toBe("streaming");
  });
});

describe("a message that is deleted", () => {
  it("goes with what is below it, and the one beside it is shown, else what is above", async () => {
    const { conversationId, ids } = await talk();
    const second = (
      await answered(
        chat.retry({ conversationId, messageId: ids[3] ?? "", seed: null, sameForm: false, times: 1 }),
        "Azzurro.",
      )
    ).messages[3];
    const change = await chat.removeMessage({ conversationId, messageId: second?.id ?? "" });
    expect(change).toMatchObject({ after: ids[2], conversation: { headId: ids[3] } });
    expect(change.messages.map(({ id, siblingIds }) => [id, siblingIds])).toEqual([[ids[3], [ids[3]]]]);
    const above = await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    expect(above).toMatchObject({ after: ids[1], messages: [], conversation: { headId: ids[1] } });
    expect(texts(chat.get(conversationId))).toEqual(["Red?", "Rosso."]);
    const all = await chat.removeMessage({ conversationId, messageId: ids[0] ?? "" });
    expect(all).toMatchObject({ after: null, messages: [], conversation: { headId: null } });
    expect(count("SELECT count(*) FROM messages")).toBe(0);
    expect(count("SELECT count(*) FROM message_parts")).toBe(0);
    await answered(ask(conversationId, "Anew?"), "Yes.");
    expect(texts(chat.get(conversationId))).toEqual(["Anew?", "Yes."]);
  });

  it("changes nothing of a branch that it is not part of but the number of versions", async () => {
    const { conversationId, ids } = await talk();
    chat.replace({ conversationId, messageId: ids[2] ?? "", text: "Green?" });
    const head = chat.get(conversationId).conversation.headId;
    const change = await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    expect(change.conversation.headId).toBe(head);
    expect(change.messages.map(({ siblingIds }) => siblingIds)).toEqual([[head]]);
    expect(texts(chat.get(conversationId))).toEqual(["Red?", "Rosso.", "Green?"]);
  });

  it("is found no more, while what is left is", async () => {
    const { conversationId, ids } = await talk();
    const takeAll = async (): Promise<void> => {
      while (count("SELECT count(*) FROM unsearched_messages") > 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await takeAll();
    await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    for (const isTaken of [false, true]) {
      if (isTaken) await takeAll();
      // Texts of one or two characters have a list of their own.
      expect(await Promise.all(["Blue?", "Bl", "Rosso", "Re"].map(found))).toEqual([0, 0, 1, 1]);
    }
  });

  it("is told, so that nothing that was read of it is kept", async () => {
    const { conversationId, ids } = await talk();
    expect(removedFrom).toEqual([]);
    await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    expect(removedFrom).toEqual([conversationId]);
  });

  it("takes the files along that nothing else has", async () => {
    const { conversationId, ids } = await talk();
    for (const [at, sha256] of [
      [0, "aa11"],
      [2, "aa11"],
      [2, "bb22"],
    ] as const) {
      db.run(
        `INSERT INTO attachments (id, message, name, media_type, size_bytes, sha256, created_at)
         SELECT ?, sequence, 'a.txt', 'text/plain', 6, ?, 1 FROM messages WHERE id = ?`,
        [`${at}-${sha256}`, sha256, ids[at] ?? ""],
      );
      const path = contentPath(attachmentsFolder, sha256);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "inside");
    }
    await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    expect(["aa11", "bb22"].map((sha256) => existsSync(contentPath(attachmentsFolder, sha256)))).toEqual([true, false]);
  });

  it("stops no answer of another branch", async () => {
    const { conversationId, ids } = await talk();
    chat.send({ conversationId, text: "Green?", fromNew: false, hidden: [ids[2] ?? ""] });
    await chat.removeMessage({ conversationId, messageId: ids[2] ?? "" });
    expect(texts(chat.get(conversationId)).slice(0, 3)).toEqual(["Red?", "Rosso.", "Green?"]);
    expect(chat.get(conversationId).messages.at(-1)?.state).toBe("streaming");
  });

  it("stops the answer that is being written", async () => {
    const conversationId = newChat();
    const change = ask(conversationId, "Count.");
    await engine.begun(1);
    await chat.removeMessage({ conversationId, messageId: change.messages[1]?.id ?? "" });
    expect(chat.get(conversationId).messages.map(({ role }) => role)).toEqual(["user"]);
    expect(engine.leases).toBe(0);
  });

  it.each(["message", "conversation"])("may have thousands below it: a %s", async (what) => {
    const conversationId = newChat();
    db.transaction(() => {
      for (let depth = 0; depth < 3000; depth++) {
        db.run(
          `INSERT INTO messages (id, conversation_id, parent_id, depth, role, state, created_at) VALUES (?, ?, ?, ?, ?, 'complete', 1)`,
          [
            `m${depth}`,
            conversationId,
            depth === 0 ? null : `m${depth - 1}`,
            depth,
            depth % 2 === 0 ? "user" : "assistant",
          ],
        );
      }
      db.run("UPDATE conversations SET head_id = 'm2999'");
    });
    if (what === "message") await chat.removeMessage({ conversationId, messageId: "m1" });
    else await chat.remove(conversationId);
    expect(count("SELECT count(*) FROM messages")).toBe(what === "message" ? 1 : 0);
  });
});

describe("what was typed", () => {
  const draft = { conversationId: null, text: "Red?", pasted: "", waiting: "", awaits: null };

  it("leaves its draft in the same write in which it becomes a question", () => {
    const conversationId = newChat();
    chat.typed.keepDraft({ ...draft, text: "Red?\n\nand since" });
    const run = db.run.bind(db);
    db.run = (sql, parameters) => {
      if (sql.startsWith("INSERT INTO messages")) throw keptFailure("disk-full", "Full.");
      return run(sql, parameters);
    };
    expect(() => chat.send({ conversationId, text: "Red?", fromNew: true, hidden: [] })).toThrow("disk-full");
    db.run = run;
    expect(chat.typed.draft(null).text).toBe("Red?\n\nand since");
    chat.send({ conversationId, text: "Red?", fromNew: true, hidden: [] });
    expect(chat.typed.draft(null).text).toBe("and since");
    expect(texts(chat.get(conversationId))[0]).toBe("Red?");
  });

  it("stays where it does not begin with the question, and with it where it is another conversation's", () => {
    const conversationId = newChat();
    chat.typed.keepDraft({ ...draft, conversationId, text: "Another" });
    chat.typed.keepDraft(draft);
    ask(conversationId, "Red?");
    expect([chat.typed.draft(conversationId).text, chat.typed.draft(null).text]).toEqual(["Another", "Red?"]);
  });

  it("is on the disk when the call returns", () => {
    expect(db.get("PRAGMA synchronous", [], (row) => row["synchronous"])).toBe(2);
  });
});

it("stays a tree, whatever is done to it in whatever order", async () => {
  const random = seededRandom(20_261_128);
  const conversationId = newChat();
  const any = (role?: string): string | null => {
    const ids = db.all(
      "SELECT id FROM messages WHERE conversation_id = ? AND role = coalesce(?, role)",
      [conversationId, role ?? null],
      (row) => String(row["id"]),
    );
    return ids[Math.floor(random() * ids.length)] ?? null;
  };
  const work: ((messageId: string) => unknown)[] = [
    () => ask(conversationId, "More?"),
    (messageId) => chat.retry({ conversationId, messageId, seed: null, sameForm: false, times: 1 }),
    () => chat.edit({ conversationId, messageId: any("user") ?? "", text: "Else?" }),
    (messageId) => chat.replace({ conversationId, messageId, text: "Other." }),
    (messageId) => chat.selectBranch({ conversationId, messageId }),
    (messageId) => chat.branchOff({ conversationId, messageId }),
    (messageId) => chat.removeMessage({ conversationId, messageId }),
    () => chat.continue({ conversationId, messageId: chat.get(conversationId).conversation.headId ?? "" }),
  ];
  ask(conversationId, "First?");
  for (let step = 0; step < 150; step++) {
    await chat.stop(conversationId);
    const messageId = any();
    const asked = engine.asked.length;
    if (messageId === null) ask(conversationId, "Again?");
    else {
      try {
        await work[Math.floor(random() * work.length)]?.(messageId);
      } catch (thrown) {
        // An answer that cannot be gone on with.
        expect(thrown).toMatchObject({ code: "invalid-input" });
      }
    }
    const { messages, earlier } = chat.get(conversationId);
    if (messages.at(-1)?.state === "streaming") {
      await engine.begun(asked + 1);
      engine.say("word ");
    }
    expectSound();
    for (const [at, message] of messages.entries()) {
      expect(message.siblingIds).toContain(message.id);
      if (at > 0) expect(message.parentId).toBe(messages[at - 1]?.id);
      else expect(message.parentId === null).toBe(earlier === 0);
    }
  }
  await chat.stop(conversationId);
});
