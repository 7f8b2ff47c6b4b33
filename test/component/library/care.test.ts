import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { emptyReview, sampleLibrary, sampleUpdates } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import type { LibraryReview } from "../../../src-shared/contract/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

const [gemma] = sampleLibrary;
if (!gemma) throw new Error("the sample has nothing in it");
const [update] = sampleUpdates.updates;
if (!update) throw new Error("the sample has no update");

const review: LibraryReview = {
  duplicates: [
    {
      ...{ name: gemma.name, label: "Q4_K_M", sha256: "ab", sizeBytes: 2_489_758_112, freesBytes: 2_489_758_112 },
      places: [
        { path: "/home/ada/.lmstudio/models/gemma.gguf", owner: "lm-studio", variantId: "v-smol", frees: false },
        { path: gemma.path, owner: "bitloft", variantId: gemma.id, frees: true },
      ],
    },
  ],
  choices: [
    {
      name: "Qwen3-4B",
      variants: [
        {
          id: "v-llama",
          label: "Q5_K_S",
          sizeBytes: 5e9,
          tokensPerSecond: 22,
          divergence: { mean: 0.01, standardError: 0.001 },
          lastUsedAt: null,
        },
        { id: "v-mistral", label: "Q5_K_M", sizeBytes: 6e9, tokensPerSecond: 20, divergence: null, lastUsedAt: null },
      ],
      quickerOfEqual: { keepId: "v-llama", otherId: "v-mistral" },
    },
  ],
  unused: [{ id: "v-mistral", name: "Mistral", label: "Q4_K_M", sizeBytes: 4_368_439_584, lastUsedAt: null }],
};
const dialog = (name: string): Promise<HTMLElement> => screen.findByRole("dialog", { name });

it("shows no chip while there is nothing to say", async () => {
  show(Library, { state: { review: emptyReview } });
  expect(await screen.findByRole("button", { name: "Check for updates" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^(Twice|Several|Unused|Updates)/ })).toBeNull();
});

it("deletes the copies that are Bitloft's, after what used them was given the one that stays", async () => {
  const library = sampleLibrary.map((one) => (one.id === "v-smol" ? { ...one, state: "ready" as const } : one));
  const { bridge, inputsOf } = show(Library, { state: { library, review } });
  await userEvent.click(await screen.findByRole("button", { name: "Twice: 1" }));
  const sheet = await dialog("What could be deleted");
  expect(within(sheet).getByText("stays")).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: "Delete the copies, freeing 2.5 GB" }));
  expect(within(sheet).getByText("The copies are deleted for good; they do not go to the trash.")).toBeTruthy();
  expect(inputsOf("library", "replace")).toEqual([]);
  await userEvent.click(within(sheet).getByRole("button", { name: "Delete the copies" }));
  await expect.poll(() => bridge.state.library.map(({ id }) => id)).not.toContain(gemma.id);
  expect(inputsOf("library", "replace")).toEqual([
    { fromId: gemma.id, toId: "v-smol", confirmedBytes: gemma.sizeBytes, isDuplicate: true },
  ]);
  expect(bridge.state.library.map(({ id }) => id)).toContain("v-smol");
});

it("deletes no copy for the sake of a file that is not whole any more", async () => {
  const { bridge, inputsOf } = show(Library, { state: { review } });
  await userEvent.click(await screen.findByRole("button", { name: "Twice: 1" }));
  const sheet = await dialog("What could be deleted");
  const button = within(sheet).getByRole<HTMLButtonElement>("button", { name: "Delete the copies, freeing 2.5 GB" });
  await userEvent.click(button);
  await userEvent.click(within(sheet).getByRole("button", { name: "Delete the copies" }));
  await expect.poll(() => inputsOf("library", "replace")).toHaveLength(1);
  await expect.poll(() => button.disabled).toBe(false);
  expect(bridge.state.library.map(({ id }) => id)).toContain(gemma.id);
});

it("tells Bitloft's own second name of a file from a file that is somebody else's", async () => {
  const [duplicate] = review.duplicates;
  const places = [
    { path: "/m/a.gguf", owner: "bitloft" as const, variantId: "v-smol", frees: false },
    { path: "/m/b.gguf", owner: "bitloft" as const, variantId: "v-b", frees: false },
    { path: "/u/c.gguf", owner: "user" as const, variantId: "v-c", frees: false },
  ];
  const duplicates = duplicate === undefined ? [] : [{ ...duplicate, places, freesBytes: 0 }];
  show(Library, { state: { review: { ...emptyReview, duplicates } } });
  await userEvent.click(await screen.findByRole("button", { name: "Twice: 1" }));
  const sheet = await dialog("What could be deleted");
  const fates = within(sheet)
    .getAllByRole("listitem")
    .map((item) => item.querySelector("small")?.textContent);
  expect(fates).toEqual(["stays", "the same file under a second name, stays", "not Bitloft's, stays"]);
});

it("says which of two that cannot be told apart is the quicker, and opens what is to be looked at", async () => {
  show(Library, { state: { review } });
  await userEvent.click(await screen.findByRole("button", { name: "Several variants: 1 model" }));
  const sheet = await dialog("What could be deleted");
  expect(
    within(sheet).getByText("Q5_K_S is the quicker of two you cannot tell apart. The other is Q5_K_M."),
  ).toBeTruthy();
  await userEvent.click(within(sheet).getAllByRole("button", { name: "Details" })[0] as HTMLElement);
  expect(await screen.findByRole("complementary", { name: /^Details of Meta-Llama/ })).toBeTruthy();
});

it("shows the first of many, and more when it is asked to", async () => {
  const unused = Array.from({ length: 60 }, (_, index) => ({
    ...{ id: `v-${index}`, name: `Model ${index}`, label: "Q4_K_M", sizeBytes: 1e9, lastUsedAt: null },
  }));
  show(Library, { state: { review: { ...emptyReview, unused } } });
  await userEvent.click(await screen.findByRole("button", { name: /^Unused for 3 months/ }));
  const sheet = await dialog("What could be deleted");
  expect(within(sheet).getAllByRole("listitem")).toHaveLength(50);
  await userEvent.click(within(sheet).getByRole("button", { name: "Show more" }));
  expect(within(sheet).getAllByRole("listitem")).toHaveLength(60);
});

it("asks the Hub when it is told to, and downloads beside", async () => {
  const { inputsOf } = show(Library);
  expect(inputsOf("library", "updates")).toEqual([]);
  await userEvent.click(await screen.findByRole("button", { name: "Check for updates" }));
  const sheet = await dialog("Updates");
  expect(within(sheet).getByText("The same name has different content now: only the chat template")).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: "Download the new one, 2.5 GB" }));
  await expect
    .poll(() => inputsOf("downloads", "start"))
    .toEqual([{ repository: update.repository, variant: "Q4_K_M" }]);
});

it("says at the row and in the panel what has changed, once the Hub was asked", async () => {
  show(Library);
  expect(await screen.findByRole("button", { name: /^google_gemma.*Q4_K_M$/ })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Check for updates" }));
  await dialog("Updates");
  await userEvent.keyboard("{Escape}");
  const said = "The same name has different content now: only the chat template";
  await userEvent.click(await screen.findByRole("button", { name: new RegExp(`^google_gemma.*${said}$`) }));
  const panel = await screen.findByRole("complementary", { name: /^Details of google_gemma/ });
  expect(within(panel).getByText(said)).toBeTruthy();
  await userEvent.click(within(panel).getByRole("button", { name: "Updates" }));
  expect(within(await dialog("Updates")).getByText(said)).toBeTruthy();
});

it("switches to the new one once it is there, and deletes the old one only when asked", async () => {
  const newer = { ...gemma, id: "v-new", commit: update.latestCommit };
  const { bridge, inputsOf } = show(Library, { state: { library: [...sampleLibrary, newer] } });
  await userEvent.click(await screen.findByRole("button", { name: "Check for updates" }));
  const sheet = await dialog("Updates");
  await userEvent.click(within(sheet).getByRole("button", { name: "Switch" }));
  await expect.poll(() => inputsOf("library", "switch")).toEqual([{ fromId: gemma.id, toId: "v-new" }]);
  expect(bridge.state.library.map(({ id }) => id)).toContain(gemma.id);
  await userEvent.click(within(sheet).getByRole("button", { name: /^Switch and delete the old one/ }));
  await expect.poll(() => bridge.state.library.map(({ id }) => id)).not.toContain(gemma.id);
  expect(inputsOf("library", "replace")).toMatchObject([{ fromId: gemma.id, toId: "v-new", isDuplicate: false }]);
});

it.each(["missing", "damaged", "away"] as const)("switches to no new one that is %s", async (state) => {
  const newer = { ...gemma, id: "v-new", commit: update.latestCommit, state };
  const updates = { ...sampleUpdates, updates: [{ ...update, latestId: "v-new" }] };
  show(Library, { state: { updates, library: [...sampleLibrary, newer] } });
  await userEvent.click(await screen.findByRole("button", { name: "Check for updates" }));
  const sheet = await dialog("Updates");
  expect(within(sheet).getByRole("button", { name: /^Download the new one/ })).toBeTruthy();
  expect(within(sheet).queryByRole("button", { name: /^Switch/ })).toBeNull();
});

it("shows what is inside a file, and searches it", async () => {
  show(Library);
  await userEvent.click(await screen.findByRole("row", { name: /google_gemma/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Metadata" }));
  const sheet = await dialog("Inside google_gemma-3-4b-it Q4_K_M");
  expect(await within(sheet).findByText("string[], 262,208 values")).toBeTruthy();
  await userEvent.type(within(sheet).getByRole("searchbox"), "attn");
  expect(within(sheet).queryByText("general.architecture")).toBeNull();
  expect(within(sheet).getByText("blk.0.attn_q.weight")).toBeTruthy();
  expect(within(sheet).getByRole("heading", { name: /^Metadata \(\d+ of \d+\)$/ })).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: "Close" }));
  await userEvent.click(await screen.findByRole("button", { name: "Metadata" }));
  expect(await screen.findByText("general.architecture")).toBeTruthy();
});

it("does not call all as it is on the Hub where that did not answer, and counts what is still here alone", async () => {
  const error = { code: "hub-offline", key: "registry", details: {} } as const;
  const failed = [{ repository: "ada/away", error }];
  const updates = { updates: [{ ...update, id: "v-none" }], failed, asked: 1 };
  show(Library, { state: { updates } });
  await userEvent.click(await screen.findByRole("button", { name: "Check for updates" }));
  const sheet = await dialog("Updates");
  expect(within(sheet).getByText("Hugging Face could not be asked about these:")).toBeTruthy();
  expect(within(sheet).queryByText("Everything is as it is on Hugging Face.")).toBeNull();
  expect(screen.queryByRole("button", { name: /^Updates:/, hidden: true })).toBeNull();
});
