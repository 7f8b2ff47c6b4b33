/** The window's tests stand on a twin of main's conversations: what holds for one must hold for the other. */
import { unsummarised } from "../../../fixtures/unsummarised.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Chat, type ChatModels } from "../../../../src-main/answers/chat/index.ts";
import {
  type BranchChange,
  type ConversationPlace,
  type EventName,
  type Events,
  type InstalledVariant,
  messageText,
} from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { said } from "../../../fixtures/said.ts";
import { createChatHandlers } from "../../../../src-main/composition/chat-handlers.ts";
import type { Api } from "../../../../src-renderer/bridge/index.ts";
import { createFakeBridge } from "../../../../src-renderer/bridge/fake/index.ts";
import { callInputs } from "../../../../src-main/ground/inputs/index.ts";

type Handler = (input: unknown, signal: AbortSignal) => Promise<unknown>;

interface Side {
  chat: Api["chat"];
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  close(): Promise<void>;
}

const variantId = "v-gemma";
const stats = {
  seed: 1,
  promptTokens: 12,
  cachedTokens: 4,
  tokens: 3,
  tokensPerSecond: 31.5,
  promptTokensPerSecond: 120.25,
  firstTokenMs: 80,
  contextUsedTokens: 15,
  contextTokens: 4096,
  threads: null,
  leftOutTurns: null,
};

/** Says a word every few milliseconds until it is stopped. */
const models: ChatModels = {
  loaded: () => ({
    inspect: ({ messages }, { from, count }) => {
      const tokens = messages.map(({ text }, id) => ({ id, text, special: false }));
      return Promise.resolve({ total: tokens.length, tokens: tokens.slice(from, from + count), leftOutTurns: null });
    },
  }),
  lease: () =>
    Promise.resolve({
      plan: { contextTokens: 4096 },
      inspect: () => Promise.resolve({ total: 0, tokens: [], leftOutTurns: null }),
      async generate(_request, { signal, onText }) {
        let text = "";
        for (const word of ["One ", "two ", "three."]) {
          await delay(5);
          if (signal.aborted) return { ...stats, text, thinking: "", stopReason: "stopped" };
          text += word;
          onText(word);
        }
        return { ...stats, text, thinking: "", stopReason: "end" };
      },
      release: () => undefined,
    }),
};

function openMain(): Side {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-conformance-"));
  const db = openAppDatabase(join(folder, "db.sqlite"));
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
          VALUES ('${variantId}', 'Gemma', 'Q4_K_M', '', 'gemma3', 1, 0)`);
  const variant = { id: variantId, name: "Gemma", label: "Q4_K_M", modifiers: [] } as unknown as InstalledVariant;
  let now = 1000;
  const chat = new Chat({
    db,
    searchIndex: null,
    models,
    variants: { get: (id) => (id === variantId ? variant : null) },
    clock: { now: () => now++ },
    logger: silentLogger,
  });
  const handlers = createChatHandlers(chat) as unknown as Record<string, Handler>;
  const parsed = Object.fromEntries(
    Object.entries(callInputs.chat).map(([name, input]) => [
      name,
      async (given: unknown) => handlers[name]?.(input.parse(given), new AbortController().signal),
    ]),
  );
  return {
    chat: parsed as unknown as Api["chat"],
    on(event, listener) {
      const take = listener as (payload: unknown) => void;
      const end =
        event === "chatDelta"
          ? chat.onDelta(take)
          : event === "chatChanged"
            ? chat.onChanged(take)
            : event === "conversationFolders"
              ? chat.folders.onChange(take)
              : chat.onConversations(take);
      return () => void end();
    },
    async close() {
      await chat.dispose();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openTwin(): Side {
  const bridge = createFakeBridge({ state: { conversations: [] } });
  return {
    chat: bridge.chat,
    on: (event, listener) => bridge.on(event, listener),
    async close() {
      for (const { id } of bridge.state.conversations) await bridge.chat.stop({ id });
    },
  };
}

describe.each([
  ["main's conversations", openMain],
  ["the twin of the window's tests", openTwin],
])("%s", (_name, open) => {
  let side: Side;
  let chat: Api["chat"];
  beforeEach(() => {
    side = open();
    chat = side.chat;
  });
  afterEach(() => side.close());

  const heard = <E extends EventName>(event: E): Events[E][] => {
    const payloads: Events[E][] = [];
    side.on(event, (payload) => payloads.push(payload));
    return payloads;
  };
  const next = <E extends EventName>(event: E): Promise<Events[E]> =>
    new Promise((resolve) => {
      const end = side.on(event, (payload) => {
        end();
        resolve(payload);
      });
    });
  const newChat = async (): Promise<string> => (await chat.create({ variantId })).id;
  /** Asks, and stops the answer. */
  async function exchange(conversationId: string, text: string): Promise<BranchChange> {
    const asked = await chat.send({ conversationId, text });
    await chat.stop({ id: conversationId });
    return asked;
  }
  const ids = ({ messages }: { messages: { id: string }[] }): string[] => messages.map(({ id }) => id);

  it("begins without a message, and is told", async () => {
    const told = heard("conversations");
    const before = await chat.list({});
    const made = await chat.create({ variantId });
    expect(made).toMatchObject({ title: "", variantId, headId: null });
    expect(told).toEqual([{ revision: before.revision + 1, put: [made], removed: [] }]);
    expect(await chat.list({})).toEqual({ revision: before.revision + 1, items: [made], next: null });
    expect(await chat.get({ id: made.id })).toEqual({
      ...{ conversation: made, messages: [], earlier: 0 },
      ...unsummarised,
    });
    expect(await chat.create({ variantId: "gone" })).toMatchObject({ variantId: null });
  });

  it("answers with the question and an empty answer, then tells words and the end", async () => {
    const conversationId = await newChat();
    const deltas = heard("chatDelta");
    const ended = next("chatChanged");
    const asked = await chat.send({ conversationId, text: "What is a ledger?\nIn short." });
    const [question, answer] = asked.messages;
    expect(asked).toMatchObject({
      after: null,
      conversation: { title: "What is a ledger?", headId: answer?.id },
      messages: [
        {
          role: "user",
          parts: said("What is a ledger?\nIn short."),
          state: "complete",
          parentId: null,
          siblingIds: [question?.id],
        },
        {
          role: "assistant",
          parts: [],
          state: "streaming",
          parentId: question?.id,
          siblingIds: [answer?.id],
          stats: null,
        },
      ],
    });
    const end = await ended;
    expect(end.after).toBe(question?.id);
    expect(ids(end)).toEqual([answer?.id]);
    const [whole] = end.messages;
    expect(whole).toMatchObject({ state: "complete", error: null });
    expect(whole?.stats).not.toBeNull();
    let joined = "";
    for (const delta of deltas) {
      expect(delta).toMatchObject({
        conversationId,
        messageId: answer?.id,
        part: 0,
        kind: "text",
        offset: joined.length,
      });
      joined += delta.text;
    }
    expect(joined).toBe(whole && messageText(whole));
    expect(await chat.get({ id: conversationId })).toEqual({
      conversation: end.conversation,
      messages: [question, whole],
      earlier: 0,
      ...unsummarised,
    });
  });

  it("goes on below what was shown, and keeps what had come when it is stopped", async () => {
    const conversationId = await newChat();
    const first = await exchange(conversationId, "One?");
    const ended = next("chatChanged");
    const second = await chat.send({ conversationId, text: "Two?" });
    expect(second.after).toBe(ids(first)[1]);
    await chat.stop({ id: conversationId });
    expect((await ended).messages).toMatchObject([{ state: "stopped", error: null }]);
    expect(ids(await chat.get({ id: conversationId }))).toEqual([...ids(first), ...ids(second)]);
    await chat.stop({ id: conversationId });
  });

  it("branches beside an answer and a question, and goes between them, telling what differs", async () => {
    const conversationId = await newChat();
    const [question = "", answer = ""] = ids(await exchange(conversationId, "Red?"));
    const again = await chat.retry({ conversationId, messageId: answer });
    await chat.stop({ id: conversationId });
    const [second = ""] = ids(again);
    expect(again).toMatchObject({ after: question, messages: [{ siblingIds: [answer, second] }] });
    const edited = await chat.edit({ conversationId, messageId: question, text: "Blue?" });
    await chat.stop({ id: conversationId });
    expect(edited).toMatchObject({ after: null, messages: [{ parts: said("Blue?") }, { role: "assistant" }] });
    expect(edited.messages[0]?.siblingIds).toEqual([question, ids(edited)[0]]);
    const back = await chat.selectBranch({ conversationId, messageId: question });
    expect([back.after, ids(back)]).toEqual([null, [question, second]]);
    const oldest = await chat.selectBranch({ conversationId, messageId: answer });
    expect([oldest.after, ids(oldest)]).toEqual([question, [answer]]);
    const same = await chat.selectBranch({ conversationId, messageId: answer });
    expect([same.after, ids(same)]).toEqual([answer, []]);
  });

  it("takes one question at a time, whichever conversation it is in", async () => {
    const [one, two] = [await newChat(), await newChat()];
    await chat.send({ conversationId: one, text: "First" });
    await expect(chat.send({ conversationId: two, text: "Second" })).rejects.toMatchObject({ code: "busy" });
    await chat.stop({ id: one });
    expect((await chat.get({ id: two })).messages).toEqual([]);
  });

  it("is renamed, changed and deleted, each told once", async () => {
    const id = await newChat();
    const told = heard("conversations");
    await chat.rename({ id, title: "Birds" });
    await chat.update({ id, variantId: null });
    await chat.remove({ id });
    expect(told).toMatchObject([
      { put: [{ id, title: "Birds" }], removed: [] },
      { put: [{ id, variantId: null }], removed: [] },
      { put: [], removed: [id] },
    ]);
    await expect(chat.get({ id })).rejects.toMatchObject({ code: "not-found" });
  });

  it("can be deleted while it is answered", async () => {
    const conversationId = await newChat();
    await chat.send({ conversationId, text: "Count." });
    await chat.remove({ id: conversationId });
    expect((await chat.list({})).items).toEqual([]);
  });

  it.each<[string, string, (chat: Api["chat"], id: string, answer: string) => Promise<unknown>]>([
    ["a conversation that is not there", "not-found", (on) => on.rename({ id: "gone", title: "x" })],
    ["the removal of one that is not there", "not-found", (on) => on.remove({ id: "gone" })],
    ["a variant that is not there", "not-found", (on, id) => on.update({ id, variantId: "gone" })],
    ["a message that is not there", "not-found", (on, id) => on.retry({ conversationId: id, messageId: "gone" })],
    [
      "another question in an answer's place",
      "invalid-input",
      (on, id, answer) => on.edit({ conversationId: id, messageId: answer, text: "x" }),
    ],
  ])("refuses %s", async (_what, code, act) => {
    const id = await newChat();
    const [, answer = ""] = ids(await exchange(id, "Hi"));
    await expect(act(chat, id, answer)).rejects.toMatchObject({ code });
  });

  it("has no answer without a model", async () => {
    const { id } = await chat.create({ variantId: null });
    await expect(chat.send({ conversationId: id, text: "Hi" })).rejects.toMatchObject({ code: "no-model-loaded" });
    expect((await chat.get({ id })).messages).toEqual([]);
  });

  it("is found by title and by any branch's text, and listed in pages, the last used first", async () => {
    const made: string[] = [];
    for (let count = 0; count < 130; count++) made.push(await newChat());
    await exchange(made[3] ?? "", "About kestrels");
    const first = await chat.list({});
    expect(first.items[0]?.id).toBe(made[3]);
    const second = await chat.list({ cursor: first.next });
    expect(second.next).toBeNull();
    const listed = [...first.items, ...second.items].map(({ id }) => id);
    expect(first.items.length).toBeLessThan(130);
    expect(listed.slice(1)).toEqual(made.filter((id) => id !== made[3]).reverse());
    const found = await chat.search({ text: "KESTREL" });
    expect(found).toMatchObject({
      revision: first.revision,
      items: [{ id: made[3], conversation: { id: made[3] }, passage: { role: "user", text: "About kestrels" } }],
      next: null,
    });
    expect(found.items[0]?.passage?.ranges).toEqual([{ start: 6, end: 13 }]);
  });

  it("is found where it was said last, whichever branch that is on, and shown there", async () => {
    const conversationId = await newChat();
    const first = await exchange(conversationId, "About owls, and owls");
    const [question = ""] = ids(first);
    await chat.edit({ conversationId, messageId: question, text: "About kestrels" });
    await chat.stop({ id: conversationId });
    const [one] = (await chat.search({ text: "owls" })).items;
    expect(one?.passage?.messageId).toBe(question);
    const shown = await chat.selectBranch({ conversationId, messageId: question });
    expect(ids(shown)[0]).toBe(question);
    // It is on the branch now: the older answer stays that one looked at.
    const [, older = ""] = ids(first);
    await chat.retry({ conversationId, messageId: older });
    await chat.stop({ id: conversationId });
    await chat.selectBranch({ conversationId, messageId: older });
    const again = await chat.selectBranch({ conversationId, messageId: question });
    expect([again.conversation.headId, ids(again)]).toEqual([older, []]);
  });

  it("is read from a message on upwards as far as one that is looked for, and a little further", async () => {
    const conversationId = await newChat();
    for (let count = 0; count < 50; count++) await exchange(conversationId, `Question ${count}`);
    const end = await chat.get({ id: conversationId });
    expect([end.messages.length, end.earlier]).toEqual([40, 60]);
    const all = await chat.earlier({ conversationId, messageId: end.messages[0]?.id ?? "" });
    const until = all.messages[0]?.id ?? "";
    const above = await chat.earlier({ conversationId, messageId: end.messages[0]?.id ?? "", until });
    expect([above.messages.length, above.earlier]).toEqual([50, 10]);
    expect(above.messages[10]?.id).toBe(until);
  });

  describe("in its places", () => {
    const listed = async (place: ConversationPlace): Promise<string[]> =>
      (await chat.list({ place })).items.map(({ id }) => id);

    it("is pinned, archived and brought back, and is listed in one of them at a time", async () => {
      const [one, two] = [await newChat(), await newChat()];
      const changes = heard("conversations");
      await chat.arrange({ ids: [one, two, "gone"], pinned: true });
      expect(changes).toMatchObject([{ put: [{ pinned: true }, { pinned: true }], removed: [] }]);
      expect([await listed("recent"), await listed("pinned")]).toEqual([[], [two, one]]);
      await chat.arrange({ ids: [one], archived: true });
      expect([await listed("pinned"), await listed("archived")]).toEqual([[two], [one]]);
      expect(await chat.folders()).toEqual({ folders: [], archived: 1 });
      await chat.arrange({ ids: [one], archived: false });
      expect([await listed("recent"), await listed("archived")]).toEqual([[one], []]);
      await chat.arrange({ ids: [one], archived: true });
      await chat.arrange({ ids: [one], pinned: true });
      expect([await listed("pinned"), await listed("archived")]).toEqual([[two, one], []]);
    });

    it("is in a folder, which is told with its count, renamed and deleted without it", async () => {
      const [one, two] = [await newChat(), await newChat()];
      const views = heard("conversationFolders");
      const work = await chat.createFolder({ name: "Work" });
      const inside = await chat.createFolder({ name: "Inside", parentId: work.id });
      expect(inside).toEqual({ id: inside.id, parentId: work.id, name: "Inside", count: 0 });
      await chat.arrange({ ids: [one, two], folderId: work.id });
      await chat.arrange({ ids: [two], folderId: inside.id });
      expect([await listed({ folderId: work.id }), await listed({ folderId: inside.id })]).toEqual([[one], [two]]);
      expect(await listed("recent")).toEqual([]);
      await chat.renameFolder({ id: work.id, name: "Home" });
      expect(views.at(-1)).toEqual({
        folders: [
          { id: work.id, parentId: null, name: "Home", count: 1 },
          { id: inside.id, parentId: work.id, name: "Inside", count: 1 },
        ],
        archived: 0,
      });
      expect(await chat.folders()).toEqual(views.at(-1));
      await chat.removeFolder({ id: work.id });
      expect(await chat.folders()).toMatchObject({ folders: [{ id: inside.id, parentId: null, count: 1 }] });
      expect([await listed("recent"), await listed({ folderId: inside.id })]).toEqual([[one], [two]]);
      await chat.removeFolder({ id: inside.id });
      expect(await listed("recent")).toEqual([two, one]);
    });

    it("refuses a folder that is not there, and one too far inside", async () => {
      const id = await newChat();
      const { id: outer } = await chat.createFolder({ name: "Outer" });
      const { id: inner } = await chat.createFolder({ name: "Inner", parentId: outer });
      await expect(chat.createFolder({ name: "x", parentId: inner })).rejects.toMatchObject({ code: "invalid-input" });
      for (const refused of [
        chat.createFolder({ name: "x", parentId: "gone" }),
        chat.arrange({ ids: [id], folderId: "gone" }),
        chat.renameFolder({ id: "gone", name: "x" }),
        chat.removeFolder({ id: "gone" }),
      ])
        await expect(refused).rejects.toMatchObject({ code: "not-found" });
      expect(await listed("recent")).toEqual([id]);
    });
  });
});
