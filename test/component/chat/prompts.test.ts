import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { type FakeOptions, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

beforeEach(() => stubBrowser());

const prompts = [
  { id: "s-a", name: "Translate", text: "Translate {{text}} into {{language}}.", createdAt: 1 },
  { id: "s-b", name: "Summary", text: "Sum it up.", createdAt: 2 },
];
async function start(given: FakeOptions["state"] = {}) {
  const shown = show(Chat, { state: { engine: loadedEngine("v-gemma"), prompts, ...given } });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Your question" });
  return { ...shown, field, user: userEvent.setup() };
}
const selected = (field: HTMLTextAreaElement): string => field.value.slice(field.selectionStart, field.selectionEnd);

test("a slash offers the saved prompts, Enter takes one, and Tab leads through its places", async () => {
  const { field, user, inputsOf } = await start();
  await user.type(field, "/");
  const list = await screen.findByRole("listbox", { name: "Saved prompts" });
  expect(
    within(list)
      .getAllByRole("option")
      .map(({ textContent }) => textContent?.trim().split(" ")[0]),
  ).toEqual(["Summary", "Translate", "Manage"]);
  await user.keyboard("t");
  expect(field.getAttribute("aria-activedescendant")).toBe(within(list).getAllByRole("option")[0]?.id);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(selected(field)).toBe("{{text}}"));
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.keyboard("good day{Tab}");
  expect(selected(field)).toBe("{{language}}");
  await user.keyboard("German");
  expect(field.value).toBe("Translate good day into German.");
  expect(inputsOf("chat", "send")).toEqual([]);
  await user.keyboard("{Tab}");
  expect(document.activeElement).not.toBe(field);
});

test("Escape closes the list and leaves what was written, and what is no name has none", async () => {
  const { field, user } = await start();
  await user.type(field, "/");
  await screen.findByRole("listbox");
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.keyboard("etc");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(field.value).toBe("/etc");
});

test("prompts are written, changed, and deleted until that is taken back", async () => {
  const { field, user, bridge } = await start();
  await user.type(field, "/{ArrowUp}{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "Saved prompts" });
  expect(field.value).toBe("");
  await user.click(within(dialog).getByRole("button", { name: "New prompt" }));
  await user.type(within(dialog).getByLabelText("Name"), "Brief");
  await user.type(within(dialog).getByLabelText("Prompt"), "Be brief.");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bridge.state.prompts.at(-1)).toMatchObject({ name: "Brief", text: "Be brief." }));
  await user.click(await within(dialog).findByRole("button", { name: "Edit “Brief”" }));
  await user.type(within(dialog).getByLabelText("Name"), "er");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await user.click(await within(dialog).findByRole("button", { name: "Delete “Briefer”" }));
  expect(within(dialog).queryByText("Briefer")).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Undo" }));
  await within(dialog).findByText("Briefer");
  expect(bridge.state.prompts).toHaveLength(3);
});

test("a name that another prompt has is refused, its own is not", async () => {
  const { field, user, bridge } = await start();
  await user.type(field, "/{ArrowUp}{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: "Saved prompts" }));
  await user.click(dialog.getByRole("button", { name: "Edit “Translate”" }));
  const name = dialog.getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "summary ");
  expect(dialog.getByText("Another prompt has this name.")).toBeDefined();
  expect(dialog.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  await user.clear(name);
  await user.type(name, "translate");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(bridge.state.prompts[0]?.name).toBe("translate"));
});

test("the dialog writes all to a file and takes one over", async () => {
  const { field, user, bridge, state } = await start({ exportName: "mine" });
  await user.type(field, "/{ArrowUp}{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: "Saved prompts" }));
  const said = (): string | undefined => state.toasts.all.at(-1)?.text;
  await user.click(dialog.getByRole("button", { name: "Export…" }));
  await waitFor(() => expect(said()).toBe("mine.json was written: 2 prompts."));
  await bridge.prompts.remove({ id: "s-b" });
  await waitFor(() => expect(dialog.queryByText("Summary")).toBeNull());
  await user.click(dialog.getByRole("button", { name: "Import…" }));
  await waitFor(() => expect(said()).toBe("1 prompt was added, 1 was there already."));
  await dialog.findByText("Summary");
});

test("what is being written is still there when the dialog was closed by mistake", async () => {
  const { field, user } = await start();
  const open = async () => {
    await user.type(field, "/{ArrowUp}{Enter}");
    return within(await screen.findByRole("dialog", { name: "Saved prompts" }));
  };
  const dialog = await open();
  await user.click(dialog.getByRole("button", { name: "New prompt" }));
  await user.type(dialog.getByLabelText("Prompt"), "Written with care.");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect((await open()).getByLabelText<HTMLTextAreaElement>("Prompt").value).toBe("Written with care.");
});
