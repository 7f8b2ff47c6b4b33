import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Token } from "node-llama-cpp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Prompt } from "../../../../src-main/answers/engine/worker/answer.ts";
import { fittingPrompt } from "../../../../src-main/answers/engine/worker/fitting-prompt.ts";
import { generateCommand } from "../../../../src-main/answers/engine/generate-command.ts";
import { MessagesTable } from "../../../../src-main/answers/chat/messages-table.ts";
import { PartsTable } from "../../../../src-main/answers/chat/parts-table.ts";
import { SummariesTable } from "../../../../src-main/answers/chat/summaries-table.ts";
import { Chat, type ChatLease, type ChatModels } from "../../../../src-main/answers/chat/index.ts";
import { appError, silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import {
  type ConversationView,
  type InstalledVariant,
  type Message,
  defaultConversationSettings,
  messageText,
  mostSummaryTokens,
} from "../../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { answerStats } from "./scripted-engine.ts";

const contextTokens = 400;
/** Some words more than a tenth of the context. */
const long = (name: string): string => `${name} ${"word ".repeat(44)}`.trim();
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

type Request = Parameters<ChatLease["generate"]>[0];

/** A token is a word, and a turn takes one more. */
const maker = {
  make: (messages: readonly { text: string }[]) => {
    const tokens = messages.flatMap(({ text }) => ["|", ...wordsOf(text)]);
    return Promise.resolve({ tokens: tokens as unknown as Token[] } as Prompt);
  },
  countTokens: (text: string) => wordsOf(text).length,
};

/** Answers with as many words as a question has, and writes summaries as it is told to. */
class SmallModel implements ChatModels {
  asked: Request[] = [];
  summarise: (request: Request, signal: AbortSignal) => Promise<string> | string = () =>
    `Summary ${this.summaries.length}.`;

  /** The requests that were for one. */
  get summaries(): Request[] {
    return this.asked.filter(({ messages }) => messages.at(-1)?.text.startsWith("Summarise our") === true);
  }

  loaded(): Pick<ChatLease, "inspect"> {
    return { inspect: this.inspect };
  }

  readonly inspect: ChatLease["inspect"] = async (request) => {
    const { prompt, leftOutTurns } = await fittingPrompt(maker, generateCommand(1, request), contextTokens);
    return { total: prompt.tokens.length, tokens: [], leftOutTurns };
  };

  lease(): Promise<ChatLease> {
    return Promise.resolve({
      plan: { contextTokens },
      inspect: this.inspect,
      generate: async (request, { signal, onText }) => {
        this.asked.push(request);
        const { total, leftOutTurns } = await this.inspect(request, { from: 0, count: 0 });
        if (total >= contextTokens)
          throw appError("context-full", "prompt-too-long", { promptTokens: total, contextTokens });
        const isSummary = this.summaries.at(-1) === request;
        const text = isSummary ? await this.summarise(request, signal) : `Re: ${request.messages.at(-1)?.text ?? ""}`;
        if (!isSummary) onText(text);
        const figures = {
          promptTokens: total,
          cachedTokens: 10,
          contextUsedTokens: total,
          contextTokens,
          leftOutTurns,
        };
        return { ...answerStats, ...figures, text, thinking: "", stopReason: signal.aborted ? "stopped" : "end" };
      },
      release: () => undefined,
    });
  }
}

const variant = { id: "tiny", name: "Tiny", label: "Q4_K_M", modifiers: [] } as unknown as InstalledVariant;

let folder: string;
let db: Database;
let model: SmallModel;
let chat: Chat;
let id: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-summaries-"));
  db = openAppDatabase(join(folder, "db.sqlite"));
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
          VALUES ('tiny', 'Tiny', 'Q4_K_M', '', 'llama', 1, 0)`);
  model = new SmallModel();
  let now = 1000;
  chat = new Chat({
    ...{ db, searchIndex: null, models: model, logger: silentLogger },
    ...{ variants: { get: () => variant }, clock: { now: () => now++ } },
  });
  const settings = { ...defaultConversationSettings, systemPrompt: "Be brief.", whenFull: "summarise" as const };
  id = chat.create({ variantId: "tiny", settings }).id;
});
afterEach(async () => {
  await chat.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves when the answer has ended. */
async function ended(begin: () => void): Promise<ConversationView> {
  const done = new Promise<void>((resolve) => {
    const end = chat.onChanged(({ messages }) => {
      if (messages.length === 0 || messages.some(({ state }) => state === "streaming")) return;
      void end();
      resolve();
    });
  });
  begin();
  await done;
  return chat.get(id);
}
const ask = (text: string): Promise<ConversationView> =>
  ended(() => void chat.send({ conversationId: id, text, fromNew: false, hidden: [] }));
/** Asks so much that the context is nearly full, and one question more. */
async function fill(): Promise<ConversationView> {
  for (const name of ["One", "Two", "Three"]) await ask(long(name));
  return ask(long("Four"));
}
const textsOf = (request: Request | undefined): string[] => request?.messages.map(({ text }) => text) ?? [];
const last = ({ messages }: ConversationView): Message | undefined => messages.at(-1);

describe("a conversation that nearly fills the context", () => {
  it("has its oldest turns summarised by the model that is loaded, and is asked with that in their place", async () => {
    const changes: [boolean, number | null][] = [];
    chat.onChanged(({ isSummarising, summary }) => changes.push([isSummarising, summary?.messages ?? null]));
    const view = await fill();
    const [summary] = model.summaries;
    expect(model.summaries).toHaveLength(1);
    // Behind the turns that were read before, and in their words.
    expect(summary).toMatchObject({ whenFull: "stop", conversationId: id, form: { kind: "free" } });
    expect(summary?.sampling.maxTokens).toBe(mostSummaryTokens(contextTokens));
    const { messages } = view.summary ?? { messages: 0 };
    expect(textsOf(summary).slice(0, -1)).toEqual(["Be brief.", ...view.messages.slice(0, messages).map(messageText_)]);
    expect(messages).toBeGreaterThan(0);
    expect(view.summary).toEqual({
      ...{ messageId: view.messages[messages - 1]?.id, messages, text: "Summary 1.", edited: false },
      ...{ variantName: "Tiny · Q4_K_M", tokens: answerStats.tokens, createdAt: expect.any(Number) as number },
      readTokens: expect.any(Number) as number,
    });
    const [system, ...turns] = textsOf(model.asked.at(-1));
    expect(system).toMatch(/^Be brief\.\n\nThe beginning .*\n\nSummary 1\.$/s);
    expect(turns).toEqual(view.messages.slice(messages, -1).map(messageText_));
    expect(last(view)).toMatchObject({
      state: "complete",
      stats: { leftOut: { after: 0, messages, summarised: true } },
    });
    // Told when it begins and when it is there, before the answer.
    expect(changes.slice(-3)).toEqual([
      [true, null],
      [false, messages],
      [false, messages],
    ]);
    // The tree is as it was without.
    expect(view.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant", ...roles(4)]);
  });

  it("goes on with the same summary until the context is nearly full again, and then with one of that and more", async () => {
    const before = (await fill()).summary;
    expect((await ask("Short?")).summary).toEqual(before);
    expect(model.summaries).toHaveLength(1);
    for (const name of ["Five", "Six"]) await ask(long(name));
    const { summary } = await ask(long("Seven"));
    expect(model.summaries).toHaveLength(2);
    expect(summary?.messages).toBeGreaterThan(before?.messages ?? 0);
    expect(textsOf(model.summaries[1])[0]).toContain("Summary 1.");
    expect(textsOf(model.asked.at(-1))[0]).not.toContain("Summary 1.");
  });

  it("is summarised up to an answer where it begins with one", async () => {
    const greeting = { id: "greeting", conversationId: id, parentId: null, depth: 0, role: "assistant" as const };
    const rest = { state: "complete" as const, error: null, variantName: null, edited: false, createdAt: 1 };
    const sequence = new MessagesTable(db).insert({ ...greeting, ...rest });
    new PartsTable(db).insert(sequence, 0, { kind: "text", text: "Hello." });
    db.run("UPDATE conversations SET head_id = 'greeting' WHERE id = ?", [id]);
    const { summary, messages } = await fill();
    expect(textsOf(model.summaries[0]).slice(0, 2)).toEqual(["Be brief.", "Hello."]);
    expect(messages[(summary?.messages ?? 0) - 1]?.role).toBe("assistant");
    expect(model.asked.at(-1)?.messages[1]?.role).toBe("user");
  });

  it("that is many times as long is summarised a part at a time", async () => {
    chat.update({ id, settings: { whenFull: "drop-oldest" } });
    for (let at = 0; at < 12; at++) await ask(long(`Q${at}`));
    chat.update({ id, settings: { whenFull: "summarise" } });
    const view = await ask("And now?");
    expect(model.summaries.length).toBeGreaterThan(1);
    expect(last(view)?.state).toBe("complete");
    for (const request of model.summaries)
      expect((await model.inspect(request, { from: 0, count: 0 })).total).toBeLessThan(contextTokens);
  });
});

const roles = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => (at % 2 === 0 ? "user" : "assistant"));
const messageText_ = (message: Message): string => messageText(message);

describe("a summary that does not come", () => {
  it.each([
    ["is empty", () => " \n", { key: "empty-summary" }],
    [
      "fails",
      () => Promise.reject(appError("busy", "answering", {})),
      { key: "not-summarised", details: { contextTokens, reason: { code: "busy" } } },
    ],
  ])("stops the answer with the reason where it %s, and loses nothing", async (_what, summarise, error) => {
    model.summarise = summarise;
    const view = await fill();
    expect(last(view)).toMatchObject({ state: "failed", parts: [], error: { code: "context-full", ...error } });
    expect(view.messages).toHaveLength(8);
    expect(view).toMatchObject({ summary: null, isSummarising: false });
    // Once more, and it goes on.
    model.summarise = () => "Now.";
    const again = await ended(() =>
      chat.retry({ conversationId: id, messageId: last(view)?.id ?? "", seed: null, sameForm: false, times: 1 }),
    );
    expect(last(again)).toMatchObject({ state: "complete" });
    expect(again.summary?.text).toBe("Now.");
  });

  it("ends at a stop, and keeps the question", async () => {
    model.summarise = (_request, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve("Half a"));
        void chat.stop(id);
      });
    const view = await fill();
    expect(last(view)).toMatchObject({ state: "stopped", error: null });
    expect(view).toMatchObject({ summary: null, isSummarising: false });
    expect(messageText_(view.messages[6] as Message)).toBe(long("Four"));
  });

  it("stops where the oldest question is too long for one", async () => {
    chat.update({ id, settings: { whenFull: "stop" } });
    await ask(`Long ${"word ".repeat(370)}`.trim());
    chat.update({ id, settings: { whenFull: "summarise" } });
    const view = await ask("And?");
    expect(model.summaries).toHaveLength(0);
    expect(last(view)?.error).toMatchObject({ code: "context-full", key: "too-long-to-summarise" });
  });
});

describe("a summary", () => {
  it("is changed, and its model is asked with the change; discarded, it is written anew", async () => {
    const { summary } = await fill();
    const messageId = summary?.messageId ?? "";
    const { messages, ...change } = chat.editSummary({ conversationId: id, messageId, text: "We counted." });
    expect([messages, change.summary]).toEqual([[], { ...summary, text: "We counted.", edited: true }]);
    await ask("Short?");
    expect(textsOf(model.asked.at(-1))[0]).toContain("We counted.");
    expect(chat.removeSummary({ conversationId: id, messageId }).summary).toBeNull();
    await ask("Short again?");
    expect(model.summaries).toHaveLength(2);
  });

  it("is left out of the prompt while another policy holds, and is there again after it", async () => {
    await fill();
    chat.update({ id, settings: { whenFull: "stop" } });
    const stopped = await ask(long("Five"));
    expect(last(stopped)?.error).toMatchObject({ code: "context-full", key: "prompt-too-long" });
    chat.update({ id, settings: { whenFull: "summarise" } });
    await ask("Short?");
    expect(textsOf(model.asked.at(-1))[0]).toContain("Summary 1.");
  });

  it("is shared by branches that have all that it stands for, and by no other", async () => {
    const { summary, messages } = await fill();
    const at = summary?.messages ?? 0;
    const [above, below] = [messages[at - 2], messages[at]].map((message) => message?.id ?? "");
    const beside = await ended(() => chat.edit({ conversationId: id, messageId: below ?? "", text: "Other?" }));
    expect(beside.summary).toEqual(summary);
    expect(textsOf(model.asked.at(-1))[0]).toContain("Summary 1.");
    // What is written anew above is not what it was of.
    const changed = await ended(() => chat.edit({ conversationId: id, messageId: above ?? "", text: "Other!" }));
    expect(changed.summary).toBeNull();
    expect(textsOf(model.asked.at(-1))[0]).toBe("Be brief.");
    chat.selectBranch({ conversationId: id, messageId: messages.at(-1)?.id ?? "" });
    expect(chat.get(id).summary).toEqual(summary);
  });

  it("goes with the last message that it stands for, and where that is gone on with", async () => {
    const { summary, messages } = await fill();
    const messageId = summary?.messageId ?? "";
    const copy = chat.branchOff({ conversationId: id, messageId });
    expect(chat.get(copy.id).summary).toMatchObject({ text: "Summary 1.", messages: summary?.messages });
    await chat.removeMessage({ conversationId: id, messageId: messages[summary?.messages ?? 0]?.id ?? "" });
    expect(chat.get(id).summary).toEqual(summary);
    await ended(() => chat.continue({ conversationId: id, messageId }));
    expect(chat.get(id).summary).toBeNull();
    await chat.removeMessage({ conversationId: copy.id, messageId: chat.get(copy.id).conversation.headId ?? "" });
    expect(chat.get(copy.id).summary).toBeNull();
  });

  it("that stands for the question is not one: it is asked all the same", async () => {
    const { messages } = await ask("One?");
    const sequence =
      db.all("SELECT sequence FROM messages WHERE role = 'user'", [], (row) => Number(row["sequence"]))[0] ?? 0;
    const summary = { text: "All of it.", edited: false, variantName: null, readTokens: 0, tokens: 1, createdAt: 1 };
    new SummariesTable(db).put(sequence, id, summary);
    await ended(() =>
      chat.retry({ conversationId: id, messageId: messages[1]?.id ?? "", seed: null, sameForm: false, times: 1 }),
    );
    expect(textsOf(model.asked.at(-1))).toEqual(["Be brief.", "One?"]);
  });

  it("is in what the model was sent for answers that were written with it, and for no other", async () => {
    const view = await fill();
    const pageOf = (messageId = "") => chat.prompt({ conversationId: id, messageId, from: 0 });
    expect((await pageOf(last(view)?.id)).leftOut).toMatchObject({ summarised: true });
    expect((await pageOf(view.messages[5]?.id)).leftOut).toBeNull();
  });
});
