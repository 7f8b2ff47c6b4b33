/** What was typed or deleted and may still be wanted is kept, whatever is opened or asked meanwhile. */
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConversationSettings } from "../../../src-shared/contract/index.ts";
import { loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { type Harness, callsOf, makeChat, openChat, untilTestEnds } from "./harness.ts";

const question = "How do I parse an ISO date without silently accepting garbage?";

async function start(): Promise<Shown> {
  const shown = show(Chat, { state: { engine: loadedEngine("v-gemma") } });
  await screen.findByText(question);
  return shown;
}

async function openInspector() {
  await userEvent.setup().click(screen.getByRole("button", { name: "Conversation settings" }));
  return within(await screen.findByRole("complementary", { name: "Conversation settings" }));
}

async function goTo(title: string): Promise<void> {
  await userEvent.setup().click(screen.getByText(title));
  await screen.findByRole("heading", { name: title });
}

afterEach(() => void vi.useRealTimers());

const make = async (): Promise<Harness> => untilTestEnds(await makeChat());

describe("instructions", () => {
  beforeEach(() => stubBrowser());

  test("that are typed are kept though another conversation is opened before the field is left", async () => {
    const { state, bridge } = await start();
    const panel = await openInspector();
    const field = panel.getByRole("textbox", { name: "System prompt" });
    await userEvent.setup().type(field, "Be brief.");
    const { openId } = state.chat;
    // As by a shortcut: the field says nothing of it.
    await state.chat.open("c-letter");
    await waitFor(async () =>
      expect((await bridge.chat.get({ id: openId ?? "" })).conversation.settings.systemPrompt).toBe("Be brief."),
    );
    expect(panel.getByRole("textbox", { name: "System prompt" })).toHaveProperty("value", "");
    expect((await bridge.chat.get({ id: "c-letter" })).conversation.settings.systemPrompt).toBe("");
  });

  test("of one's own that are replaced can be had back, in their conversation", async () => {
    const { state } = await start();
    const panel = await openInspector();
    await userEvent.setup().type(panel.getByRole("textbox", { name: "System prompt" }), "Be brief.");
    await userEvent.setup().click(panel.getByRole("button", { name: "Back to the defaults" }));
    await waitFor(() => expect(state.chat.settings.systemPrompt).toBe(""));
    const toast = state.toasts.all.find(({ text }) => text === "Your instructions were replaced.");
    const id = state.chat.openId;
    await state.chat.open("c-letter");
    toast?.action?.onclick();
    await waitFor(() => expect(state.toasts.all).not.toContain(toast));
    await state.chat.open(id ?? "");
    await waitFor(() => expect(state.chat.settings.systemPrompt).toBe("Be brief."));
  });

  test("of a preset need not be kept", async () => {
    const { state } = await start();
    const chat = state.chat;
    await chat.changeSettings(() => ({ contextTokens: 4096 }));
    const panel = await openInspector();
    await userEvent.setup().click(panel.getByRole("button", { name: "Back to the defaults" }));
    await waitFor(() => expect(chat.settings.contextTokens).toBeNull());
    expect(state.toasts.all).toEqual([]);
  });
});

describe("a message that is edited", () => {
  beforeEach(() => stubBrowser());

  test("is open with what was typed when its conversation is opened again, and takes no focus then", async () => {
    const user = userEvent.setup();
    const { bridge, state } = await start();
    await user.click(screen.getAllByRole("button", { name: "Edit the question" })[0] as HTMLElement);
    const field = await screen.findByRole("textbox", { name: "Edit the question" });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, " In Rust?");
    await goTo("Letter to the landlord");
    expect(screen.queryByRole("textbox", { name: "Edit the question" })).toBeNull();
    await goTo("Parsing dates safely");
    const again = await screen.findByRole("textbox", { name: "Edit the question" });
    expect(again).toHaveProperty("value", `${question} In Rust?`);
    expect(document.activeElement).not.toBe(again);
    await waitFor(async () => expect(await bridge.chat.edits({ id: state.chat.openId ?? "" })).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(async () => expect(await bridge.chat.edits({ id: state.chat.openId ?? "" })).toEqual([]));
    expect(screen.queryByRole("textbox", { name: "Edit the question" })).toBeNull();
  });

  test("is kept by main, for the next window", async () => {
    const before = await make();
    await before.chat.open("c-dates");
    const [message] = before.chat.messages;
    before.chat.edits.set("c-dates", message?.id ?? "", { text: "Half a", pasted: "long" });
    dispatchEvent(new Event("pagehide"));
    const next = untilTestEnds(await openChat(before.bridge));
    await next.chat.open("c-dates");
    await vi.waitFor(() => expect(next.chat.edits.of(message?.id ?? "")).toEqual({ text: "Half a", pasted: "long" }));
  });
});

describe("a message that is deleted", () => {
  test("can be had back after the next question, which goes on above it", async () => {
    const { bridge, chat } = await make();
    await chat.open("c-dates");
    const answer = chat.messages.at(-1);
    if (answer === undefined) throw new Error("no answer");
    const removed = chat.removeMessageSoon(answer);
    await chat.ask("Another question");
    expect(chat.messages.at(-2)).toMatchObject({ parentId: answer.parentId, role: "user" });
    expect(callsOf(bridge, "chat", "removeMessage")).toEqual([]);
    const shown = chat.messages.map(({ id }) => id);
    chat.keepMessage(answer.id);
    expect(await removed).toBe(false);
    expect(chat.messages.map(({ id }) => id)).toEqual(shown);
    expect(chat.messages.at(-2)?.siblingIds).toContain(answer.id);
  });
});

describe("settings", () => {
  test("that are changed before main has answered are all kept", async () => {
    const { bridge, chat, intercept } = await make();
    await chat.open("c-dates");
    const waiting: (() => void)[] = [];
    intercept.update = async (input) => {
      await new Promise<void>((go) => waiting.push(go));
      return bridge.chat.update(input);
    };
    const changes: ((before: ConversationSettings) => Partial<ConversationSettings>)[] = [
      () => ({ contextTokens: 2048 }),
      ({ sampling }) => ({ sampling: { ...sampling, temperature: 0.1 } }),
      ({ sampling }) => ({ sampling: { ...sampling, topK: 7 } }),
    ];
    const done = Promise.all(changes.map((change) => chat.changeSettings(change)));
    await chat.open("c-letter");
    for (let answered = 0; answered < changes.length; answered++) {
      await vi.waitFor(() => expect(waiting).toHaveLength(answered + 1));
      waiting[answered]?.();
    }
    await done;
    const { settings } = (await bridge.chat.get({ id: "c-dates" })).conversation;
    expect(settings).toMatchObject({ contextTokens: 2048, sampling: { temperature: 0.1, topK: 7 } });
  });
});

test("a slider's value is spoken by itself alone, with its explanation", async () => {
  stubBrowser();
  await start();
  const panel = await openInspector();
  await userEvent.setup().click(panel.getByText("Answering"));
  const slider = panel.getByRole("slider", { name: "Temperature" });
  const hint = document.getElementById(slider.getAttribute("aria-describedby") ?? "");
  expect(hint?.textContent).not.toBe("");
  expect(panel.queryByRole("status")).toBeNull();
});
