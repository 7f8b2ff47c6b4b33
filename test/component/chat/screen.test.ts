import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Download, defaultConversationSettings, idleEngine } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import {
  type FakeOptions,
  createFakeBridge,
  loadedEngine,
  sampleDownloads,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { openPopover } from "../open-popover.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { changeOf } from "./harness.ts";
import { said } from "../../fixtures/said.ts";

beforeEach(() => stubBrowser());

async function start(options: FakeOptions = {}): Promise<Shown> {
  const shown = show(Chat, { ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } });
  await screen.findByRole("textbox", { name: "Your question" });
  return shown;
}

/** The newest conversation, which the screen opens by itself. */
async function startInDates(options: FakeOptions = {}): Promise<Shown> {
  const shown = await start(options);
  await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
  return shown;
}

const composer = () => screen.getByRole("textbox", { name: "Your question" });
const answers = () => screen.getAllByRole("article", { name: /^Answer/ });

describe("asking", () => {
  test("with Enter; the answer streams in and has its figures in the end", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.type(composer(), "First line{Shift>}{Enter}{/Shift}second line{Enter}");
    expect(inputsOf("chat", "send")).toEqual([{ conversationId: "c-dates", text: "First line\nsecond line" }]);
    await screen.findByRole("button", { name: "Stop" });
    expect(composer()).toHaveProperty("value", "");
    await waitFor(() => expect(answers().at(-1)?.textContent).toContain("in a sentence."));
    await screen.findByRole("button", { name: "Send" });
    expect(answers().at(-1)?.querySelector("strong")?.textContent).toBe("short answer");
    expect(answers().at(-1)?.textContent).toContain("21.4 tok/s");
    await user.click(within(answers().at(-1) as HTMLElement).getByRole("button", { name: "21.4 tok/s" }));
    const why = within(await openPopover("Why this speed?"));
    expect(why.getByText("First word after").nextElementSibling?.textContent).toBe("0.3 s");
    expect(why.getByText("Reading the question").nextElementSibling?.textContent).toBe("84.0 tok/s, 20 tokens");
  });

  test("is not possible with nothing written, and says why", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    const send = screen.getByRole("button", { name: "Send" });
    expect(send.getAttribute("aria-disabled")).toBe("true");
    expect(send.title).toBe("Write something first.");
    await user.click(send);
    await user.type(composer(), "   {Enter}");
    expect(inputsOf("chat", "send")).toEqual([]);
  });

  test("Enter that ends an input method's word sends nothing", async () => {
    const { inputsOf } = await startInDates();
    await userEvent.setup().type(composer(), "かな");
    composer().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
    expect(inputsOf("chat", "send")).toEqual([]);
  });

  test("Escape stops the answer and keeps what had come", async () => {
    const user = userEvent.setup();
    await startInDates();
    await user.type(composer(), "Hello{Enter}");
    await waitFor(() => expect(answers().at(-1)?.textContent).toContain("Here"));
    await user.type(composer(), "{Escape}");
    await waitFor(() => expect(answers().at(-1)?.textContent).toContain("Stopped."));
    expect(answers().at(-1)?.textContent).toContain("Here");
  });

  test("a suggestion is put into the composer, not sent", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(screen.getByRole("button", { name: "New conversation" }));
    await user.click(await screen.findByRole("button", { name: /bicycle/ }));
    expect(composer()).toHaveProperty("value", "Explain how a bicycle stays upright.");
    expect(document.activeElement).toBe(composer());
    expect(inputsOf("chat", "send")).toEqual([]);
  });
});

test("a conversation without a title is called a new one in the language that the window speaks", async () => {
  const bridge = createFakeBridge();
  const untitled = await bridge.chat.create({ variantId: null });
  show(Chat, {
    state: {
      conversations: [untitled],
      settings: { ...sampleSettings, settings: { ...sampleSettings.settings, language: "de" } },
    },
  });
  await screen.findByRole("heading", { name: "Neue Unterhaltung" });
  expect((await screen.findByRole("button", { name: /^Neue Unterhaltung / })).className).toContain("open");
});

test("the header tells how full the context is, while an answer is written too", async () => {
  const user = userEvent.setup();
  await startInDates();
  await user.click(await screen.findByRole("button", { name: "Context used: 2,614 of 8,192 tokens" }));
  const ring = within(await openPopover("Context used"));
  expect(ring.getByText("2,614 tokens")).toBeTruthy();
  expect(ring.getByText("5,578 tokens")).toBeTruthy();
  await user.keyboard("{Escape}");
  await user.type(composer(), "Hello{Enter}");
  await screen.findByRole("button", { name: "Stop" });
  const during = screen.getByRole("button", { name: /^Context used: [\d,]+ of 8,192 tokens$/ });
  expect(Number(/\d+ %/.exec(during.textContent)?.[0].slice(0, -2))).toBeGreaterThanOrEqual(32);
});

test("a title is renamed where it stands", async () => {
  const user = userEvent.setup();
  const { inputsOf } = await startInDates();
  await user.click(screen.getByRole("button", { name: "Parsing dates safely" }));
  const field = screen.getByRole("textbox", { name: "Title" });
  await user.clear(field);
  await user.type(field, "Days{Enter}");
  await waitFor(() => expect(inputsOf("chat", "rename")).toEqual([{ id: "c-dates", title: "Days" }]));
  await user.click(await screen.findByRole("button", { name: "Days" }));
  await user.type(screen.getByRole("textbox", { name: "Title" }), "!{Escape}");
  expect(inputsOf("chat", "rename")).toHaveLength(1);
});

describe("branches", () => {
  test("a retry is another answer; both can be gone to", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(screen.getByRole("button", { name: "Answer again" }));
    expect(inputsOf("chat", "retry")).toEqual([{ conversationId: "c-dates", messageId: "c-dates-a1" }]);
    await waitFor(() => expect(screen.getByText("2 of 2")).toBeTruthy());
    await user.click(await screen.findByRole("button", { name: "Previous version" }));
    await screen.findByText("1 of 2");
    expect(answers().at(-1)?.textContent).toContain("Check the shape first");
  });

  test("an edit is another question; Escape leaves it as it was", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(screen.getByRole("button", { name: "Edit the question" }));
    await user.keyboard("{Escape}");
    expect(inputsOf("chat", "edit")).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Edit the question" }));
    await user.click(screen.getByRole("button", { name: "Edit the question" }));
    const field = screen.getByRole("textbox", { name: "Edit the question" });
    await user.clear(field);
    await user.type(field, "And in Python?{Enter}");
    expect(inputsOf("chat", "edit")).toEqual([
      { conversationId: "c-dates", messageId: "c-dates-q1", text: "And in Python?" },
    ]);
    await screen.findByText("And in Python?");
  });
});

describe("how an answer ended", () => {
  test("a failure shows its reason, what had come, and a way on", async () => {
    const user = userEvent.setup();
    const { bridge, inputsOf } = await startInDates();
    const view = await bridge.chat.get({ id: "c-dates" });
    const error = keptError("engine-crashed", "The engine ended with SIGSEGV. Ask again.");
    bridge.emit("chatChanged", changeOf(view, { parts: said("Half an ans"), state: "failed", error, stats: null }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("SIGSEGV");
    expect(answers().at(-1)?.textContent).toContain("Half an ans");
    await user.click(within(alert).getByRole("button", { name: "Answer again" }));
    expect(inputsOf("chat", "retry")).toHaveLength(1);
  });

  test("an interruption says that nothing was lost", async () => {
    const { bridge } = await startInDates();
    const view = await bridge.chat.get({ id: "c-dates" });
    bridge.emit("chatChanged", changeOf(view, { parts: said("Half"), state: "interrupted", stats: null }));
    const notice = await screen.findByText(/Bitloft was closed before the answer was complete/);
    expect(notice.textContent).toMatch(/kept/);
  });

  test("the details say when other programs took threads, and only then; the answer itself does not", async () => {
    const user = userEvent.setup();
    const { bridge } = await startInDates();
    const view = await bridge.chat.get({ id: "c-dates" });
    const stats = view.messages.at(-1)?.stats ?? null;
    if (stats === null) throw new Error("the sample's answer has its figures");
    const withThreads = (usual: number, fewest: number) =>
      changeOf(view, { stats: { ...stats, threads: { usual, fewest } } });
    bridge.emit("chatChanged", withThreads(4, 3));
    await user.click(await within(answers().at(-1) as HTMLElement).findByRole("button", { name: /tok\/s$/ }));
    const told = await screen.findByText("3 of 4 threads for a while: another program was using the processor.");
    expect(answers().some((answer) => answer.contains(told))).toBe(false);
    bridge.emit("chatChanged", withThreads(4, 4));
    await waitFor(() => expect(screen.queryByText(/threads for a while/)).toBeNull());
  });

  test("a full context leads to a new conversation", async () => {
    const user = userEvent.setup();
    const { bridge } = await startInDates();
    const view = await bridge.chat.get({ id: "c-dates" });
    const error = keptError("context-full", "The context is full.");
    // The engine stops of itself then: what it wrote is an answer, cut short.
    bridge.emit("chatChanged", changeOf(view, { state: "stopped", error }));
    await user.click(await screen.findByRole("button", { name: "Choose a longer context" }));
    await screen.findByRole("complementary", { name: "Conversation settings" });
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    await user.click(await screen.findByRole("button", { name: "Start a new conversation" }));
    await screen.findByText("Ask anything");
  });
});

describe("the model", () => {
  test("without one those that suit are offered, and there is nothing to send with", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start({ state: { library: [], downloads: [], conversations: [], engine: idleEngine } });
    await screen.findByText("No model is installed yet");
    expect(composer()).toHaveProperty("disabled", true);
    expect(screen.getByRole("button", { name: "Send" }).getAttribute("aria-disabled")).toBe("true");
    // It is said once.
    expect(screen.queryByTitle("Choose a model")).toBeNull();
    expect(screen.getAllByText(/No model is installed/)).toHaveLength(1);
    const [take] = await screen.findAllByRole("button", { name: /^Download and start/ });
    await user.click(take as HTMLElement);
    // The question can be written and sent while the model comes.
    await waitFor(() => expect(composer()).toHaveProperty("disabled", false));
    expect(inputsOf("downloads", "start")).toHaveLength(1);
    await user.type(composer(), "Hello?{Enter}");
    const waiting = await screen.findByRole("article", { name: "Your question, waiting" });
    expect(within(waiting).getByText("Hello?")).toBeTruthy();
    await user.click(within(waiting).getByRole("button", { name: "Edit" }));
    expect(composer()).toHaveProperty("value", "Hello?");
  });

  test("that does not come says so where the answer would be, and what to do", async () => {
    const user = userEvent.setup();
    const [like] = sampleDownloads;
    const failed = {
      ...(like as Download),
      state: "failed" as const,
      error: keptError("disk-full", "The disk is full."),
    };
    const { bridge } = await start({
      state: { library: [], downloads: [failed], conversations: [], engine: idleEngine },
    });
    await screen.findByText("The disk is full.");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(bridge.state.downloads[0]?.state).toBe("queued"));
  });

  test("is chosen by keyboard, and loads", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    screen.getByTitle("Choose a model").focus();
    await user.keyboard("{Enter}");
    const items = await screen.findAllByRole("menuitem", { hidden: true });
    expect(items[0]?.textContent).toMatch(/gemma-3-4b-it Q4_K_M loaded/);
    // The last used come first then. Missing and damaged files cannot answer.
    expect(items.some((item) => item.textContent?.includes("Phi-3.5"))).toBe(false);
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(inputsOf("engine", "load")).toEqual([{ variantId: "v-smol", plan: {} }]));
    expect(inputsOf("chat", "update")).toEqual([{ id: "c-dates", variantId: "v-smol" }]);
  });

  test("among several in memory is unloaded by itself", async () => {
    const user = userEvent.setup();
    const { bridge, inputsOf } = await startInDates();
    await bridge.engine.load({ variantId: "v-llama", beside: true });
    const open = async (): Promise<HTMLElement[]> => {
      screen.getByTitle("Choose a model").focus();
      await user.keyboard("{Enter}");
      return screen.findAllByRole("menuitem", { hidden: true });
    };
    const unloads = (items: HTMLElement[]) => items.filter((item) => item.textContent?.trim().startsWith("Unload"));
    const items = await open();
    expect(items.filter((item) => item.textContent?.includes("loaded"))).toHaveLength(2);
    const shown = unloads(items).map((item) => item.textContent?.replace(/\s+/g, " ").trim());
    expect(shown).toEqual([
      expect.stringMatching(/^Unload google_gemma-3-4b-it · Q4_K_M 8K · uses \d\.\d GB$/),
      expect.stringMatching(/^Unload .*llama.* 8K · uses \d\.\d GB$/i),
    ]);
    const fitsBefore = inputsOf("library", "fits").length;
    await user.click(unloads(items)[0] as HTMLElement);
    const ids = bridge.state.engine.sessions.map(({ variantId }) => variantId);
    expect(ids).toEqual(["v-llama"]);
    expect(inputsOf("engine", "unloadSession")).toEqual([{ id: "1" }]);
    // What the others would find free has changed.
    await waitFor(() => expect(inputsOf("library", "fits").length).toBeGreaterThan(fitsBefore));
    // With one left there is no question which.
    const left = unloads(await open());
    expect(left.map((item) => item.textContent?.trim())).toEqual(["Unload model"]);
    await user.click(left[0] as HTMLElement);
    expect(inputsOf("engine", "unload")).toHaveLength(1);
  });

  test("that is loading says how far it is, and can be cancelled", async () => {
    const user = userEvent.setup();
    const { bridge, inputsOf } = await startInDates();
    bridge.emit("engine", { ...loadedEngine("v-gemma"), status: "loading", loadProgress: 0.42, measured: null });
    await screen.findByText("loading 42 %");
    await user.click(screen.getByRole("button", { name: "Cancel loading" }));
    expect(inputsOf("engine", "cancelLoad")).toHaveLength(1);
  });

  test("that does not fit gives its reason and the ways out, and the question back", async () => {
    const user = userEvent.setup();
    const message = "It needs 7.1 GB on RAM, and 4.2 GB is available now.";
    const load = vi
      .fn()
      .mockRejectedValue(new BridgeError({ code: "out-of-memory", key: "kept", details: { message } }));
    await startInDates({ state: { engine: idleEngine }, overrides: { engine: { load } } });
    await user.type(composer(), "Hello{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(message);
    expect(composer()).toHaveProperty("value", "Hello");
    await user.click(within(alert).getByRole("button", { name: "Load anyway" }));
    await waitFor(() => expect(load).toHaveBeenLastCalledWith({ variantId: "v-gemma", plan: {}, force: true }));
    await user.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Load again" }));
    await waitFor(() => expect(load).toHaveBeenCalledTimes(3));
  });

  test("that crashed says why, and is loaded again", async () => {
    const user = userEvent.setup();
    const { bridge, inputsOf } = await startInDates();
    const error = keptError("engine-crashed", "The engine was killed by the system.");
    bridge.emit("engine", { ...loadedEngine("v-gemma"), status: "failed", error });
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("killed by the system");
    await user.click(within(alert).getByRole("button", { name: "Load again" }));
    expect(inputsOf("engine", "load")).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  test("another screen brings a variant to talk to", async () => {
    const shown = await startInDates();
    shown.state.app.go("chat", { variantId: "v-smol" });
    await screen.findByText("Ask anything");
    await waitFor(() => expect(shown.inputsOf("engine", "load")).toEqual([{ variantId: "v-smol", plan: {} }]));
  });
});

describe("conversations", () => {
  test("are found by what was said, and opened", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.type(screen.getByRole("searchbox", { name: "Search conversations" }), "landlord");
    await waitFor(() => expect(inputsOf("chat", "search")).toEqual([{ text: "landlord", cursor: null }]));
    await waitFor(() => expect(screen.queryByRole("button", { name: /^Kubernetes probes/ })).toBeNull());
    const found = within(screen.getByRole("list", { name: "Found" }));
    const row = found.getByRole("button", { name: /^Letter to the landlord/ });
    expect([...row.querySelectorAll("mark")].map(({ textContent }) => textContent)).toEqual(["landlord", "landlord"]);
    expect(row.textContent).toContain("Letter to the landlord, please.");
    await user.click(row);
    const message = await screen.findByRole("article", { name: "You" });
    expect(message.textContent).toContain("Letter to the landlord, please.");
    await waitFor(() => expect(document.activeElement).toBe(message));
  });

  describe("that are deleted", () => {
    const row = () => within(screen.getByRole("navigation")).queryByRole("button", { name: /^Parsing dates safely/ });

    async function remove(user: ReturnType<typeof userEvent.setup>): Promise<void> {
      await user.click(screen.getByRole("button", { name: "More for “Parsing dates safely”" }));
      await user.click(await screen.findByText("Delete"));
      await waitFor(() =>
        expect(screen.queryByText("How do I parse an ISO date without silently accepting garbage?")).toBeNull(),
      );
    }

    test("are gone without a question, and back as they were when that is taken back", async () => {
      const user = userEvent.setup();
      const { inputsOf, state } = await startInDates();
      await remove(user);
      expect(row()).toBeNull();
      const toast = state.toasts.all.find(({ text }) => text === "“Parsing dates safely” was deleted.");
      expect(toast?.action?.label).toBe("Undo");
      toast?.action?.onclick();
      await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
      expect(row()).not.toBeNull();
      expect(inputsOf("chat", "remove")).toEqual([]);
    });

    test("are deleted in main when nobody wanted them back, and at the latest when the window goes", async () => {
      const user = userEvent.setup();
      const { inputsOf } = await startInDates();
      await remove(user);
      expect(inputsOf("chat", "remove")).toEqual([]);
      window.dispatchEvent(new Event("pagehide"));
      await waitFor(() => expect(inputsOf("chat", "remove")).toEqual([{ id: "c-dates" }]));
      expect(row()).toBeNull();
    });
  });

  test("are renamed", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(screen.getByRole("button", { name: "More for “Parsing dates safely”" }));
    await user.click(await screen.findByText("Rename"));
    const field = within(await screen.findByRole("dialog")).getByRole("textbox", { name: "Title" });
    await user.clear(field);
    await user.type(field, "  Days  {Enter}");
    await waitFor(() => expect(inputsOf("chat", "rename")).toEqual([{ id: "c-dates", title: "Days" }]));
  });

  test("in a narrow window are behind a button", async () => {
    stubBrowser({ wide: false });
    const user = userEvent.setup();
    await startInDates();
    expect(screen.queryByRole("searchbox", { name: "Search conversations" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Conversations" }));
    const panel = await screen.findByRole("complementary", { name: "Conversations" });
    await user.click(within(panel).getByRole("button", { name: /^Kubernetes probes/ }));
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    await screen.findByText("Kubernetes probes, please.");
  });
});

describe("settings", () => {
  test("stand beside the chat, which goes on; a shortcut opens and closes them", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(composer());
    await user.keyboard("{Control>}.{/Control}");
    const panel = await screen.findByRole("complementary", { name: "Conversation settings" });
    expect(panel).toBe(document.activeElement);
    await user.type(composer(), "Hello{Enter}");
    await waitFor(() => expect(inputsOf("chat", "send")).toHaveLength(1));
    expect(panel.isConnected).toBe(true);
    await user.keyboard("{Control>}.{/Control}");
    await waitFor(() => expect(panel.isConnected).toBe(false));
    expect(document.activeElement).toBe(composer());
  });

  test("go back to the defaults in one step, which is there only when there is one", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.keyboard("{Control>}.{/Control}");
    const panel = within(await screen.findByRole("complementary"));
    const back = panel.getByRole("button", { name: "Back to the defaults" });
    expect(back).toHaveProperty("disabled", true);
    await user.click(panel.getByText("Answering"));
    await user.click(panel.getByText("More"));
    await user.type(panel.getByRole("textbox", { name: "Seed" }), "42");
    await user.tab();
    await waitFor(() => expect(back).toHaveProperty("disabled", false));
    await user.click(back);
    await waitFor(() => expect(inputsOf("chat", "update")).toHaveLength(2));
    expect(inputsOf("chat", "update").at(-1)).toEqual({ id: "c-dates", settings: defaultConversationSettings });
  });

  test("are kept as they are changed", async () => {
    const user = userEvent.setup();
    const { inputsOf, bridge } = await startInDates();
    await user.click(screen.getByRole("button", { name: "Conversation settings" }));
    const drawer = within(await screen.findByRole("complementary", { name: "Conversation settings" }));
    await user.type(drawer.getByRole("textbox", { name: "System prompt" }), "Be brief.");
    await user.tab();
    await user.click(drawer.getByText("Answering"));
    await user.click(drawer.getByText("More"));
    await user.click(drawer.getByText("Context"));
    await user.type(drawer.getByRole("textbox", { name: "Seed" }), "42");
    await user.tab();
    await user.selectOptions(drawer.getByRole("combobox", { name: "Context length" }), "16384");
    await waitFor(() => expect(inputsOf("chat", "update")).toHaveLength(3));
    expect(inputsOf("chat", "update").at(-1)).toEqual({ id: "c-dates", settings: { contextTokens: 16_384 } });
    const { conversation } = await bridge.chat.get({ id: "c-dates" });
    expect(conversation.settings).toMatchObject({
      ...{ systemPrompt: "Be brief.", contextTokens: 16_384, sampling: { seed: 42 }, preset: null },
    });
  });

  test("that make no sense are not kept, and say what would", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await startInDates();
    await user.click(screen.getByRole("button", { name: "Conversation settings" }));
    const drawer = within(await screen.findByRole("complementary"));
    await user.click(drawer.getByText("Answering"));
    await user.click(drawer.getByText("More"));
    await user.type(drawer.getByRole("textbox", { name: "Seed" }), "minus one");
    await user.tab();
    await drawer.findByText("A whole number from 0 to 4,294,967,295.");
    expect(inputsOf("chat", "update")).toEqual([]);
  });
});

test("a finished answer is announced once; its words are not, one by one", async () => {
  const user = userEvent.setup();
  const { state } = await startInDates();
  const said: string[] = [];
  const announce = vi.spyOn(state.announcer, "announce").mockImplementation((text) => void said.push(text));
  await user.type(composer(), "Hello{Enter}");
  await screen.findByRole("button", { name: "Stop" });
  await screen.findByRole("button", { name: "Send" });
  await waitFor(() => expect(said.filter((text) => text.startsWith("Answer: "))).toHaveLength(1));
  expect(said.at(-1)).toContain("one thing to know");
  expect(screen.getByRole("log").getAttribute("aria-live")).toBe("off");
  announce.mockRestore();
});

test("of several answers at a stroke each is announced", async () => {
  const { state } = await startInDates();
  const said: string[] = [];
  vi.spyOn(state.announcer, "announce").mockImplementation((text) => void said.push(text));
  const last = state.chat.messages.at(-1);
  if (last === undefined) throw new Error("the sample is empty");
  await state.chat.retry(last, { times: 3 });
  await waitFor(() => expect(said.filter((text) => text.startsWith("Answer: "))).toHaveLength(3));
  for (const text of said) expect(text).toContain("in a sentence.");
});
