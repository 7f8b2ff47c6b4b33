import { flushSync } from "svelte";
import { onTestFinished, vi } from "vitest";
import type { BranchChange, ConversationView, Message } from "../../../src-shared/contract/index.ts";
import type { Api } from "../../../src-renderer/bridge/index.ts";
import {
  type FakeBridge,
  type FakeOptions,
  createFakeBridge,
  loadedEngine,
} from "../../../src-renderer/bridge/fake/index.ts";
import { ChatState } from "../../../src-renderer/state/chat.svelte.ts";
import { DownloadsState } from "../../../src-renderer/state/downloads.svelte.ts";
import { EngineState } from "../../../src-renderer/state/engine.svelte.ts";
import { LibraryState } from "../../../src-renderer/state/library.svelte.ts";
import { RequestsState } from "../../../src-renderer/state/requests.svelte.ts";

export interface Harness {
  bridge: FakeBridge;
  chat: ChatState;
  engine: EngineState;
  /** Put here, a call answers otherwise from now on. */
  intercept: Partial<Api["chat"]>;
  end: () => void;
}

/** The chat's state on main's twin, connected and with its first answers in. */
export function makeChat(options: FakeOptions = {}): Promise<Harness> {
  return openChat(createFakeBridge({ ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } }));
}

/** The same on a main that is there, as a reloaded window finds it. */
export async function openChat(bridge: FakeBridge): Promise<Harness> {
  const intercept: Partial<Api["chat"]> = {};
  const calls = new Proxy(bridge.chat, {
    get: (target, name): unknown => Reflect.get(intercept, name) ?? Reflect.get(target, name),
  });
  const watched = new Proxy(bridge, {
    get: (target, name): unknown => (name === "chat" ? calls : Reflect.get(target, name)),
  });
  const engine = new EngineState(bridge);
  const library = new LibraryState(bridge);
  const downloads = new DownloadsState(bridge);
  const requests = new RequestsState(bridge);
  const chat = new ChatState(watched, { engine, library, downloads, requests });
  const ends = [library.connect(), engine.connect(), downloads.connect(), requests.connect(), chat.connect()];
  await vi.waitFor(() => {
    if (!library.known || engine.view === null || chat.conversations === null) throw new Error("not yet");
  });
  return { bridge, chat, engine, intercept, end: () => ends.forEach((end) => end()) };
}

/** `openChat` and `makeChat` for a test that leaves the end to its own end. */
export function untilTestEnds(harness: Harness): Harness {
  onTestFinished(harness.end);
  return harness;
}

export function callsOf(bridge: FakeBridge, domain: string, name: string): unknown[] {
  return bridge.calls.filter((call) => call.domain === domain && call.name === name).map((call) => call.input);
}

/** Lets a frame pass, so that what was collected for it is shown. */
export async function frame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  flushSync();
}

/** What main reports when the last message of a view has become another. */
export function changeOf(view: ConversationView, last: Partial<Message>): BranchChange {
  const messages = view.messages.map((message, index) =>
    index === view.messages.length - 1 ? { ...message, ...last } : message,
  );
  const headId = messages.at(-1)?.id ?? null;
  return {
    conversation: { ...view.conversation, headId },
    after: messages.at(-2)?.id ?? null,
    messages: messages.slice(-1),
    ...{ earlier: view.earlier + messages.length - 1, summary: view.summary, isSummarising: view.isSummarising },
  };
}
