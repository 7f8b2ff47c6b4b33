import { unsummarised } from "../../fixtures/unsummarised.ts";
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { type AskingProfile, type ConversationSettings, plainProfile } from "../../../src-shared/contract/index.ts";
import { type FakeOptions, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { sampleConversations, sampleMessages } from "../../../src-renderer/bridge/fake/sample-store.ts";
import { changeOf } from "./harness.ts";
import { openPopover } from "../open-popover.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

beforeEach(() => stubBrowser());

const thinker: AskingProfile = {
  ...plainProfile,
  thinking: { canSwitch: true, usual: true, efforts: ["low", "high"], usualEffort: "high" },
};

async function start(options: FakeOptions = {}): Promise<Shown> {
  const shown = show(Chat, { ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } });
  await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
  return shown;
}

const preset = (name: string): Promise<HTMLElement> => screen.findByRole("button", { name: `Preset: ${name}` });

/** jsdom places nothing, and what has no place yet counts as hidden there and has no name. */
async function select(begins: string): Promise<void> {
  const item = await waitFor(() => {
    const found = screen
      .getAllByRole("menuitem", { hidden: true })
      .find(({ textContent }) => textContent.trim().startsWith(begins));
    if (found === undefined) throw new Error(`no item ${begins}`);
    return found;
  });
  item.focus();
  await userEvent.setup().keyboard("{Enter}");
}

async function choose(name: string, item: string): Promise<void> {
  await userEvent.setup().click(await preset(name));
  await select(item);
}

/** As main keeps them of the conversation that is open. */
function settingsOf({ bridge, state }: Shown): ConversationSettings | undefined {
  return bridge.state.conversations.find(({ id }) => id === state.chat.openId)?.settings;
}

/** The inspector, with its second section open. */
async function openAnswering() {
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Conversation settings" }));
  const panel = within(await screen.findByRole("complementary", { name: "Conversation settings" }));
  await user.click(panel.getByText("Answering"));
  return panel;
}

describe("presets", () => {
  test("begin with the maker's, which the menu marks as the one that holds", async () => {
    const user = userEvent.setup();
    const shown = await start();
    await user.click(await preset("Recommended"));
    const current = await screen.findAllByRole("menuitem", { current: true, hidden: true });
    expect(current.map((item) => item.textContent.trim())).toEqual([expect.stringContaining("by the model's maker")]);
    await select("Precise");
    await preset("Precise");
    expect(settingsOf(shown)).toMatchObject({ preset: "precise", sampling: {} });
  });

  test("are changed by a slider, and come back whole", async () => {
    const shown = await start();
    await choose("Recommended", "Code");
    await preset("Code");
    const panel = await openAnswering();
    const slider = panel.getByRole<HTMLInputElement>("slider", { name: "Temperature" });
    expect(slider.value).toBe("0.15");
    slider.value = "1";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    await waitFor(() => expect(settingsOf(shown)).toMatchObject({ preset: "code", sampling: { temperature: 1 } }));
    await userEvent.setup().click(await panel.findByRole("button", { name: "Reset: Temperature" }));
    await waitFor(() => expect(settingsOf(shown)?.sampling).toEqual({}));
    expect(panel.queryByRole("button", { name: "Reset: Temperature" })).toBeNull();
  });

  test("a field that could not be read belongs to the conversation in which it was typed", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start();
    const panel = await openAnswering();
    await user.type(panel.getByRole("textbox", { name: "Answer limit" }), "many");
    await user.click(screen.getByText("Letter to the landlord"));
    await screen.findByRole("heading", { name: "Letter to the landlord" });
    await user.click(panel.getByText("Answering"));
    expect(panel.getByRole("textbox", { name: "Answer limit" })).toHaveProperty("value", "");
    expect(inputsOf("chat", "update")).toEqual([]);
  });

  test("of one's own are saved with what was changed, renamed, deleted, and put back", async () => {
    const user = userEvent.setup();
    const shown = await start();
    const panel = await openAnswering();
    await user.type(panel.getByRole("textbox", { name: "Answer limit" }), "200");
    await user.tab();
    await user.keyboard("{Control>}.{/Control}");
    await choose("Recommended · changed", "Save as…");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Short");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await preset("Short");
    const [saved] = shown.bridge.state.presets;
    // Everything that the maker recommends is in it: another model's would be something else.
    expect(saved).toMatchObject({ name: "Short", sampling: { maxTokens: 200, temperature: 1, topK: 64 } });
    expect(settingsOf(shown)).toMatchObject({ preset: saved?.id, sampling: {} });

    await choose("Short", "Rename “Short”…");
    const field = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, "Brief{Enter}");
    await preset("Brief");
    await choose("Brief", "Delete “Brief”");
    await preset("Brief (deleted)");
    const toast = shown.state.toasts.all.find(({ text }) => text.startsWith("“Brief” was deleted."));
    await toast?.action?.onclick();
    await preset("Brief");
  });

  test("take instructions along where nothing else differs", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start();
    await user.click(screen.getByRole("button", { name: "Conversation settings" }));
    await user.type(await screen.findByLabelText("System prompt"), "Be brief.");
    await user.click(within(screen.getByRole("complementary")).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(inputsOf("chat", "update")).toHaveLength(1));
    await choose("Recommended", "Save as…");
    expect(await screen.findByRole("dialog", { name: "Save as a preset" })).toBeDefined();
  });

  test("can be what new conversations with the model begin with", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start();
    await choose("Recommended", "Precise");
    await choose("Precise", "Use for new conversations");
    await waitFor(() => expect(inputsOf("presets", "choose")).toEqual([{ variantId: "v-gemma", preset: "precise" }]));
    await user.click(screen.getByRole("button", { name: "New conversation" }));
    await preset("Precise");
  });

  test("of one's own are written to a file and taken over from one, and it is said what came of it", async () => {
    const mine = { name: "Mine", sampling: { topK: 3 }, systemPrompt: null, answerForm: null };
    const presets = [{ ...mine, id: "p", removed: false, createdAt: 1 }];
    const shown = await start({ state: { presets, exportName: "mine" } });
    const said = (): string | undefined => shown.state.toasts.all.at(-1)?.text;
    await choose("Recommended", "Export presets and prompts…");
    await waitFor(() => expect(said()).toBe("mine.json was written: 1 preset."));
    await shown.bridge.presets.remove({ id: "p" });
    await choose("Recommended", "Import presets and prompts…");
    await waitFor(() => expect(said()).toBe("1 preset was added."));
    await choose("Recommended", "Mine");
    await preset("Mine");
  });

  test("of a file say what was left out of them, for as long as it takes to read", async () => {
    const leftOut = [
      { preset: "Wild", settings: ["temperature" as const, "answerForm" as const] },
      { preset: "Odd", settings: ["seed" as const] },
    ];
    const imported = { presets: 3, prompts: 0, unchanged: 2, leftOut };
    const shown = await start({ overrides: { presetFiles: { import: () => Promise.resolve(imported) } } });
    await choose("Recommended", "Import presets and prompts…");
    const values =
      "Values that cannot be used were left out: Temperature, Answer's form in “Wild”, and some in 1 other preset.";
    await waitFor(() =>
      expect(shown.state.toasts.all.at(-1)).toMatchObject({
        ...{ tone: "warn", text: `3 presets were added, 2 were there already. ${values}` },
      }),
    );
  });

  test("are offered to be written once there is one", async () => {
    await start();
    await userEvent.setup().click(await preset("Recommended"));
    const items = await screen.findAllByRole("menuitem", { hidden: true });
    const item = items.find(({ textContent }) => textContent.includes("Export presets"));
    expect(item?.getAttribute("aria-disabled")).toBe("true");
  });
});

describe("thinking", () => {
  test("has no switch for a model that knows none", async () => {
    await start();
    await preset("Recommended");
    expect(screen.queryByRole("button", { name: "Think" })).toBeNull();
  });

  test("is switched in the composer, and what the model does by itself is no wish", async () => {
    const user = userEvent.setup();
    const shown = await start({ state: { profiles: { "v-gemma": thinker } } });
    const think = await screen.findByRole("button", { name: "Think" });
    expect(think.getAttribute("aria-pressed")).toBe("true");
    await user.click(think);
    await waitFor(() => expect(think.getAttribute("aria-pressed")).toBe("false"));
    expect(settingsOf(shown)?.thinking.on).toBe(false);
    expect(screen.queryByRole("button", { name: /^Effort/ })).toBeNull();
    await user.click(think);
    await waitFor(() => expect(settingsOf(shown)?.thinking.on).toBeNull());
    await user.click(await screen.findByRole("button", { name: "Effort: high" }));
    await select("low");
    await screen.findByRole("button", { name: "Effort: low" });
    expect(settingsOf(shown)?.thinking.effort).toBe("low");
  });

  test("is ended at a click while it goes on, so that the answer begins", async () => {
    const user = userEvent.setup();
    const { bridge, inputsOf } = await start();
    const view = await bridge.chat.get({ id: "c-dates" });
    const last = view.messages.at(-1);
    bridge.emit("chatChanged", {
      ...{
        conversation: view.conversation,
        after: view.messages.at(-2)?.id ?? null,
        earlier: view.messages.length - 1,
        ...unsummarised,
      },
      messages: last === undefined ? [] : [{ ...last, state: "streaming", parts: [{ kind: "thinking", text: "Hm" }] }],
    });
    await user.click(await screen.findByRole("button", { name: "Answer now" }));
    expect(inputsOf("chat", "answerNow")).toEqual([{ id: "c-dates" }]);
  });
});

describe("a context that is too short", () => {
  async function leavesOut(bridge: Shown["bridge"], after: number, messages: number): Promise<void> {
    const view = await bridge.chat.get({ id: "c-dates" });
    const last = view.messages.at(-1);
    if (!last?.stats) throw new Error("the sample's last message has no figures");
    bridge.emit("chatChanged", {
      ...{
        conversation: view.conversation,
        after: view.messages.at(-2)?.id ?? null,
        earlier: view.messages.length - 1,
        ...unsummarised,
      },
      messages: [{ ...last, stats: { ...last.stats, leftOut: { after, messages, summarised: false } } }],
    });
  }

  test("says where the model no longer sees what was said, and leads to what to do", async () => {
    const user = userEvent.setup();
    const { bridge } = await start();
    expect(screen.queryByRole("note")).toBeNull();
    await leavesOut(bridge, 0, 1);
    const line = await screen.findByRole("note");
    expect(line.textContent).toContain("1 message left out");
    // Between the question that is not seen and the answer below it.
    expect(line.compareDocumentPosition(screen.getByRole("article", { name: /^Answer/ }))).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
    await user.click(within(line).getByRole("button", { name: "Change" }));
    const panel = within(await screen.findByRole("complementary", { name: "Conversation settings" }));
    expect(panel.getByRole("combobox", { name: "When the context is full" })).toHaveProperty("value", "stop");
  });

  test("has its policy in the ring, with what was left out", async () => {
    const user = userEvent.setup();
    const shown = await start();
    await leavesOut(shown.bridge, 0, 1);
    await user.click(screen.getByTitle("Context used"));
    const ring = within(await openPopover("Context used"));
    await ring.findByText(/^The model did not see 1 message/);
    await user.selectOptions(ring.getByLabelText("When the context is full"), "drop-middle");
    await waitFor(() => expect(settingsOf(shown)?.whenFull).toBe("drop-middle"));
    await ring.findByText(/^The model sees the first question/);
  });

  test("says what a summary takes before it is chosen for a full context", async () => {
    const user = userEvent.setup();
    await start();
    await user.click(screen.getByTitle("Context used"));
    const ring = within(await openPopover("Context used"));
    await user.selectOptions(ring.getByLabelText("When the context is full"), "summarise");
    await ring.findByText(/writes up to 1,024 tokens for that, and reads about 4,096 again, before it answers\.$/);
  });
});

describe("a summary of the oldest messages", () => {
  const summary = {
    ...{ messageId: "", messages: 1, text: "We spoke of dates.", edited: false, variantName: "Gemma" },
    ...{ readTokens: 60, tokens: 120, createdAt: 1 },
  };
  function summarised(): Promise<Shown> {
    const conversations = sampleConversations.map((one) => ({
      ...one,
      settings: { ...one.settings, whenFull: "summarise" as const },
    }));
    const dates = conversations.find(({ id }) => id === "c-dates");
    const messageId = dates === undefined ? "" : (sampleMessages(dates)[0]?.id ?? "");
    return start({ state: { conversations, summaries: [{ ...summary, messageId }] } });
  }

  test("has a line where it ends, and is read and changed from there", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await summarised();
    const line = await screen.findByRole("note");
    expect(line.textContent).toContain("Summarised above · 1 message");
    expect(line.compareDocumentPosition(screen.getByRole("article", { name: /^Answer/ }))).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
    await user.click(within(line).getByRole("button", { name: "Show" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Summary" }));
    expect(dialog.getByText(/^Written by Gemma\. It took 120 tokens to write and 60 to read\.$/)).toBeDefined();
    const save = dialog.getByRole("button", { name: "Save" });
    expect(save).toHaveProperty("disabled", true);
    const field = dialog.getByLabelText("Summary");
    await user.clear(field);
    await user.type(field, "Mine.");
    // Closed by mistake.
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(within(line).getByRole("button", { name: "Show" }));
    const again = within(await screen.findByRole("dialog", { name: "Summary" }));
    expect(again.getByLabelText("Summary")).toHaveProperty("value", "Mine.");
    await user.click(again.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(inputsOf("chat", "editSummary")).toMatchObject([{ conversationId: "c-dates", text: "Mine." }]);
  });

  test("is undone and taken up again", async () => {
    const user = userEvent.setup();
    const shown = await summarised();
    await user.click(within(await screen.findByRole("note")).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByRole("note")).toBeNull());
    expect(settingsOf(shown)?.whenFull).toBe("stop");
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
    shown.state.toasts.all.at(-1)?.action?.onclick();
    await screen.findByRole("note");
    expect(settingsOf(shown)?.whenFull).toBe("summarise");
  });

  test("is said while it is written", async () => {
    const { bridge } = await start();
    const view = await bridge.chat.get({ id: "c-dates" });
    bridge.emit("chatChanged", { ...changeOf(view, { state: "streaming", parts: [] }), isSummarising: true });
    expect((await screen.findAllByText("Summarising the oldest messages…")).length).toBeGreaterThan(0);
  });
});
