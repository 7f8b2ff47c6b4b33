/** The list of conversations: its places, what is chosen in it, and where a result of a search is opened. */
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { Conversation } from "../../../src-shared/contract/index.ts";
import { loadedEngine, sampleConversations } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

beforeEach(() => stubBrowser());

const [sample] = sampleConversations;
if (!sample) throw new Error("the sample has no conversations");
/** Named by letters, the newest first. */
const lettered = ["A", "B", "C", "D"].map((letter, at): Conversation => ({
  ...{ ...sample, id: `c-${letter}`, title: `Letter ${letter}`, headId: null },
  updatedAt: sample.updatedAt - at,
}));

async function start(change: (letter: string) => Partial<Conversation> = () => ({})): Promise<Shown> {
  const conversations = lettered.map((one) => ({ ...one, ...change(one.id.slice(2)) }));
  const folders = [
    { id: "f-work", parentId: null, name: "Work" },
    { id: "f-inside", parentId: "f-work", name: "Inside" },
  ].filter(({ id }) => conversations.some(({ folderId }) => folderId !== null && id.startsWith("f")));
  const shown = show(Chat, { state: { engine: loadedEngine("v-gemma"), conversations, folders } });
  await screen.findByRole("navigation", { name: "Conversations" });
  await waitFor(() => expect(screen.queryAllByRole("button", { name: /^Letter/ }).length).toBeGreaterThan(0));
  return shown;
}

const list = () => within(screen.getByRole("navigation", { name: "Conversations" }));
const row = (letter: string) => list().getByRole("button", { name: new RegExp(`^Letter ${letter}`) });
const titles = (name: string) =>
  within(list().getByRole("list", { name }))
    .queryAllByRole("button", { name: /^Letter/ })
    .map(({ textContent }) => /Letter ./.exec(textContent ?? "")?.[0].at(-1));
const chosen = () =>
  list()
    .queryAllByRole("button", { pressed: true })
    .map(({ textContent }) => /Letter ./.exec(textContent ?? "")?.[0].at(-1));
const headings = () =>
  list()
    .queryAllByRole("heading")
    .map(({ textContent }) => textContent);

/** Nothing is placed here, and what is not is taken for hidden: items are looked for by what they say. */
const menuItem = (name: string): Promise<Element> =>
  waitFor(() => {
    const items = [...document.querySelectorAll('[role="menuitem"]')];
    const found = items.find(({ textContent }) => textContent?.trim() === name);
    if (!found) throw new Error(`no ${name} among ${items.map(({ textContent }) => textContent?.trim()).join(", ")}`);
    return found;
  });

async function choose(user: ReturnType<typeof userEvent.setup>, letter: string, ...items: string[]): Promise<void> {
  await user.click(list().getByRole("button", { name: `More for “Letter ${letter}”` }));
  for (const item of items) await user.click(await menuItem(item));
}

describe("places", () => {
  test("are there only where something is in them", async () => {
    await start();
    expect(headings()).toEqual(["Earlier"]);
    expect(screen.queryByRole("button", { name: /^Archive/ })).toBeNull();
  });

  test("pinned conversations stand first, and are unpinned", async () => {
    const user = userEvent.setup();
    const { state } = await start();
    await choose(user, "C", "Pin");
    await waitFor(() => expect(headings()).toEqual(["Pinned", "Earlier"]));
    expect([titles("Pinned"), titles("Earlier")]).toEqual([["C"], ["A", "B", "D"]]);
    await choose(user, "C", "Archive");
    await waitFor(() => expect(headings()).toEqual(["Earlier"]));
    state.toasts.all.at(-1)?.action?.onclick();
    await waitFor(() => expect(headings()).toEqual(["Pinned", "Earlier"]));
    await choose(user, "C", "Unpin");
    await waitFor(() => expect(headings()).toEqual(["Earlier"]));
  });

  test("the archive has a view of its own, from which one comes back", async () => {
    const user = userEvent.setup();
    const { state } = await start();
    await choose(user, "B", "Archive");
    await waitFor(() => expect(titles("Earlier")).toEqual(["A", "C", "D"]));
    expect(state.toasts.all.at(-1)?.text).toBe("“Letter B” is in the archive.");
    await user.click(screen.getByRole("button", { name: "Archive, 1 conversation" }));
    await waitFor(() => expect(titles("Archive")).toEqual(["B"]));
    await choose(user, "B", "Restore");
    await screen.findByText("Nothing is archived any more.");
    await user.click(screen.getByRole("button", { name: "Back to all conversations" }));
    await waitFor(() => expect(titles("Earlier")).toEqual(["A", "B", "C", "D"]));
    expect(screen.queryByRole("button", { name: /^Archive,/ })).toBeNull();
  });

  test("an archived one is found, and says so", async () => {
    const user = userEvent.setup();
    await start((letter) => ({ archived: letter === "D" }));
    await user.type(screen.getByRole("searchbox"), "Letter D");
    const found = await screen.findByRole("list", { name: "Found" });
    await waitFor(() => expect(within(found).getByRole("button").textContent).toContain("archived"));
  });

  test("a folder is made on the way into it, unfolded, renamed, and deleted without what is in it", async () => {
    const user = userEvent.setup();
    await start();
    await choose(user, "B", "Move to", "New folder…");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), " Birds {Enter}");
    await waitFor(() => expect(titles("Birds")).toEqual(["B"]));
    expect(headings()).toEqual(["Folders", "Earlier"]);
    await user.click(screen.getByRole("button", { name: "More for the folder “Birds”" }));
    await user.click(await menuItem("Rename"));
    const field = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, "Owls{Enter}");
    await screen.findByRole("button", { name: "Owls, 1 conversation" });
    await user.click(screen.getByRole("button", { name: "More for the folder “Owls”" }));
    await user.click(await menuItem("Delete"));
    const dialog = await screen.findByRole("dialog", { name: "Delete the folder “Owls”?" });
    expect(dialog.textContent).toContain("1 conversation in it stays and moves up.");
    await user.click(within(dialog).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(titles("Earlier")).toEqual(["A", "B", "C", "D"]));
  });

  test("folders take what is dropped on them, all that are chosen at once", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start((letter) => ({ folderId: letter === "D" ? "f-inside" : null }));
    await user.keyboard("{Control>}");
    await user.click(row("A"));
    await user.click(row("C"));
    await user.keyboard("{/Control}");
    const carried = new Map<string, string>();
    const dataTransfer = {
      setData: (type: string, data: string) => carried.set(type, data),
      getData: (type: string) => carried.get(type) ?? "",
      get types() {
        return [...carried.keys()];
      },
    };
    const fire = (type: string, element: Element): Event => {
      const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer });
      element.dispatchEvent(event);
      return event;
    };
    const work = screen.getByRole("button", { name: "Work, 0 conversations" });
    // Of something else, nothing is taken.
    expect(fire("dragover", work).defaultPrevented).toBe(false);
    fire("dragstart", row("C"));
    expect(fire("dragover", work).defaultPrevented).toBe(true);
    fire("drop", work);
    await waitFor(() => expect(titles("Work")).toEqual(["A", "C"]));
    expect(inputsOf("chat", "arrange")).toEqual([{ ids: ["c-A", "c-C"], folderId: "f-work" }]);
    // On a row that is in it: it stays there.
    fire("dragstart", row("C"));
    expect(fire("dragover", row("A")).defaultPrevented).toBe(true);
    fire("drop", row("A"));
    await waitFor(() => expect(inputsOf("chat", "arrange")).toHaveLength(2));
    expect(titles("Work")).toEqual(["A", "C"]);
    fire("dragstart", row("A"));
    fire("drop", screen.getByRole("navigation", { name: "Conversations" }));
    await waitFor(() => expect(titles("Earlier")).toEqual(["A", "B"]));
  });
});

describe("choosing several", () => {
  test("with Ctrl and Shift held; a click without them opens, and chooses nothing", async () => {
    const user = userEvent.setup();
    await start();
    await user.click(row("B"));
    await user.keyboard("{Shift>}");
    await user.click(row("D"));
    await user.keyboard("{/Shift}");
    expect(chosen()).toEqual(["B", "C", "D"]);
    await user.keyboard("{Control>}");
    await user.click(row("C"));
    await user.keyboard("{/Control}");
    expect(chosen()).toEqual(["B", "D"]);
    expect(screen.getByRole("toolbar", { name: "Selected conversations" }).textContent).toContain("2 selected");
    expect(row("B").getAttribute("aria-current")).toBe("true");
    await user.click(row("A"));
    expect(chosen()).toEqual([]);
    expect(screen.queryByRole("toolbar")).toBeNull();
  });

  test("with the keyboard alone", async () => {
    const user = userEvent.setup();
    await start();
    row("A").focus();
    await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift}");
    expect(document.activeElement).toBe(row("C"));
    expect(chosen()).toEqual(["B", "C"]);
    await user.keyboard("{Escape}");
    expect(chosen()).toEqual([]);
    await user.keyboard("{Control>}a{/Control}");
    expect(chosen()).toEqual(["A", "B", "C", "D"]);
    await user.keyboard("{Control>} {/Control}");
    expect(chosen()).toEqual(["A", "B", "D"]);
    // The toolbar is one stop, in which arrows walk.
    const buttons = within(screen.getByRole("toolbar")).getAllByRole("button");
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1, -1]);
    buttons[0]?.focus();
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(buttons[1]);
    await user.keyboard("{Home}{ArrowLeft}");
    expect(document.activeElement).toBe(buttons[4]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, -1, -1, 0]);
  });

  test("leaves out what is folded away", async () => {
    const user = userEvent.setup();
    await start((letter) => ({ folderId: letter === "D" ? "f-work" : null }));
    await user.click(screen.getByRole("button", { name: /^Work/ }));
    await waitFor(() => expect(titles("Work")).toEqual(["D"]));
    await user.keyboard("{Control>}");
    await user.click(row("D"));
    await user.click(row("A"));
    await user.keyboard("{/Control}");
    await user.click(screen.getByRole("button", { name: /^Work/ }));
    expect(screen.getByRole("toolbar").textContent).toContain("1 selected");
  });

  test("archives, moves and deletes all of them, and takes the deletion back as one", async () => {
    const user = userEvent.setup();
    const { state, inputsOf } = await start((letter) => ({ folderId: letter === "D" ? "f-work" : null }));
    const chooseTwo = async (): Promise<void> => {
      row("A").focus();
      await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
    };
    await chooseTwo();
    await user.click(screen.getByRole("button", { name: "Move the selected ones" }));
    await user.click(await menuItem("Work"));
    await waitFor(() => expect(titles("Work")).toEqual(["A", "B", "D"]));
    await chooseTwo();
    await user.click(screen.getByRole("button", { name: "Archive the selected ones" }));
    await waitFor(() => expect(titles("Work")).toEqual(["D"]));
    state.toasts.all.at(-1)?.action?.onclick();
    await waitFor(() => expect(titles("Work")).toEqual(["A", "B", "D"]));
    await chooseTwo();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(titles("Work")).toEqual(["D"]));
    expect(document.activeElement).toBe(row("D"));
    expect(state.toasts.all.at(-1)?.text).toBe("2 conversations were deleted.");
    state.toasts.all.at(-1)?.action?.onclick();
    await waitFor(() => expect(titles("Work")).toEqual(["A", "B", "D"]));
    expect(inputsOf("chat", "remove")).toEqual([]);
  });
});
