import { unsummarised } from "../../fixtures/unsummarised.ts";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { loadedEngine, sampleConversations } from "../../../src-renderer/bridge/fake/index.ts";
import { ChatState } from "../../../src-renderer/state/chat.svelte.ts";
import { defaultConversationSettings, idleEngine, messageText } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { LibraryState } from "../../../src-renderer/state/library.svelte.ts";
import { DownloadsState } from "../../../src-renderer/state/downloads.svelte.ts";
import { RequestsState } from "../../../src-renderer/state/requests.svelte.ts";
import { conversationSettingsSchema } from "../../../src-main/ground/inputs/index.ts";
import { type Harness, callsOf, frame, makeChat, changeOf } from "./harness.ts";
import { said } from "../../fixtures/said.ts";

let made: Harness[] = [];
afterEach(() => {
  for (const { end } of made) end();
  made = [];
});

async function make(...options: Parameters<typeof makeChat>): Promise<Harness> {
  const harness = await makeChat(...options);
  made.push(harness);
  return harness;
}

function failure(code: BridgeError["code"]): BridgeError {
  return new BridgeError(keptError(code, `It was ${code}.`));
}

function last(harness: Harness) {
  const message = harness.chat.messages.at(-1);
  if (!message) throw new Error("there is no message");
  return message;
}

const shownText = (harness: Harness): string => messageText({ parts: harness.chat.partsOf(last(harness)) });

test("the window's defaults are the contract's", () => {
  expect(defaultConversationSettings).toEqual(conversationSettingsSchema.parse({}));
});

describe("asking", () => {
  test("streams the answer, then has its figures", async () => {
    const harness = await make();
    const { chat } = harness;
    await chat.open("c-dates");
    chat.draft = "And times?";
    await chat.ask("And times?");
    expect(chat.draft).toBe("");
    expect(chat.isAnswering).toBe(true);
    expect(last(harness)).toMatchObject({ role: "assistant", state: "streaming" });
    await vi.waitFor(() => expect(shownText(harness)).toContain("short answer"));
    await vi.waitFor(() => expect(chat.isAnswering).toBe(false));
    expect(shownText(harness)).toContain("in a sentence.");
    const told = await harness.bridge.chat.get({ id: "c-dates" });
    expect(last(harness)).toEqual(told.messages.at(-1));
    expect(last(harness).stats).not.toBeNull();
  });

  test("makes a conversation of a first question, with the settings that were chosen for it", async () => {
    const { bridge, chat } = await make();
    const settings = { ...defaultConversationSettings, systemPrompt: "Be brief." };
    await chat.changeSettings(() => settings);
    await chat.ask("Hello");
    expect(callsOf(bridge, "chat", "create")).toEqual([{ variantId: "v-gemma", settings }]);
    expect(chat.openId).not.toBeNull();
    expect(chat.messages[0]?.parts).toEqual(said("Hello"));
    expect(chat.settings.systemPrompt).toBe("Be brief.");
  });

  test("loads the model first, and again when another context length is wanted", async () => {
    const { bridge, chat } = await make({ state: { engine: idleEngine } });
    await chat.open("c-dates");
    await chat.ask("Hello");
    expect(callsOf(bridge, "engine", "load")).toEqual([{ variantId: "v-gemma", plan: {} }]);
    await vi.waitFor(() => expect(chat.isAnswering).toBe(false));
    await chat.changeSettings(() => ({ contextTokens: 16_384 }));
    await chat.ask("Again");
    expect(callsOf(bridge, "engine", "load").at(-1)).toEqual({
      variantId: "v-gemma",
      plan: { contextTokens: 16_384 },
    });
    await vi.waitFor(() => expect(chat.isAnswering).toBe(false));
    // The plan of the twin stays at 8,192, as a plan that was clamped: that must not make it load for ever.
    await chat.ask("And again");
    expect(callsOf(bridge, "engine", "load")).toHaveLength(2);
  });

  test("gives the text back when the model cannot be loaded, and keeps the reason", async () => {
    const load = vi.fn().mockRejectedValue(failure("out-of-memory"));
    const { bridge, chat } = await make({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    await expect(chat.ask("A long question")).rejects.toMatchObject({ code: "out-of-memory" });
    expect(chat.draft).toBe("A long question");
    expect(chat.isBusy).toBe(false);
    expect(chat.models.failure).toMatchObject({ variantId: "v-gemma", error: { code: "out-of-memory" } });
    expect(callsOf(bridge, "chat", "create")).toEqual([]);
  });

  test("leaves the text where it was written while it cannot be asked: another is on its way, or no library is known", async () => {
    const { bridge, chat, engine } = await make();
    const first = chat.ask("First");
    chat.draft = "Second";
    await chat.ask("Second");
    expect(chat.draft).toBe("Second");
    await first;
    const early = new ChatState(bridge, {
      engine,
      library: new LibraryState(bridge),
      downloads: new DownloadsState(bridge),
      requests: new RequestsState(bridge),
    });
    early.draft = "Early";
    await early.ask("Early");
    expect(early.draft).toBe("Early");
  });

  test("gives the text back beside what was typed since", async () => {
    let fail = (): void => undefined;
    const load = vi.fn(() => new Promise<never>((_done, reject) => (fail = () => reject(failure("out-of-memory")))));
    const { chat } = await make({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    const asking = chat.ask("The first question");
    await vi.waitFor(() => expect(load).toHaveBeenCalled());
    chat.draft = "typed since";
    fail();
    await expect(asking).rejects.toMatchObject({ code: "out-of-memory" });
    expect(chat.draft).toContain("The first question");
    expect(chat.draft).toContain("typed since");
  });

  test("a load that was cancelled is no failure", async () => {
    const load = vi.fn().mockRejectedValue(failure("cancelled"));
    const { chat } = await make({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    await expect(chat.ask("Hi")).rejects.toMatchObject({ code: "cancelled" });
    expect(chat.models.failure).toBeNull();
    expect(chat.draft).toBe("Hi");
  });

  test("waits for a load that is under way, and does not begin it anew", async () => {
    let finish = (): void => undefined;
    const load = vi.fn(
      () => new Promise<ReturnType<typeof loadedEngine>>((done) => (finish = () => done(loadedEngine("v-smol")))),
    );
    const { bridge, chat } = await make({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    const choosing = chat.choose("v-smol");
    const asking = chat.ask("Hi");
    await vi.waitFor(() => expect(load).toHaveBeenCalled());
    finish();
    await Promise.all([choosing, asking]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(callsOf(bridge, "chat", "send")).toMatchObject([{ text: "Hi" }]);
  });

  test("does not take the engine from an answer that is being written", async () => {
    const engine = { ...loadedEngine("v-llama"), status: "answering" as const };
    const { bridge, chat } = await make({ state: { engine } });
    await chat.open("c-dates");
    await expect(chat.ask("Hi")).rejects.toMatchObject({ code: "busy", key: "answering-before-load" });
    expect(callsOf(bridge, "engine", "load")).toEqual([]);
  });

  test("nor for a smaller plan, whose offer and conversation stay as they are", async () => {
    const next = { changes: [], variantId: "v-smol", plan: { contextTokens: 4096 } };
    const about = { variantId: "v-gemma", plan: {}, reason: keptError("out-of-memory", "No room."), next };
    const offer = { id: "r-1", kind: "step-down" as const, about, askedAt: 1 };
    const engine = { ...loadedEngine("v-llama"), status: "answering" as const };
    const { bridge, chat } = await make({ state: { engine, requests: [offer] } });
    await chat.open("c-dates");
    await expect(chat.loadSmaller(offer)).rejects.toMatchObject({ code: "busy" });
    expect(callsOf(bridge, "chat", "update")).toEqual([]);
    expect(callsOf(bridge, "requests", "answer")).toEqual([]);
    expect(chat.models.offerFor("v-gemma", chat.settings)).toMatchObject({ id: "r-1" });
  });

  test("goes on where it was asked though another conversation is opened meanwhile", async () => {
    let finish = (): void => undefined;
    const load = vi.fn(
      () => new Promise<ReturnType<typeof loadedEngine>>((done) => (finish = () => done(loadedEngine("v-gemma")))),
    );
    const { bridge, chat } = await make({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    await chat.open("c-dates");
    const asking = chat.ask("Hi");
    expect(chat.pending?.text).toBe("Hi");
    await vi.waitFor(() => expect(load).toHaveBeenCalled());
    await chat.open("c-letter");
    expect(chat.pending).toBeNull();
    finish();
    await asking;
    expect(callsOf(bridge, "chat", "send")).toEqual([{ conversationId: "c-dates", text: "Hi" }]);
    expect(chat.openId).toBe("c-letter");
    expect(chat.messages.every((message) => message.conversationId === "c-letter")).toBe(true);
  });

  test("stops, retries beside the answer, edits beside the question, and goes between branches", async () => {
    const harness = await make();
    const { chat } = harness;
    await chat.open("c-dates");
    const first = last(harness);
    await chat.retry(first);
    await chat.stop();
    await vi.waitFor(() => expect(last(harness).state).toBe("stopped"));
    expect(last(harness).siblingIds).toEqual([first.id, last(harness).id]);
    await chat.selectBranch(first.id);
    expect(last(harness).id).toBe(first.id);

    const question = chat.messages[0];
    if (!question) throw new Error("there is no question");
    await chat.edit(question, "Another question");
    await chat.stop();
    expect(chat.messages[0]).toMatchObject({
      parts: said("Another question"),
      siblingIds: [question.id, chat.messages[0]?.id],
    });
  });
});

describe("deltas", () => {
  async function streaming(): Promise<Harness & { id: string }> {
    const harness = await make();
    await harness.chat.open("c-dates");
    const view = await harness.bridge.chat.get({ id: "c-dates" });
    harness.bridge.emit("chatChanged", changeOf(view, { parts: [], state: "streaming", stats: null }));
    return { ...harness, id: last(harness).id };
  }
  const delta = (messageId: string, offset: number, text: string) => ({
    conversationId: "c-dates",
    messageId,
    part: 0,
    kind: "text" as const,
    offset,
    text,
  });

  test("are placed by their offset, and once", async () => {
    const harness = await streaming();
    const { bridge, id } = harness;
    bridge.emit("chatDelta", delta(id, 0, "One "));
    bridge.emit("chatDelta", delta(id, 4, "two"));
    bridge.emit("chatDelta", delta(id, 0, "One "));
    bridge.emit("chatDelta", delta(id, 2, "e two three"));
    await frame();
    expect(shownText(harness)).toBe("One two three");
  });

  test("are shown once a frame, and leave the messages alone", async () => {
    const harness = await streaming();
    const { bridge, chat, id } = harness;
    const before = chat.messages;
    for (let at = 0; at < 500; at += 1) bridge.emit("chatDelta", delta(id, at, "x"));
    expect(shownText(harness)).toBe("");
    await frame();
    expect(shownText(harness)).toBe("x".repeat(500));
    expect(chat.messages).toBe(before);
  });

  test("with one lost make the window ask for the whole, once", async () => {
    const harness = await streaming();
    const { bridge, id, intercept } = harness;
    const view = changeOf(await bridge.chat.get({ id: "c-dates" }), {
      parts: said("One two three"),
      state: "streaming",
    });
    const get = (intercept.get = vi.fn(() => Promise.resolve(view)));
    bridge.emit("chatDelta", delta(id, 0, "One "));
    bridge.emit("chatDelta", delta(id, 8, "three"));
    bridge.emit("chatDelta", delta(id, 13, " four"));
    await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(1));
    await frame();
    await frame();
    expect(shownText(harness)).toBe("One two three four");
  });

  test("of other conversations are left alone", async () => {
    const harness = await streaming();
    harness.bridge.emit("chatDelta", {
      conversationId: "c-letter",
      messageId: "m-other",
      part: 0,
      kind: "text",
      offset: 0,
      text: "no",
    });
    await frame();
    expect(shownText(harness)).toBe("");
  });

  test("that overtake the answer to the question are kept for it", async () => {
    const harness = await make();
    const { bridge, chat } = harness;
    await chat.open("c-dates");
    const view = await bridge.chat.get({ id: "c-dates" });
    bridge.emit("chatDelta", delta("m-new", 0, "Early "));
    bridge.emit("chatDelta", delta("m-new", 6, "words"));
    bridge.emit("chatChanged", changeOf(view, { id: "m-new", parts: [], state: "streaming", siblingIds: ["m-new"] }));
    await frame();
    expect(shownText(harness)).toBe("Early words");
  });

  test("that are ahead of a snapshot are not taken back by it", async () => {
    const harness = await streaming();
    const { bridge, id } = harness;
    bridge.emit("chatDelta", delta(id, 0, "One two"));
    await frame();
    const view = await bridge.chat.get({ id: "c-dates" });
    bridge.emit("chatChanged", changeOf(view, { parts: said("One"), state: "streaming" }));
    await frame();
    expect(shownText(harness)).toBe("One two");
    bridge.emit("chatChanged", changeOf(view, { parts: said("One two three"), state: "complete" }));
    expect(shownText(harness)).toBe("One two three");
  });
});

describe("conversations", () => {
  test("an answer that news has overtaken is dropped", async () => {
    const { bridge, chat, intercept } = await make();
    const view = await bridge.chat.get({ id: "c-dates" });
    let answer = (): void => undefined;
    intercept.get = () => new Promise((done) => (answer = () => done(view)));
    const opening = chat.open("c-dates");
    const { conversation, messages } = changeOf(view, { parts: said("Newer words") });
    bridge.emit("chatChanged", {
      ...{ conversation, after: null, earlier: 0, ...unsummarised },
      messages: [...view.messages.slice(0, -1), ...messages],
    });
    answer();
    await opening;
    expect(chat.messages.at(-1)?.parts).toEqual(said("Newer words"));
  });

  test("what changed below a message that is not here makes the window ask for the whole", async () => {
    const { bridge, chat, intercept } = await make();
    await chat.open("c-dates");
    const view = await bridge.chat.get({ id: "c-dates" });
    const now = { ...view, conversation: { ...view.conversation, revision: view.conversation.revision + 1 } };
    const get = (intercept.get = vi.fn(() => Promise.resolve(now)));
    bridge.emit("chatChanged", { ...view, after: "m-unheard-of", messages: [] });
    await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(1));
    expect(chat.messages).toHaveLength(view.messages.length);
  });

  test("beyond the first page are reached, and stay open", async () => {
    const [sample] = sampleConversations;
    if (!sample) throw new Error("the sample has no conversations");
    const many = Array.from({ length: 1001 }, (_, index) => ({
      ...sample,
      id: `many-${index}`,
      title: `Number ${index}`,
      headId: null,
      updatedAt: sample.updatedAt - index,
    }));
    const { bridge, chat } = await make({ state: { conversations: many } });
    const oldest = "many-1000";
    await chat.open(oldest);
    expect(chat.conversations?.some(({ id }) => id === oldest)).toBe(false);
    // Others come and are answered: what is open is in none of the lists, and is open still.
    await bridge.chat.rename({ id: "many-3", title: "Renamed" });
    await bridge.chat.create({});
    expect(chat.openId).toBe(oldest);
    expect(chat.conversations?.find(({ id }) => id === "many-3")?.title).toBe("Renamed");
    while (chat.lists.recent.hasMore) await chat.lists.recent.more();
    expect(chat.conversations).toHaveLength(1002);
    expect(new Set(chat.conversations?.map(({ id }) => id)).size).toBe(1002);
    await bridge.chat.remove({ id: oldest });
    expect(chat.openId).toBeNull();
  });

  test("are found by the search that was typed last, whichever is answered first", async () => {
    const { bridge, chat, intercept } = await make();
    const asked: (() => void)[] = [];
    intercept.search = ({ text }) => {
      const found = bridge.chat.search({ text });
      return new Promise((done) => asked.push(() => void found.then(done)));
    };
    const { search } = chat.lists;
    search.setText("landlord");
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    search.setText("probes");
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.();
    await vi.waitFor(() => expect(search.items?.map(({ id }) => id)).toEqual(["c-probes"]));
    asked[0]?.();
    // What is left to do is promises alone, which end before a frame.
    await frame();
    expect(search.items?.map(({ id }) => id)).toEqual(["c-probes"]);
    expect(search.needle).toBe("probes");
  });

  test("an answer about a conversation that was left is dropped", async () => {
    let answer: () => void = () => undefined;
    const { bridge, chat, intercept } = await make();
    const slow = await bridge.chat.get({ id: "c-dates" });
    const fast = await bridge.chat.get({ id: "c-letter" });
    intercept.get = ({ id }) =>
      id === "c-dates" ? new Promise((done) => (answer = () => done(slow))) : Promise.resolve(fast);
    const opening = chat.open("c-dates");
    await chat.open("c-letter");
    answer();
    await opening;
    expect(chat.conversation?.id).toBe("c-letter");
  });

  test("keep what was typed but not sent", async () => {
    const { chat } = await make();
    chat.draft = "for a new one";
    await chat.open("c-dates");
    expect(chat.draft).toBe("");
    chat.draft = "about dates";
    await chat.open("c-letter");
    expect(chat.draft).toBe("");
    await chat.open("c-dates");
    expect(chat.draft).toBe("about dates");
    chat.startNew();
    expect(chat.draft).toBe("for a new one");
  });

  test("are found by text; an answer to an older search is dropped", async () => {
    const { chat, intercept } = await make();
    const { search } = chat.lists;
    search.setText("landlord");
    await vi.waitFor(() => expect(search.items?.map((one) => one.id)).toEqual(["c-letter"]));
    const asked = (intercept.search = vi.fn(() => Promise.resolve({ revision: 0, items: [], next: null })));
    search.setText("dates");
    search.setText("");
    expect([search.isActive, search.items]).toEqual([false, null]);
    expect(asked).not.toHaveBeenCalled();
  });

  test("that were found are kept up to date, and go with their conversation", async () => {
    const { bridge, chat } = await make();
    const { search } = chat.lists;
    search.setText("landlord");
    await vi.waitFor(() => expect(search.items).toHaveLength(1));
    await bridge.chat.rename({ id: "c-letter", title: "Heater" });
    await bridge.chat.rename({ id: "c-dates", title: "landlord" });
    expect(search.items?.map(({ conversation }) => conversation.title)).toEqual(["Heater"]);
    await bridge.chat.remove({ id: "c-letter" });
    expect(search.items).toEqual([]);
  });

  test("are renamed and deleted; the open one gives way to a new one", async () => {
    const { chat } = await make();
    await chat.open("c-dates");
    await chat.rename("c-dates", "Days");
    expect(chat.conversation?.title).toBe("Days");
    expect(chat.conversations?.find((one) => one.id === "c-dates")?.title).toBe("Days");
    await chat.remove("c-dates");
    expect(chat.openId).toBeNull();
    expect(chat.conversations?.some((one) => one.id === "c-dates")).toBe(false);
  });

  test("that disappear elsewhere are closed", async () => {
    const { bridge, chat } = await make();
    await chat.open("c-dates");
    bridge.changeConversations(bridge.state.conversations.filter((one) => one.id !== "c-dates"));
    expect(chat.openId).toBeNull();
  });

  test("that cannot be read say so, and can be read again", async () => {
    const { chat, intercept } = await make();
    intercept.get = () => Promise.reject(failure("database-failed"));
    await chat.open("c-dates");
    expect(chat.viewError?.code).toBe("database-failed");
    delete intercept.get;
    await chat.readAgain();
    expect(chat.viewError).toBeNull();
    expect(chat.messages).toHaveLength(2);
  });

  test("move between the places of the list as main tells of them", async () => {
    const { bridge, chat } = await make();
    const { lists } = chat;
    const idsOf = (items: readonly { id: string }[] | null | undefined) => items?.map(({ id }) => id);
    await lists.pin(["c-letter"], true);
    expect([idsOf(lists.recent.items), idsOf(lists.pinned.items)]).toEqual([["c-dates", "c-probes"], ["c-letter"]]);
    const { id } = await lists.createFolder("Work");
    lists.unfold(id);
    await lists.move(["c-dates"], id);
    await vi.waitFor(() => expect(idsOf(lists.inFolder(id)?.items)).toEqual(["c-dates"]));
    expect(lists.folders).toEqual([{ id, parentId: null, name: "Work", count: 1, inside: [] }]);
    lists.openArchive();
    await lists.setArchived(["c-dates", "c-letter"], true);
    await vi.waitFor(() => expect(idsOf(lists.archive?.items)).toEqual(["c-dates", "c-letter"]));
    expect([idsOf(lists.pinned.items), idsOf(lists.inFolder(id)?.items), lists.archivedCount]).toEqual([[], [], 2]);
    // It is where it was; a pin is not kept.
    await lists.setArchived(["c-dates", "c-letter"], false);
    expect([idsOf(lists.recent.items), idsOf(lists.inFolder(id)?.items)]).toEqual([
      ["c-letter", "c-probes"],
      ["c-dates"],
    ]);
    await bridge.chat.removeFolder({ id });
    expect(idsOf(lists.recent.items)).toEqual(["c-dates", "c-letter", "c-probes"]);
  });

  test("the newest goes on when the screen is first opened, and only then", async () => {
    const { chat } = await make();
    chat.resume();
    await vi.waitFor(() => expect(chat.conversation?.id).toBe("c-dates"));
    chat.startNew();
    chat.resume();
    expect(chat.openId).toBeNull();
  });
});

describe("who answers", () => {
  test("the conversation's variant, else the one in memory, else the one used last; never one whose file is gone", async () => {
    const { bridge, chat } = await make({ state: { engine: loadedEngine("v-smol") } });
    expect(chat.variant?.id).toBe("v-smol");
    await chat.open("c-dates");
    expect(chat.variant?.id).toBe("v-gemma");
    bridge.changeLibrary(bridge.state.library.filter((one) => one.id !== "v-gemma"));
    expect(chat.variant?.id).toBe("v-smol");
    bridge.changeLibrary(bridge.state.library.filter((one) => one.state === "missing" || one.state === "damaged"));
    expect(chat.variant).toBeNull();
  });

  test("is chosen, remembered and loaded", async () => {
    const { bridge, chat } = await make();
    await chat.open("c-dates");
    await chat.choose("v-llama");
    expect(callsOf(bridge, "chat", "update")).toEqual([{ id: "c-dates", variantId: "v-llama" }]);
    expect(callsOf(bridge, "engine", "load")).toMatchObject([{ variantId: "v-llama" }]);
    expect(chat.variant?.id).toBe("v-llama");
  });
});
