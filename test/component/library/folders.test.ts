import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { type FakeState, sampleModelFolders } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

const [home] = sampleModelFolders;
if (!home) throw new Error("the sample has no folder");
const archive = { ...home, id: "2", path: "/media/ada/archive", isDefault: false, variants: 1 };
const away = { ...archive, id: "3", path: "/media/ada/T7", present: false, freeBytes: null, variants: 4 };
const shown = (state: Partial<FakeState> = {}) =>
  show(Library, { state: { modelFolders: [home, archive, away], ...state } });
/** jsdom places nothing, and what has no place yet counts as hidden there and has no name. */
async function item(begins: RegExp): Promise<HTMLElement> {
  return waitFor(() => {
    const found = screen.getAllByRole("menuitem", { hidden: true }).find((one) => begins.test(one.textContent ?? ""));
    if (!found) throw new Error(`no item ${String(begins)}`);
    return found;
  });
}
const strip = (): Promise<HTMLElement> => screen.findByRole("list", { name: "Folders of the library" });

it("shows each folder with what is used and left, and one that is away once", async () => {
  shown();
  const list = await strip();
  expect(
    within(list).getByRole("button", { name: /bitloft\/models.*12.0 GB used · 79.0 GB left.*new downloads/ }),
  ).toBeTruthy();
  expect(within(list).getByRole("button", { name: /ada\/T7.*not connected · 4 variants/ })).toBeTruthy();
});

it("holds the table to the folder that is clicked", async () => {
  shown();
  await userEvent.click(within(await strip()).getByRole("button", { name: /ada\/archive/, pressed: false }));
  expect(
    screen
      .getAllByRole("row")
      .slice(1)
      .map((row) => row.getAttribute("aria-label")),
  ).toEqual([expect.stringContaining("Phi-3.5")]);
});

it("lets new downloads go to another folder, and forgets one", async () => {
  const { bridge } = shown();
  const list = await strip();
  await userEvent.click(within(list).getByRole("button", { name: /^What to do with .*ada\/archive/ }));
  await userEvent.click(await item(/^\s*Download new/));
  await expect.poll(() => bridge.state.settings.modelsFolder).toBe(archive.path);
  await userEvent.click(within(list).getByRole("button", { name: /^What to do with .*ada\/T7/ }));
  await userEvent.click(await item(/^\s*Forget/));
  await expect.poll(() => bridge.state.modelFolders.map(({ id }) => id)).not.toContain("3");
  await expect.poll(() => list.contains(document.activeElement)).toBe(true);
});

it("moves a variant to another folder, and says where it is now", async () => {
  const { bridge, state } = shown();
  await userEvent.click(await screen.findByRole("row", { name: /Meta-Llama/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Move" }));
  expect((await item(/T7/)).getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(await item(/ada\/archive.*79.0 GB free/));
  await expect.poll(() => state.toasts.all.map(({ text }) => text)).toEqual(["1 variant is in …/ada/archive now."]);
  expect(bridge.state.library.some(({ path }) => path.startsWith("/media/ada/archive/Meta-Llama"))).toBe(true);
});

it("offers no move of what Bitloft did not put there", async () => {
  shown();
  await userEvent.click(await screen.findByRole("row", { name: /SmolLM2/ }));
  expect(await screen.findByRole("button", { name: "Verify" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Move" })).toBeNull();
});
