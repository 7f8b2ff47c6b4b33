import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "../../../../src-main/answers/chat/index.ts";
import {
  type BranchChange,
  type ChatDelta,
  type CollectionChange,
  type Conversation,
  type ConversationView,
  type InstalledVariant,
  messageText,
} from "../../../../src-shared/contract/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { conversationSettingsSchema } from "../../../../src-main/ground/inputs/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { formInstructions } from "../../../../src-main/answers/chat/form-of-answer.ts";
import { createChatHandlers } from "../../../../src-main/composition/chat-handlers.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { said } from "../../../fixtures/said.ts";
import { ScriptedEngine, answerStats } from "./scripted-engine.ts";

/** As a message has them. */
const shownStats = { ...answerStats, leftOut: null };

const keptAnswer = "SELECT text, state FROM messages JOIN message_parts ON message = sequence WHERE role = 'assistant'";

let folder: string;
let db: Database;
let engine: ScriptedEngine;
let chat: Chat;
let now: number;
let deltas: ChatDelta[];

const variants = new Map([
  ["tiny", { id: "tiny", name: "Tiny", label: "Q4_K_XL", modifiers: ["UD"] } as unknown as InstalledVariant],
]);

function open(): Chat {
  db = openAppDatabase(join(folder, "db.sqlite"));
  engine = new ScriptedEngine();
  deltas = [];
  const opened = new Chat({
    db,
    searchIndex: null,
    models: engine,
    variants: { get: (id) => variants.get(id) ?? null },
    clock: { now: () => now++ },
    logger: silentLogger,
  });
  opened.onDelta((delta) => deltas.push(delta));
  return opened;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-chat-"));
  now = 1000;
  chat = open();
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
          VALUES ('tiny', 'Tiny', 'Q4_K_XL', 'UD', 'llama', 1, 0)`);
});
afterEach(async () => {
  await chat.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = conversationSettingsSchema.parse({});
const listed = (): Conversation[] => chat.page({ place: "all", cursor: null }).items;
const found = async (text: string): Promise<string[]> =>
  (await chat.search({ text, cursor: null }, new AbortController().signal)).items.map(({ id }) => id);
const newChat = (extra: Partial<typeof settings> = {}): string =>
  chat.create({ variantId: "tiny", settings: { ...settings, ...extra } }).id;
/** The conversation whose answer ends next, as it is then. */
const ended = (): Promise<ConversationView> =>
  new Promise((resolve) => {
    const end = chat.onChanged(({ conversation }) => {
      void end();
      resolve(chat.get(conversation.id));
    });
  });

/** Asks, and lets the engine answer with these words. */
async function exchange(
  conversationId: string,
  text: string,
  answer: string,
  thinking?: string,
): Promise<ConversationView> {
  const done = ended();
  chat.send({ conversationId, text, fromNew: false, hidden: [] });
  await engine.begun(engine.asked.length + 1);
  if (thinking !== undefined) engine.think(thinking);
  engine.say(answer);
  engine.end();
  return done;
}

describe("an answer", () => {
  it("is there at once, streams in deltas that join to its text, and ends with its figures", async () => {
    const conversationId = newChat();
    const done = ended();
    const view = chat.send({ conversationId, text: "What is a ledger?\nIn one line.", fromNew: false, hidden: [] });
    expect(view.conversation.title).toBe("What is a ledger?");
    expect(view.messages.map((message) => [message.role, messageText(message), message.state])).toEqual([
      ["user", "What is a ledger?\nIn one line.", "complete"],
      ["assistant", "", "streaming"],
    ]);
    await engine.begun(1);
    for (const piece of ["A ", "book ", "of\0 ", "accounts."]) engine.say(piece);
    engine.end();
    const [, answer] = (await done).messages;
    expect(answer).toMatchObject({
      parts: said("A book of accounts."),
      state: "complete",
      stats: shownStats,
      variantName: "Tiny · UD-Q4_K_XL",
      error: null,
    });
    let joined = "";
    for (const delta of deltas) {
      expect(delta.offset).toBe(joined.length);
      joined += delta.text;
    }
    expect(joined).toBe("A book of accounts.");
    expect(deltas.length).toBeLessThan(4);
  });

  it("is asked for with the system prompt, the branch and the context that was chosen", async () => {
    const conversationId = newChat({ systemPrompt: "Be brief.", contextTokens: 2048 });
    await exchange(conversationId, "One?", "Uno.", "hm");
    await exchange(conversationId, "Two?", "Due.");
    expect(engine.asked[1]).toEqual({
      variantId: "tiny",
      contextTokens: 2048,
      messages: [
        { role: "system", text: "Be brief." },
        { role: "user", text: "One?" },
        { role: "assistant", text: "Uno.", thinking: "hm" },
        { role: "user", text: "Two?" },
      ],
    });
  });

  it("says, now and later, what of the conversation the model did not see", async () => {
    const conversationId = newChat();
    await exchange(conversationId, "One?", "Uno.");
    await exchange(conversationId, "Two?", "Due.");
    engine.leavesOut = { from: 0, count: 2 };
    await exchange(conversationId, "Three?", "Tre.");
    expect(chat.get(conversationId).messages.map(({ stats }) => stats?.leftOut ?? null)).toEqual([
      ...[null, null, null, null, null],
      { after: 0, messages: 2, summarised: false },
    ]);
  });

  it("gives the window and the next prompt the same reasoning and the same answer", async () => {
    const conversationId = newChat();
    const answers = [
      { thinking: "hm", text: "Uno." },
      // An answer that is about marks, and a question with some, are neither folded nor left out.
      { thinking: "", text: "It writes\n<think>\nhm\n</think>\nfirst." },
      { thinking: "It ends with </think>, says the manual.", text: "<think> opens it." },
    ];
    for (const { thinking, text } of answers) await exchange(conversationId, "<think>Is it?</think>", text, thinking);
    const shown = chat.get(conversationId).messages.filter(({ role }) => role === "assistant");
    expect(
      shown.map((message) => ({ thinking: messageText(message, "thinking"), text: messageText(message) })),
    ).toEqual(answers);
    await exchange(conversationId, "And?", "So.");
    const asked = engine.asked.at(-1)?.messages ?? [];
    expect(asked.filter(({ role }) => role === "assistant")).toEqual(
      answers.map((answer) => ({ role: "assistant", ...answer })),
    );
    expect(asked[0]).toEqual({ role: "user", text: "<think>Is it?</think>" });
  });

  it("becomes reasoning when only its end shows that it was", async () => {
    const conversationId = newChat();
    const views: BranchChange[] = [];
    const off = chat.onChanged((view) => views.push(view));
    chat.send({ conversationId, text: "One?", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("The user counts.");
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("The user counts.") });
    engine.recast();
    expect(views.at(-1)?.messages.at(-1)).toMatchObject({
      parts: said("", "The user counts."),
      state: "streaming",
    });
    const done = ended();
    engine.say("Uno.");
    engine.end();
    expect((await done).messages.at(-1)).toMatchObject({ parts: said("Uno.", "The user counts.") });
    void off();
  });

  it("tells the window of each part by itself", async () => {
    const conversationId = newChat();
    const deltas: ChatDelta[] = [];
    const off = chat.onDelta((delta) => deltas.push(delta));
    await exchange(conversationId, "One?", "Uno.", "hm");
    expect(deltas.map(({ part, kind, offset, text }) => ({ part, kind, offset, text }))).toEqual([
      { part: 0, kind: "thinking", offset: 0, text: "hm" },
      { part: 1, kind: "text", offset: 0, text: "Uno." },
    ]);
    void off();
  });

  it("keeps what was written when it is stopped", async () => {
    const conversationId = newChat();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("One, two");
    await chat.stop(conversationId);
    expect(chat.get(conversationId).messages[1]).toMatchObject({
      parts: said("One, two"),
      state: "stopped",
      error: null,
    });
    await chat.stop(conversationId);
  });

  it("keeps what was written when the engine dies, and says why", async () => {
    const conversationId = newChat();
    const done = ended();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("One");
    engine.fail(keptFailure("engine-crashed", "The engine ended with SIGSEGV.", { signal: "SIGSEGV" }));
    expect((await done).messages[1]).toMatchObject({
      parts: said("One"),
      state: "failed",
      error: { code: "engine-crashed", details: { signal: "SIGSEGV" } },
    });
    expect(engine.leases).toBe(0);
    await exchange(conversationId, "And now?", "Two");
    expect(engine.asked[1]?.messages).toHaveLength(3);
    expect(engine.leases).toBe(0);
  });

  it("tells why the model could not be loaded, and the next question joins the one without an answer", async () => {
    const conversationId = newChat();
    engine.failsToLoad = keptFailure("out-of-memory", "It needs 5 GB.");
    const done = ended();
    chat.send({ conversationId, text: "Hello?", fromNew: false, hidden: [] });
    expect((await done).messages[1]).toMatchObject({
      parts: said(""),
      state: "failed",
      error: { code: "out-of-memory" },
    });
    engine.failsToLoad = null;
    await exchange(conversationId, "Again?", "Yes.");
    expect(engine.asked[0]?.messages).toEqual([{ role: "user", text: "Hello?\n\nAgain?" }]);
  });

  it("that fills the context says so, with what to do, and keeps its text", async () => {
    const conversationId = newChat();
    const done = ended();
    chat.send({ conversationId, text: "Go on.", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("Long");
    engine.end("context-full");
    const [, answer] = (await done).messages;
    expect(answer).toMatchObject({
      parts: said("Long"),
      stats: { ...shownStats, stopReason: "context-full" },
      error: { code: "context-full", details: { contextTokens: 4096 } },
    });
    expect(answer?.error && sayError(answer.error)).toMatch(/longer context/);
  });

  it("is shown whole when the disk is full, and kept as soon as there is room", async () => {
    const conversationId = newChat();
    const done = ended();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("One");
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("One"), state: "streaming" });
    const run = db.run.bind(db);
    db.run = (sql, parameters) => {
      if (/^(UPDATE messages|INSERT INTO message_parts|UPDATE message_parts)/.test(sql))
        throw keptFailure("disk-full", "Full.");
      return run(sql, parameters);
    };
    engine.say(", two");
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("One, two"), state: "streaming" });
    engine.end();
    const whole = { parts: said("One, two"), state: "complete", stats: shownStats };
    expect((await done).messages[1]).toMatchObject(whole);
    expect(chat.get(conversationId).messages[1]).toMatchObject(whole);
    const kept = (): unknown => db.get(keptAnswer, [], (row) => ({ ...row }));
    expect(kept()).toEqual({ text: "One", state: "streaming" });
    db.run = run;
    expect(chat.get(conversationId).messages[1]).toMatchObject(whole);
    expect(kept()).toEqual({ text: "One, two", state: "complete" });
  });

  it("that a full disk did not take is kept when the application ends", async () => {
    const conversationId = newChat();
    const done = ended();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    const run = db.run.bind(db);
    db.run = (sql, parameters) => {
      if (/^(UPDATE messages|INSERT INTO message_parts|UPDATE message_parts)/.test(sql))
        throw keptFailure("disk-full", "Full.");
      return run(sql, parameters);
    };
    engine.say("One, two");
    engine.end();
    await done;
    db.run = run;
    await chat.dispose();
    const kept = db.get(keptAnswer, [], (row) => ({ ...row }));
    expect(kept).toEqual({ text: "One, two", state: "complete" });
  });

  it("is the only one: a second question waits for the first to end", () => {
    const [one, two] = [newChat(), newChat()];
    chat.send({ conversationId: one, text: "First", fromNew: false, hidden: [] });
    expect(() => chat.send({ conversationId: two, text: "Second", fromNew: false, hidden: [] })).toThrow(
      expect.objectContaining({ code: "busy" }),
    );
    expect(chat.get(two).messages).toEqual([]);
  });

  it("needs a model that is in the library", () => {
    const { id } = chat.create({ variantId: null, settings });
    expect(() => chat.send({ conversationId: id, text: "Hi", fromNew: false, hidden: [] })).toThrow(
      expect.objectContaining({ code: "no-model-loaded" }),
    );
    expect(() => chat.update({ id, variantId: "gone" })).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(chat.get(id).messages).toEqual([]);
  });
});

describe("after the application went away in mid-answer", () => {
  it("the text so far is there and marked as interrupted", async () => {
    const conversationId = newChat();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say("One, two, thr");
    // Reading brings everything to the disk; then nothing says how it ended.
    chat.get(conversationId);
    const lost = db;
    chat = open();
    chat.recover();
    expect(chat.get(conversationId).messages[1]).toMatchObject({ parts: said("One, two, thr"), state: "interrupted" });
    lost.close();
  });
});

describe("what a model is sent", () => {
  it("is what an answer is asked with, a page of it, with what does not fit", async () => {
    const conversationId = newChat({ systemPrompt: "Be brief.", answerForm: { kind: "choice", choices: ["a", "b"] } });
    const messageId = (await exchange(conversationId, "Red?", "a")).messages[1]?.id ?? "";
    await exchange(conversationId, "Blue?", "b");
    engine.leavesOut = { from: 0, count: 1 };
    const page = await chat.prompt({ conversationId, messageId, from: 1 });
    expect(page).toEqual({
      ...{ total: 2, from: 1, leftOut: { after: 0, messages: 1, summarised: false } },
      tokens: [{ id: 1, text: "Red?", special: false }],
    });
    const [request] = engine.inspected?.[0] ?? [];
    expect(request).toMatchObject({ messages: engine.asked[0]?.messages, form: engine.forms[0] });
  });

  it("is nothing for an answer above which no question is", async () => {
    const conversationId = newChat();
    const messageId = (await exchange(conversationId, "Red?", "Rosso.")).messages[1]?.id ?? "";
    db.run("UPDATE messages SET parent_id = NULL WHERE id = ?", [messageId]);
    const prompt = chat.prompt({ conversationId, messageId, from: 0 });
    await expect(prompt).rejects.toMatchObject({ code: "invalid-input", key: "nothing-to-answer-again" });
  });

  it("is not known of a model that is not in memory, and nothing is loaded for it", async () => {
    const conversationId = newChat();
    const { messages } = await exchange(conversationId, "Red?", "Rosso.");
    engine.inspected = null;
    const prompt = (messageId = ""): Promise<unknown> => chat.prompt({ conversationId, messageId, from: 0 });
    await expect(prompt(messages[1]?.id)).rejects.toMatchObject({ code: "no-model-loaded" });
    await expect(prompt(messages[0]?.id)).rejects.toMatchObject({ code: "invalid-input" });
    engine.inspected = [];
    chat.update({ id: conversationId, settings: { contextTokens: 4096 } });
    await expect(prompt(messages[1]?.id)).rejects.toMatchObject({ code: "no-model-loaded" });
    expect(engine.asked).toHaveLength(1);
  });
});

describe("several answers", () => {
  const begin = async (conversationId: string, times: number): Promise<string> => {
    const first = await exchange(conversationId, "Red?", "Rosso.");
    const messageId = first.messages[1]?.id ?? "";
    chat.retry({ conversationId, messageId, seed: null, sameForm: false, times });
    await engine.begun(2);
    return messageId;
  };

  it("are written one after the other beside the first, and differ though the settings name a seed", async () => {
    const conversationId = newChat({ sampling: { seed: 7 } });
    await begin(conversationId, 3);
    for (const [at, text] of ["Rot.", "Rouge.", "Rojo."].entries()) {
      await engine.begun(at + 2);
      expect(() => chat.send({ conversationId, text: "?", fromNew: false, hidden: [] })).toThrow(
        expect.objectContaining({ code: "busy" }),
      );
      const done = ended();
      engine.say(text);
      engine.end();
      await done;
    }
    const { messages } = chat.get(conversationId);
    expect(messages.map((message) => messageText(message))).toEqual(["Red?", "Rojo."]);
    expect(messages[1]?.siblingIds).toHaveLength(4);
    expect(engine.asked).toHaveLength(4);
    const [, second, third, fourth] = engine.drawn.map(({ seed }) => seed);
    expect([second, new Set([second, third, fourth]).size]).toEqual([7, 3]);
  });

  it("leave whoever looks at another branch meanwhile where they are", async () => {
    const conversationId = newChat();
    const messageId = await begin(conversationId, 2);
    chat.selectBranch({ conversationId, messageId });
    for (const at of [2, 3]) {
      await engine.begun(at);
      const done = ended();
      engine.say("Rot.");
      engine.end();
      await done;
    }
    const { messages } = chat.get(conversationId);
    expect(messages[1]?.id).toBe(messageId);
    expect(messages[1]?.siblingIds).toHaveLength(3);
  });

  it("end with a stop, and with one that fails", async () => {
    const stopped = newChat();
    await begin(stopped, 3);
    engine.say("Ro");
    await chat.stop(stopped);
    expect(chat.get(stopped).messages[1]?.siblingIds).toHaveLength(2);
    expect(engine.asked).toHaveLength(2);
    chat.retry({
      conversationId: stopped,
      messageId: chat.get(stopped).messages[1]?.id ?? "",
      seed: null,
      sameForm: false,
      times: 2,
    });
    await engine.begun(3);
    const done = ended();
    engine.fail(new Error("gone"));
    expect((await done).messages[1]).toMatchObject({ state: "failed" });
    expect(engine.asked).toHaveLength(3);
  });
});

describe("an answer in a form", () => {
  const form = { kind: "schema" as const, schema: '{"type": "object", "properties": {"n": {"type": "integer"}}}' };

  it("is asked for in it, told the model, and kept with what became of it", async () => {
    const conversationId = newChat({ answerForm: form, systemPrompt: "Be brief." });
    const view = await exchange(conversationId, "How many?", '{"n": 7}');
    expect(engine.forms).toEqual([form]);
    expect(engine.asked[0]?.messages[0]).toEqual({ role: "system", text: `Be brief.\n\n${formInstructions(form)}` });
    expect(view.messages[1]?.form).toEqual({ kind: "schema", outcome: "fits", at: null });

    const wrong = await exchange(conversationId, "And now?", '{"n": 7.5}');
    expect(wrong.messages[3]?.form).toEqual({ kind: "schema", outcome: "differs", at: "n" });
    const lost = db;
    chat = open();
    expect(chat.get(conversationId).messages.map((message) => message.form?.outcome)).toEqual([
      undefined,
      "fits",
      undefined,
      "differs",
    ]);
    lost.close();
  });

  it("that was cut short says so, and is not gone on with", async () => {
    const conversationId = newChat({ answerForm: form });
    const done = ended();
    chat.send({ conversationId, text: "How many?", fromNew: false, hidden: [] });
    await engine.begun(1);
    engine.say('{"n": ');
    engine.end("max-tokens");
    const answer = (await done).messages[1];
    expect(answer?.form).toEqual({ kind: "schema", outcome: "cut-short", at: null });
    expect(() => chat.continue({ conversationId, messageId: answer?.id ?? "" })).toThrow(
      expect.objectContaining({ key: "nothing-to-continue" }),
    );
  });

  it("is retried as the settings say now, or as it was asked for; a branch takes it along", async () => {
    const conversationId = newChat({ answerForm: form });
    const first = await exchange(conversationId, "How many?", '{"n": 7}');
    const messageId = first.messages[1]?.id ?? "";
    chat.update({ id: conversationId, settings });
    for (const sameForm of [false, true]) {
      const done = ended();
      chat.retry({ conversationId, messageId, seed: null, sameForm, times: 1 });
      await engine.begun(engine.asked.length + 1);
      engine.say("7");
      engine.end();
      await done;
    }
    expect(engine.forms).toEqual([form, { kind: "free" }, form]);
    const copy = chat.branchOff({ conversationId, messageId });
    expect(chat.get(copy.id).messages[1]?.form).toEqual({ kind: "schema", outcome: "fits", at: null });
  });

  it("is refused before anything is written where another program has kept a schema that is none", () => {
    const conversationId = newChat({ answerForm: { kind: "schema", schema: "{}" } });
    expect(() => chat.send({ conversationId, text: "?", fromNew: false, hidden: [] })).toThrow(
      expect.objectContaining({ code: "invalid-input", key: "schema-unusable" }),
    );
    expect(chat.get(conversationId).messages).toEqual([]);
  });

  it("is refused for the form that it would have, not for another one", async () => {
    const conversationId = newChat();
    const messageId = (await exchange(conversationId, "Red?", "Rosso.")).messages[1]?.id ?? "";
    chat.update({ id: conversationId, settings: { answerForm: { kind: "schema", schema: "{}" } } });
    const retry = (sameForm: boolean): unknown =>
      chat.retry({ conversationId, messageId, seed: null, sameForm, times: 1 });
    expect(() => retry(false)).toThrow(expect.objectContaining({ key: "schema-unusable" }));
    const again = ended();
    chat.continue({ conversationId, messageId });
    await engine.begun(2);
    engine.end();
    await again;
    retry(true);
    await engine.begun(3);
    expect(engine.forms.at(-1)).toEqual({ kind: "free" });
  });

  it("is kept together with its form, or not at all", () => {
    const conversationId = newChat({ answerForm: form });
    db.run("CREATE TRIGGER full BEFORE INSERT ON answer_forms BEGIN SELECT RAISE(ABORT, 'full'); END");
    expect(() => chat.send({ conversationId, text: "?", fromNew: false, hidden: [] })).toThrow();
    expect(chat.get(conversationId).messages).toEqual([]);
  });
});

describe("the tree", () => {
  it("grows a branch beside an answer and beside a question, and goes back to each", async () => {
    const conversationId = newChat();
    const first = await exchange(conversationId, "Red?", "Rosso.");
    const [question, answer] = first.messages;
    const retried = ended();
    chat.retry({ conversationId, messageId: answer?.id ?? "", seed: null, sameForm: false, times: 1 });
    await engine.begun(2);
    engine.say("Rot.");
    engine.end();
    const second = (await retried).messages[1];
    expect(second?.siblingIds).toEqual([answer?.id, second?.id]);
    expect(engine.asked[1]?.messages).toEqual([{ role: "user", text: "Red?" }]);

    const edited = ended();
    chat.edit({ conversationId, messageId: question?.id ?? "", text: "Blue?" });
    await engine.begun(3);
    engine.say("Blu.");
    engine.end();
    const third = await edited;
    expect(third.messages.map((message) => messageText(message))).toEqual(["Blue?", "Blu."]);
    expect(third.messages[0]?.siblingIds).toEqual([question?.id, third.messages[0]?.id]);

    // Back to the first question: the newest answer to it is shown.
    const back = chat.selectBranch({ conversationId, messageId: question?.id ?? "" });
    expect(back.messages.map((message) => messageText(message))).toEqual(["Red?", "Rot."]);
    expect(back.after).toBeNull();
    // Of the branch that is shown only what differs is reported.
    const oldest = chat.selectBranch({ conversationId, messageId: answer?.id ?? "" });
    expect(oldest.after).toBe(question?.id);
    expect(oldest.messages.map((message) => messageText(message))).toEqual(["Rosso."]);
    expect(chat.selectBranch({ conversationId, messageId: answer?.id ?? "" })).toMatchObject({
      after: answer?.id,
      messages: [],
    });
    await exchange(conversationId, "More?", "Sì.");
    expect(chat.get(conversationId).messages.map((message) => messageText(message))).toEqual([
      "Red?",
      "Rosso.",
      "More?",
      "Sì.",
    ]);
    expect(() => chat.edit({ conversationId, messageId: answer?.id ?? "", text: "x" })).toThrow(/question/);
    expect(() =>
      chat.retry({ conversationId: newChat(), messageId: answer?.id ?? "", seed: null, sameForm: false, times: 1 }),
    ).toThrow(expect.objectContaining({ code: "not-found" }));
  });
});

describe("conversations", () => {
  it("have no title until the first question, as have those that were called new in English", () => {
    const id = newChat();
    expect(chat.get(id).conversation.title).toBe("");
    db.run("UPDATE conversations SET title = 'New conversation'");
    expect(listed().map(({ title }) => title)).toEqual([""]);
    chat.send({ conversationId: id, text: "What is a ledger?", fromNew: false, hidden: [] });
    expect(chat.get(id).conversation.title).toBe("What is a ledger?");
  });

  it("are searched no further once the call is cancelled", async () => {
    for (let count = 0; count < 35; count++) newChat();
    let onRead = (): void => undefined;
    const all = db.all.bind(db);
    const read = vi.spyOn(db, "all").mockImplementation((...asked) => {
      onRead();
      return all(...asked);
    });
    const { search } = createChatHandlers(chat);
    await search({ text: "kestrel", cursor: null }, new AbortController().signal);
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(4);
    read.mockClear();
    const leaving = new AbortController();
    onRead = () => {
      leaving.abort();
    };
    await expect(search({ text: "kestrel", cursor: null }, leaving.signal)).rejects.toThrow("aborted");
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("are listed by use, found by title and by any branch's text, renamed and deleted", async () => {
    const [one, two] = [newChat(), newChat()];
    await exchange(one, "About kestrels", "They hover. 100%_sure");
    expect(listed().map(({ id }) => id)).toEqual([one, two]);
    expect(await found("KESTREL")).toEqual([one]);
    expect(await found("hover")).toEqual([one]);
    expect(await found("100%_s")).toEqual([one]);
    expect(await found("100__s")).toEqual([]);
    const told: CollectionChange<Conversation>[] = [];
    chat.onConversations((change) => told.push(change));
    expect(chat.rename(two, "Birds").title).toBe("Birds");
    await chat.remove(one);
    expect(told).toMatchObject([
      { put: [{ id: two, title: "Birds" }], removed: [] },
      { put: [], removed: [one] },
    ]);
    expect((told[1]?.revision ?? 0) - (told[0]?.revision ?? 0)).toBe(1);
    expect(() => chat.get(one)).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(db.all("SELECT id FROM messages", [], (row) => row["id"])).toEqual([]);
  });

  it("can be deleted while an answer is being written", async () => {
    const conversationId = newChat();
    chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
    await engine.begun(1);
    await chat.remove(conversationId);
    expect(listed()).toEqual([]);
  });

  it("keep their settings, and the name of a model that has gone", () => {
    const id = newChat();
    const changed = {
      systemPrompt: "Be kind.",
      preset: "precise",
      sampling: { temperature: 0.25, seed: 4_294_967_295, maxTokens: 9, stops: ["###"] },
      thinking: { on: false, effort: "low", budgetTokens: 100 },
      whenFull: "drop-oldest" as const,
      contextTokens: 1024,
      answerForm: { kind: "choice" as const, choices: ["yes", "no"] },
    };
    chat.update({ id, settings: changed });
    expect(chat.get(id).conversation.settings).toEqual(changed);
    db.run("DELETE FROM variants");
    expect(chat.get(id).conversation).toMatchObject({ variantId: null, variantName: "Tiny · UD-Q4_K_XL" });
  });
});
