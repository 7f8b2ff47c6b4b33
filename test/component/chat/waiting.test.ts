import { flushSync } from "svelte";
import { describe, expect, test, vi } from "vitest";
import type { Conversation, Download, InstalledVariant } from "../../../src-shared/contract/index.ts";
import { idleEngine } from "../../../src-shared/contract/index.ts";
import {
  type FakeOptions,
  sampleConversations,
  sampleDownloads,
  sampleLibrary,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { type Harness, callsOf, makeChat, openChat, untilTestEnds } from "./harness.ts";

const wanted = { repository: "maker/first-GGUF", variant: "Q4_K_M" };
const [like] = sampleDownloads;
const download: Download = { ...(like as Download), id: "d-first", ...wanted, state: "downloading", variantId: null };
const [likeVariant] = sampleLibrary;
const arrived = {
  ...(likeVariant as InstalledVariant),
  id: "v-first",
  repository: wanted.repository,
  variantKey: wanted.variant,
};

async function make(options: FakeOptions = {}): Promise<Harness> {
  const made = await makeChat({
    ...options,
    state: { library: [], downloads: [download], conversations: [], engine: idleEngine, ...options.state },
  });
  untilTestEnds(made);
  await vi.waitFor(() => expect(made.chat.waiting.awaited(null) ?? made.chat.variant).not.toBeNull());
  return made;
}
const sent = ({ bridge }: Pick<Harness, "bridge">): unknown[] =>
  callsOf(bridge, "chat", "send").map((input) => (input as { text: string }).text);
function come({ bridge }: Pick<Harness, "bridge">): void {
  bridge.changeLibrary([arrived, ...bridge.state.library]);
  flushSync();
}

describe("a question that is sent before its model is here", () => {
  test("is asked with the context that the model was suggested for, and the next conversation is not", async () => {
    const made = await make();
    const { bridge, chat } = made;
    await chat.startAwaiting({ ...wanted, contextTokens: 32_768 });
    await chat.ask("What is a bit?");
    come(made);
    await vi.waitFor(() => expect(sent(made)).toEqual(["What is a bit?"]));
    expect(callsOf(bridge, "engine", "load")).toMatchObject([{ plan: { contextTokens: 32_768 } }]);
    expect(callsOf(bridge, "chat", "create")).toMatchObject([{ settings: { contextTokens: 32_768 } }]);
    chat.startNew();
    expect(chat.settings.contextTokens).toBeNull();
  });

  test("waits, and goes by itself when the model has come", async () => {
    const made = await make();
    const { bridge, chat } = made;
    await chat.ask("What is a bit?");
    await chat.ask("And a byte?");
    expect(chat.waiting.question(null)).toBe("What is a bit?\n\nAnd a byte?");
    expect(chat.draft).toBe("");
    expect(await bridge.chat.draft({ conversationId: null })).toEqual({
      text: "",
      pasted: "",
      waiting: "What is a bit?\n\nAnd a byte?",
      awaits: wanted,
    });
    come(made);
    await vi.waitFor(() => expect(sent(made)).toEqual(["What is a bit?\n\nAnd a byte?"]));
    expect(callsOf(bridge, "engine", "load")).toMatchObject([{ variantId: "v-first" }]);
    await vi.waitFor(() => expect(chat.conversation?.variantId).toBe("v-first"));
    expect(chat.waiting.question(null)).toBe("");
    expect(await bridge.chat.draft({ conversationId: null })).toMatchObject({ text: "", waiting: "", awaits: null });
  });

  test("is still there after a restart, and goes then", async () => {
    const before = await make();
    await before.chat.ask("What is a bit?");
    before.end();
    const after = untilTestEnds(await openChat(before.bridge));
    await vi.waitFor(() => expect(after.chat.waiting.question(null)).toBe("What is a bit?"));
    come(after);
    await vi.waitFor(() => expect(sent(after)).toEqual(["What is a bit?"]));
  });

  test("leaves what is typed meanwhile where it is", async () => {
    const made = await make();
    await made.chat.ask("What is a bit?");
    made.chat.draft = "And what is";
    come(made);
    await vi.waitFor(() => expect(sent(made)).toEqual(["What is a bit?"]));
    expect(made.chat.waiting.question(null)).toBe("");
    dispatchEvent(new Event("pagehide"));
    expect(await made.bridge.chat.draft({ conversationId: null })).toMatchObject({ text: "And what is", waiting: "" });
  });

  test("goes though another conversation is looked at, which stays as it is", async () => {
    const made = await make({ state: { library: sampleLibrary, conversations: sampleConversations } });
    const { bridge, chat } = made;
    await chat.startAwaiting(wanted);
    await chat.ask("What is a bit?");
    await chat.open("c-dates");
    const { variantId } = chat.conversation as Conversation;
    come(made);
    await vi.waitFor(() => expect(sent(made)).toEqual(["What is a bit?"]));
    expect(callsOf(bridge, "chat", "create")).toMatchObject([{ variantId: "v-first" }]);
    expect(chat.openId).toBe("c-dates");
    expect(chat.conversation?.variantId).toBe(variantId);
  });

  test("is edited in the composer, or not sent at all", async () => {
    const made = await make();
    const { chat } = made;
    await chat.ask("What is a bit?");
    chat.waiting.takeBack(null);
    expect([chat.waiting.question(null), chat.draft]).toEqual(["", "What is a bit?"]);
    await chat.ask("What is a byte?");
    chat.draft = "";
    chat.waiting.drop(null);
    come(made);
    await vi.waitFor(() => expect(chat.variant?.id).toBe("v-first"));
    expect(sent(made)).toEqual([]);
  });

  test("comes back into the composer when its model does not load, and is not tried again by itself", async () => {
    const load = vi.fn(async () => Promise.reject(new BridgeError(keptError("out-of-memory", "No room."))));
    const made = await make({ overrides: { engine: { load } } });
    const { bridge, chat } = made;
    await chat.ask("What is a bit?");
    come(made);
    await vi.waitFor(() => expect(chat.models.failure?.variantId).toBe("v-first"));
    await vi.waitFor(() => expect(chat.draft).toBe("What is a bit?"));
    expect(chat.variant?.id).toBe("v-first");
    expect(sent(made)).toEqual([]);
    flushSync();
    expect(load).toHaveBeenCalledTimes(1);
    dispatchEvent(new Event("pagehide"));
    expect(await bridge.chat.draft({ conversationId: null })).toMatchObject({ text: "What is a bit?", waiting: "" });
  });

  test("is kept as typed while its model loads: a crash loses nothing, and a restart does not load again", async () => {
    const load = vi.fn(() => new Promise<never>(() => undefined));
    const made = await make({ overrides: { engine: { load } } });
    await made.chat.ask("What is a bit?");
    come(made);
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1));
    const kept = await made.bridge.chat.draft({ conversationId: null });
    expect(kept).toEqual({ text: "What is a bit?", pasted: "", waiting: "", awaits: null });
    const after = untilTestEnds(await openChat(made.bridge));
    await vi.waitFor(() => expect(after.chat.draft).toBe("What is a bit?"));
    flushSync();
    expect(load).toHaveBeenCalledTimes(1);
  });
});

describe("a variant that was chosen and is being downloaded", () => {
  test("answers in its new conversation, though another is here, and is loaded when it has come", async () => {
    const made = await make({ state: { library: sampleLibrary } });
    const { bridge, chat } = made;
    await chat.startAwaiting(wanted);
    expect(chat.variant).toBeNull();
    expect(chat.awaited).toEqual(wanted);
    expect(chat.waiting.download(null)?.id).toBe("d-first");
    come(made);
    await vi.waitFor(() => expect(callsOf(bridge, "engine", "load")).toMatchObject([{ variantId: "v-first" }]));
    await vi.waitFor(() => expect(chat.variant?.id).toBe("v-first"));
  });

  test("gives way to one that is here and is chosen instead", async () => {
    const made = await make({ state: { library: sampleLibrary } });
    await made.chat.startAwaiting(wanted);
    await made.chat.choose("v-llama");
    expect(made.chat.awaited).toBeNull();
    expect(made.chat.variant?.id).toBe("v-llama");
  });

  test("is not awaited where others are here and none was chosen", async () => {
    const { chat } = await make({ state: { library: sampleLibrary } });
    expect(chat.awaited).toBeNull();
  });
});
