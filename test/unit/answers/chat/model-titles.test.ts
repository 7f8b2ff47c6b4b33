import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Chat, type ChatAnswer, type ChatTitles } from "../../../../src-main/answers/chat/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import type { CollectionChange, Conversation, InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { ScriptedEngine, answerStats } from "./scripted-engine.ts";

type Asked = Parameters<ChatTitles["ask"]>;

/** A model that writes a title when the test says so. */
class ScriptedTitles implements ChatTitles {
  isOn = true;
  asked: Asked[] = [];
  #end: (answer: ChatAnswer | null) => void = () => undefined;

  isWanted(): boolean {
    return this.isOn;
  }

  ask(...asked: Asked): Promise<ChatAnswer | null> {
    this.asked.push(asked);
    return new Promise((resolve) => {
      this.#end = resolve;
      asked[2].addEventListener("abort", () => this.write("Half a ti", "stopped"));
    });
  }

  write(text: string, stopReason: ChatAnswer["stopReason"] = "end"): void {
    this.#end({ ...answerStats, text, thinking: "", stopReason, leftOutTurns: null });
  }

  /** Somebody else wants the engine. */
  refuse(): void {
    this.#end(null);
  }
}

const variant = { id: "tiny", name: "Tiny", label: "Q4_K_M", modifiers: [] } as unknown as InstalledVariant;

let folder: string;
let db: Database;
let engine: ScriptedEngine;
let titles: ScriptedTitles;
let chat: Chat;
let told: CollectionChange<Conversation>[];
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-titles-"));
  db = openAppDatabase(join(folder, "db.sqlite"));
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
          VALUES ('tiny', 'Tiny', 'Q4_K_M', '', 'llama', 1, 0)`);
  engine = new ScriptedEngine();
  titles = new ScriptedTitles();
  now = 1000;
  chat = new Chat({
    ...{ db, searchIndex: null, models: engine, titles, logger: silentLogger },
    variants: { get: () => variant },
    clock: { now: () => now++ },
  });
  told = [];
  chat.onConversations((change) => told.push(change));
});
afterEach(async () => {
  await chat.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const begin = (): string => chat.create({ variantId: "tiny", settings: defaultConversationSettings }).id;
const titleOf = (id: string): string => chat.get(id).conversation.title;

async function exchange(conversationId: string, text: string, reason: ChatAnswer["stopReason"] = "end"): Promise<void> {
  chat.send({ conversationId, text, fromNew: false, hidden: [] });
  await engine.begun(engine.asked.length + 1);
  engine.say("With flour.");
  engine.end(reason);
  await settled();
}

it("the model that answered gives the conversation a title, which is no answer", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  expect(titleOf(id)).toBe("How do I bake bread?");
  const [[wish, request] = []] = titles.asked;
  expect(wish).toMatchObject({ variantId: "tiny", plan: {} });
  // What was read of the conversation is its beginning.
  expect(request?.messages.slice(0, -1)).toEqual([
    { role: "user", text: "How do I bake bread?" },
    { role: "assistant", text: "With flour.", thinking: "" },
  ]);
  expect(request).toMatchObject({ conversationId: id, form: { kind: "free" }, whenFull: "stop" });
  expect(request?.sampling.maxTokens).toBeLessThan(50);
  const before = chat.get(id);
  told = [];
  titles.write('Title: "Baking bread"');
  await settled();
  expect(chat.get(id)).toEqual({ ...before, conversation: { ...before.conversation, title: "Baking bread" } });
  expect(told.flatMap(({ put }) => put.map(({ title }) => title))).toEqual(["Baking bread"]);
  expect([engine.asked.length, engine.leases]).toEqual([1, 0]);
});

it("once, and not again after later answers", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  titles.write("# Baking\n\nHere is how.");
  await settled();
  await exchange(id, "And cake?");
  expect(titles.asked).toHaveLength(1);
  expect(titleOf(id)).toBe("How do I bake bread?");
});

it("a title that a person gave stays, whenever it was given", async () => {
  const [early, late] = [begin(), begin()];
  chat.rename(early, "Bread");
  await exchange(early, "How do I bake bread?");
  expect(titles.asked).toHaveLength(0);
  await exchange(late, "How do I bake bread?");
  chat.rename(late, "Mine");
  titles.write("Baking bread");
  await settled();
  expect([titleOf(early), titleOf(late)]).toEqual(["Bread", "Mine"]);
});

it("a person who insists on the question keeps it", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  chat.rename(id, "How do I bake bread?");
  titles.write("Baking bread");
  await settled();
  expect(titleOf(id)).toBe("How do I bake bread?");
});

it("a copy of a conversation, and one that goes on elsewhere, are not called anew", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  titles.refuse();
  await settled();
  const messageId = chat.get(id).messages.at(-1)?.id ?? "";
  const copy = chat.branchOff({ conversationId: id, messageId });
  await exchange(copy.id, "And cake?");
  expect(titles.asked).toHaveLength(1);
  expect(copy.title).toBe("How do I bake bread? (2)");
});

it("any question ends the writing at once, and its answer is followed by another try", async () => {
  const [id, other] = [begin(), begin()];
  await exchange(id, "How do I bake bread?");
  chat.send({ conversationId: other, text: "Hi", fromNew: false, hidden: [] });
  expect(titles.asked[0]?.[2].aborted).toBe(true);
  await engine.begun(2);
  await settled();
  expect(titleOf(id)).toBe("How do I bake bread?");
  engine.end("stopped");
  await settled();
  await exchange(id, "And cake?");
  expect(titles.asked).toHaveLength(2);
  titles.write("Baking");
  await settled();
  expect(titleOf(id)).toBe("Baking");
});

it.each(["stopped", "context-full", "max-tokens"] as const)(
  "nothing is written after an answer that was %s",
  async (reason) => {
    await exchange(begin(), "How do I bake bread?", reason);
    expect(titles.asked).toHaveLength(0);
  },
);

it("a title that was cut short is none", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  titles.write("Baking bread and", "max-tokens");
  await settled();
  expect(titleOf(id)).toBe("How do I bake bread?");
});

it("nothing is written where it is switched off", async () => {
  titles.isOn = false;
  await exchange(begin(), "How do I bake bread?");
  expect(titles.asked).toHaveLength(0);
});

it("a conversation that is deleted meanwhile stays deleted", async () => {
  const id = begin();
  await exchange(id, "How do I bake bread?");
  await chat.remove(id);
  titles.write("Baking bread");
  await settled();
  expect(chat.has(id)).toBe(false);
  expect(told.at(-1)).toMatchObject({ removed: [id] });
});
