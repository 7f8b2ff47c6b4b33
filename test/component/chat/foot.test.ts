/** What can be done to a message stands under it: quiet, by name, and by keyboard alone. */
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { type FakeOptions, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { keptError } from "../../fixtures/kept-error.ts";
import { said } from "../../fixtures/said.ts";
import { openPopover } from "../open-popover.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { changeOf } from "./harness.ts";

beforeEach(() => stubBrowser());

const user = userEvent.setup();
const question = "How do I parse an ISO date without silently accepting garbage?";
const answers = (): HTMLElement[] => screen.queryAllByRole("article", { name: /^Answer/ });
const inLast = () => within(answers().at(-1) as HTMLElement);
const button = (name: string): HTMLElement => screen.getByRole("button", { name });

async function start(options: FakeOptions = {}): Promise<Shown> {
  const shown = show(Chat, { ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } });
  await screen.findByText(question);
  return shown;
}

/** The answer as main tells it from now on. */
async function becomes({ bridge }: Shown, last: Partial<Message>): Promise<void> {
  bridge.emit("chatChanged", changeOf(await bridge.chat.get({ id: "c-dates" }), last));
}

/** jsdom places nothing, and what has no place yet has no name there. */
const items = (): HTMLElement[] => screen.queryAllByRole("menuitem", { hidden: true });
const item = (text: string): HTMLElement | undefined => items().find((one) => one.textContent?.includes(text));

async function choose(menu: string, text: string): Promise<void> {
  await user.click(button(menu));
  await waitFor(() => expect(item(text)).toBeDefined());
  await user.click(item(text) as HTMLElement);
}

const rested = async (): Promise<void> => void (await screen.findByRole("button", { name: "Send" }));

test("what was typed in place of a message is still there when it could not be kept", async () => {
  const refuse = (): Promise<never> => Promise.reject(new BridgeError(keptError("disk-full", "No disk.")));
  await start({ overrides: { chat: { edit: refuse, replace: refuse } } });
  for (const [edit, save] of [
    ["Edit the question", "Save without asking"],
    ["Edit the answer", "Save"],
  ] as const) {
    await user.click(button(edit));
    const field = screen.getByRole("textbox", { name: edit });
    await user.clear(field);
    await user.type(field, "Typed with care");
    await user.click(button(save));
    await waitFor(() => expect(screen.getByRole("textbox", { name: edit })).toHaveProperty("value", "Typed with care"));
    await user.keyboard("{Escape}");
    await user.click(button(edit));
    expect(screen.getByRole("textbox", { name: edit })).not.toHaveProperty("value", "Typed with care");
    await user.keyboard("{Escape}");
  }
});

describe("an answer", () => {
  test("is answered again by another model, which answers from then on", async () => {
    const { inputsOf } = await start();
    await choose("Answer again with…", "SmolLM");
    await waitFor(() =>
      expect(inputsOf("chat", "retry")).toEqual([{ conversationId: "c-dates", messageId: "c-dates-a1" }]),
    );
    expect(inputsOf("engine", "load")).toEqual([{ variantId: "v-smol", plan: {} }]);
    expect(inputsOf("chat", "update")).toEqual([{ id: "c-dates", variantId: "v-smol" }]);
    await screen.findByText("2 of 2");
  });

  test("is answered again with its own seed, or with another where one is set; never with it by another model", async () => {
    const shown = await start();
    const view = await shown.bridge.chat.get({ id: "c-dates" });
    const writer = `${shown.bridge.state.library.find(({ id }) => id === "v-gemma")?.name ?? ""} · Q4_K_M`;
    await user.click(button("Answer again with…"));
    await waitFor(() => expect(items().length).toBeGreaterThan(0));
    expect(item("same seed")).toBeUndefined();
    await user.keyboard("{Escape}");
    await becomes(shown, { variantName: writer });
    await choose("Answer again with…", "With the same seed, 1804289383");
    await waitFor(() => expect(shown.inputsOf("chat", "retry").at(-1)).toMatchObject({ seed: 1_804_289_383 }));
    await rested();
    const sampling = { ...view.conversation.settings.sampling, seed: 5 };
    await shown.bridge.chat.update({ id: "c-dates", settings: { ...view.conversation.settings, sampling } });
    await choose("Answer again with…", "With another seed");
    await waitFor(() => expect(shown.inputsOf("chat", "retry")).toHaveLength(2));
    const { seed } = shown.inputsOf("chat", "retry").at(-1) as { seed: number };
    expect(seed).toBeGreaterThanOrEqual(0);
    expect(seed).not.toBe(5);
  });

  test("says the seed that it was drawn with, which the next ones can have", async () => {
    const { inputsOf, state } = await start();
    await user.click(inLast().getByRole("button", { name: "21.4 tok/s" }));
    const why = within(await openPopover("Why this speed?"));
    expect(why.getByText("Seed").nextElementSibling?.textContent).toBe("1804289383");
    await user.click(why.getByText("Use for the next answers"));
    await waitFor(() => expect(inputsOf("chat", "update")).toHaveLength(1));
    expect(inputsOf("chat", "update")[0]).toMatchObject({ settings: { sampling: { seed: 1_804_289_383 } } });
    expect(state.toasts.all.map(({ text }) => text)).toContainEqual(expect.stringContaining("1804289383"));
    expect(why.queryByText("Use for the next answers")).toBeNull();
  });

  test("is edited without a model; Escape leaves it, and the focus is where it was", async () => {
    const { inputsOf } = await start();
    button("Edit the answer").focus();
    await user.keyboard("{Enter}");
    const field = await screen.findByRole("textbox", { name: "Edit the answer" });
    expect((field as HTMLTextAreaElement).value).toMatch(/^Check the shape first/);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(button("Edit the answer")));
    await user.keyboard("{Enter}");
    await user.clear(await screen.findByRole("textbox", { name: "Edit the answer" }));
    await user.keyboard("By hand.{Enter}Two lines.{Control>}{Enter}{/Control}");
    expect(inputsOf("chat", "replace")).toEqual([
      { conversationId: "c-dates", messageId: "c-dates-a1", text: "By hand.\nTwo lines." },
    ]);
    await screen.findByText("2 of 2");
    expect(answers().at(-1)?.textContent).toContain("edited by you");
    await waitFor(() => expect(answers().at(-1)?.contains(document.activeElement)).toBe(true));
  });

  test.each<[string, Partial<Message>]>([
    ["stopped", { state: "stopped" }],
    ["interrupted", { state: "interrupted", stats: null }],
    ["failed", { state: "failed", stats: null }],
  ])("that was %s can be continued, and grows", async (_how, last) => {
    const shown = await start();
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
    await becomes(shown, last);
    await user.click(await screen.findByRole("button", { name: "Continue" }));
    await waitFor(() =>
      expect(shown.inputsOf("chat", "continue")).toEqual([{ conversationId: "c-dates", messageId: "c-dates-a1" }]),
    );
    await waitFor(() => expect(answers()[0]?.textContent).toMatch(/Check the shape first[\s\S]*in a sentence\./));
    expect(answers()).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole("button", { name: "Continue" })).toBeNull());
  });

  test("that came to the maximum length says so and can be continued; one that has said nothing cannot", async () => {
    const shown = await start();
    const { messages } = await shown.bridge.chat.get({ id: "c-dates" });
    const stats = messages[1]?.stats ?? null;
    await becomes(shown, { stats: stats && { ...stats, stopReason: "max-tokens" } });
    await screen.findByText("The maximum length is reached.");
    expect(button("Continue")).toHaveProperty("disabled", false);
    await becomes(shown, { state: "stopped", parts: said("") });
    await screen.findByText("Stopped before the first word.");
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
  });

  test("begins a new conversation, and is copied with its question as Markdown", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    const { inputsOf } = await start();
    await choose("More for this answer", "Copy question and answer as Markdown");
    await waitFor(() => expect(copied).toHaveBeenCalledTimes(1));
    expect(copied.mock.calls[0]?.[0]).toMatch(
      /^## Question\n\nHow do I[^\n]+\n\n## Gemma-3-4B · Q4_K_M\n\nCheck the shape/,
    );
    await choose("More for this question", "New conversation from here");
    await screen.findByRole("heading", { name: "Parsing dates safely (2)" });
    expect(inputsOf("chat", "branchOff")).toEqual([{ conversationId: "c-dates", messageId: "c-dates-q1" }]);
    expect(answers()).toEqual([]);
    // It ends in a question that nobody has answered.
    await user.click(button("Ask now"));
    await waitFor(() => expect(answers()).toHaveLength(1));
  });
});

describe("a message that is deleted", () => {
  const undo = ({ state }: Shown): void => state.toasts.all.at(-1)?.action?.onclick();

  test("is gone without a question, with what is below it, and back when that is taken back", async () => {
    const shown = await start();
    await choose("More for this question", "Delete");
    await waitFor(() => expect(screen.queryByText(question)).toBeNull());
    expect(answers()).toEqual([]);
    expect(shown.state.toasts.all.at(-1)?.text).toBe("The question and what followed it were deleted.");
    undo(shown);
    await screen.findByText(question);
    expect(answers()).toHaveLength(1);
    expect(shown.inputsOf("chat", "removeMessage")).toEqual([]);
  });

  test("gives way to the version beside it at once, and comes back as it was", async () => {
    const shown = await start();
    await user.click(button("Answer again"));
    await screen.findByText("2 of 2");
    await rested();
    await choose("More for this answer", "Delete");
    await waitFor(() => expect(answers().at(-1)?.textContent).toContain("Check the shape first"));
    expect(screen.queryByText(/ of 2/)).toBeNull();
    undo(shown);
    await screen.findByText("2 of 2");
    expect(shown.inputsOf("chat", "removeMessage")).toEqual([]);
  });

  test("is not followed by the next question, and can be had back still", async () => {
    const shown = await start();
    const { bridge, inputsOf } = shown;
    await choose("More for this answer", "Delete");
    await waitFor(() => expect(answers()).toEqual([]));
    await user.type(screen.getByRole("textbox", { name: "Your question" }), "Again{Enter}");
    await waitFor(() => expect(inputsOf("chat", "send")).toHaveLength(1));
    await rested();
    expect((await bridge.chat.get({ id: "c-dates" })).messages).toHaveLength(3);
    expect(inputsOf("chat", "removeMessage")).toEqual([]);
    undo(shown);
    await screen.findByText("2 of 2");
    expect(answers()).toHaveLength(1);
  });
});

describe("versions", () => {
  test("are walked by keyboard from anywhere in the message; the focus goes along, and where one is is said", async () => {
    const { state } = await start();
    await user.click(button("Answer again"));
    await screen.findByText("2 of 2");
    await rested();
    const told: string[] = [];
    vi.spyOn(state.announcer, "announce").mockImplementation((text) => void told.push(text));
    inLast().getByRole("button", { name: "Copy the answer" }).focus();
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(screen.getByText("2 of 2")).toBeTruthy();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await screen.findByText("1 of 2");
    await waitFor(() => expect(answers().at(-1)?.contains(document.activeElement)).toBe(true));
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    await screen.findByText("2 of 2");
    expect(told).toEqual(["1 of 2", "2 of 2"]);
    // From the conversation itself it is the last message that has some.
    screen.getByRole("log").focus();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await screen.findByText("1 of 2");
  });
});

test("a question is saved without being asked, and asked when one likes", async () => {
  const { inputsOf } = await start();
  await user.click(button("Edit the question"));
  const field = await screen.findByRole("textbox", { name: "Edit the question" });
  await user.clear(field);
  await user.type(field, "And in Python?");
  await user.click(button("Save without asking"));
  await screen.findByText("Not answered yet.");
  expect(inputsOf("chat", "replace")).toEqual([
    { conversationId: "c-dates", messageId: "c-dates-q1", text: "And in Python?" },
  ]);
  expect(inputsOf("chat", "edit")).toEqual([]);
  await user.click(button("Ask now"));
  await waitFor(() => expect(answers().at(-1)?.textContent).toContain("in a sentence."));
  expect(screen.queryByText("Not answered yet.")).toBeNull();
});

test("a question is answered several times at a stroke", async () => {
  const shown = await start();
  await choose("Answer again with…", "2 more answers, one after the other");
  await waitFor(() => expect(shown.inputsOf("chat", "retry")).toMatchObject([{ times: 2 }]));
});

test("what the model was sent is shown by token and as text, part by part, and not of a model that is away", async () => {
  const token = (id: number) => ({ id, text: id === 0 ? "<|im_start|>" : ` w${String(id)}`, special: id === 0 });
  const all = Array.from({ length: 500 }, (_, id) => token(id));
  const { inputsOf } = await start({
    overrides: {
      chat: {
        prompt: ({ from }) =>
          Promise.resolve({
            total: 500,
            from,
            tokens: all.slice(from, from + 400),
            leftOut: { after: 0, messages: 2, summarised: false },
          }),
      },
    },
  });
  await choose("More for this answer", "What the model was sent");
  const dialog = within(await screen.findByRole("dialog", { name: "What the model was sent" }));
  expect(await dialog.findByText("500 tokens")).toBeDefined();
  expect(dialog.getByText("2 messages left out")).toBeDefined();
  expect(dialog.getByText("<|im_start|>").className).toContain("special");
  await user.click(dialog.getByRole("button", { name: "Next part" }));
  expect(await dialog.findByText("401 to 500 of 500")).toBeDefined();
  await user.click(dialog.getByRole("radio", { name: "Text" }));
  expect(dialog.getByRole("region").textContent?.trim()).toMatch(/^w400 w401 .* w499$/);
  expect(inputsOf("chat", "prompt")).toMatchObject([{ from: 0 }, { from: 400 }]);
});
