/** Taking over other programs' conversations, and writing one's own, from the list. */
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ImportedFile, Job } from "../../../src-shared/contract/index.ts";
import { type FakeOptions, loadedEngine, sampleImportedFile } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { keptError } from "../../fixtures/kept-error.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

beforeEach(() => stubBrowser());

async function start(options: FakeOptions = {}): Promise<Shown> {
  const state = { engine: loadedEngine("v-gemma"), pickedConversations: ["export.zip"], exportName: "Letter" };
  const shown = show(Chat, { ...options, state: { ...state, ...options.state } });
  await screen.findByRole("button", { name: "More for “Parsing dates safely”" });
  return shown;
}
const dialog = (name: string) => screen.findByRole("dialog", { name });
const press = (user: ReturnType<typeof userEvent.setup>, name: string) =>
  screen.findByRole("button", { name }).then((button) => user.click(button));

/** One that ends when the test says so. */
const running: Job<"chat-import"> = {
  ...{ id: "j-import", kind: "chat-import", subject: { fileNames: ["export.zip"] }, state: "running" },
  ...{ progress: { doneBytes: 0, totalBytes: null }, result: null, error: null, startedAt: 1 },
};
const heldJob = { chatFiles: { import: () => Promise.resolve(running) } };

describe("an import", () => {
  test("says what it would take over before it does, and afterwards what was left out and why", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start();
    await press(user, "Import…");
    const counted = await dialog("Import conversations");
    await within(counted).findByText("From ChatGPT");
    for (const fact of ["214 conversations to import", "3 conversations with something new", "38 attached files"])
      expect(counted.textContent).toContain(fact);
    expect(counted.textContent).toContain("12 conversations already here");
    expect(inputsOf("chatFiles", "import")).toEqual([]);
    await press(user, "Import 217");
    const ended = await dialog("Imported");
    expect(ended.textContent).toContain("2 were left out");
    expect(ended.textContent).toContain("conversations.json 17It has no messages.");
    await press(user, "Done");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("goes on where nobody looks, and tells of its end", async () => {
    const user = userEvent.setup();
    const { state, bridge } = await start({ overrides: heldJob });
    await press(user, "Import…");
    await press(user, "Import 217");
    await press(user, "Continue in the background");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const progress = { doneBytes: 1e6, totalBytes: 4e6 };
    bridge.emit("jobs", { revision: 1, put: [{ ...running, progress }], removed: [] });
    const bar = await screen.findByRole("progressbar", { name: "Importing conversations" });
    expect(bar.getAttribute("aria-valuenow")).toBe("25");
    const result = [sampleImportedFile];
    bridge.emit("jobs", { revision: 2, put: [{ ...running, state: "done", result }], removed: [] });
    await waitFor(() => expect(state.toasts.all.at(-1)?.text).toBe("217 conversations imported."));
    state.toasts.all.at(-1)?.action?.onclick();
    await dialog("Imported");
  });

  test("is stopped, and says that what was taken over stays", async () => {
    const user = userEvent.setup();
    const cancel = vi.fn(() => Promise.resolve(null));
    const { bridge } = await start({ overrides: { ...heldJob, jobs: { cancel } } });
    await press(user, "Import…");
    await press(user, "Import 217");
    await press(user, "Stop");
    expect(cancel).toHaveBeenCalledWith({ id: "j-import" });
    bridge.emit("jobs", { revision: 1, put: [{ ...running, state: "cancelled" }], removed: [] });
    expect((await dialog("The import has stopped.")).textContent).toContain("nothing twice");
  });

  test("takes nothing where there is nothing new, and names what is not recognised", async () => {
    const user = userEvent.setup();
    const skipped: ImportedFile["skipped"] = [{ id: "", reason: { key: "import-not-recognised", figures: {} } }];
    const counts = { conversations: 0, messages: 0, attachments: 0, updated: 0, unchanged: 0 };
    await start({ state: { importedFile: { ...sampleImportedFile, ...counts, source: null, skipped } } });
    await press(user, "Import…");
    const counted = await dialog("Import conversations");
    await within(counted).findByText("Not recognised");
    expect(counted.textContent).toContain("No program that Bitloft knows writes its conversations like this.");
    expect(counted.textContent).toContain("There is nothing new in it.");
    expect(within(counted).getByRole("button", { name: "Import" })).toHaveProperty("disabled", true);
  });

  test("begins with files that are dropped on the list", async () => {
    const { inputsOf } = await start();
    const list = screen.getByRole("navigation", { name: "Conversations" });
    const file = new File(["[]"], "dropped.json");
    const dataTransfer = { types: ["Files"], files: [file], getData: () => "" };
    for (const type of ["dragover", "drop"]) {
      const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer });
      list.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(true);
    }
    expect((await dialog("Import conversations")).textContent).toContain("dropped.json");
    expect(inputsOf("chatFiles", "drop")).toEqual([{ files: [file] }]);
  });

  test("that cannot be read says so, and leaves nothing open", async () => {
    const user = userEvent.setup();
    const preview = () => Promise.reject(new BridgeError(keptError("database-failed", "No disk.")));
    const { state } = await start({ overrides: { chatFiles: { preview } } });
    await press(user, "Import…");
    await waitFor(() => expect(state.toasts.all).toHaveLength(1));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

test("an export asks for its form, and its file can be shown", async () => {
  const user = userEvent.setup();
  const { inputsOf, state } = await start();
  await user.click(screen.getByRole("button", { name: "More for “Letter to the landlord”" }));
  await user.click(await screen.findByText("Export…"));
  const asked = await dialog("Export the conversation");
  await user.click(within(asked).getByRole("radio", { name: /^Web page/ }));
  await press(user, "Choose a place…");
  await waitFor(() =>
    expect(inputsOf("chatFiles", "export")).toEqual([{ ids: ["c-letter"], format: "html", language: "en" }]),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const toast = state.toasts.all.at(-1);
  expect(toast?.text).toBe("Letter.html was written: 1 conversation, 2 kB.");
  toast?.action?.onclick();
  await waitFor(() => expect(inputsOf("chatFiles", "reveal")).toEqual([{ id: "exported-0" }]));
});
