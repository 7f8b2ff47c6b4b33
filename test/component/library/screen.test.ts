import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { LedgerEntry, Verdict } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, loadedEngine, sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { sayVerdict } from "../../../src-shared/words/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => stubBrowser());

const rowOf = (name: RegExp): Promise<HTMLElement> => screen.findByRole("row", { name });
const panel = (): Promise<HTMLElement> => screen.findByRole("complementary", { name: /^Details of/ });

/** Without what was measured, which would stand in the place of forecasts. */
async function costWith(verdict: Verdict): Promise<string> {
  const fits = await createFakeBridge().library.fits({ ids: sampleLibrary.map(({ id }) => id) });
  const changed = Object.fromEntries(Object.entries(fits).map(([id, fit]) => [id, { ...fit, verdict }]));
  const ledger = { ...(await createFakeBridge().ledger.list()), entries: [] };
  show(Library, { overrides: { library: { fits: async () => changed }, ledger: { list: async () => ledger } } });
  const row = await rowOf(/Meta-Llama/);
  await expect.poll(() => row.textContent).toContain(sayVerdict(verdict));
  return row.textContent ?? "";
}

it("says how fast a variant is expected to write that fits, and what it needs", async () => {
  expect(await costWith("tight")).toMatch(/~[\d.]+ tok\/s\s*~[\d.]+ [GM]B/);
});

it.each(["does-not-fit", "shorten-context"] as const)("promises no speed where the verdict is %s", async (verdict) => {
  // Nor what must be free of one that lacks more than that.
  expect(await costWith(verdict)).not.toMatch(/tok\/s|~/);
});

it("shows what was measured here in the place of what was forecast", async () => {
  const view = await createFakeBridge().ledger.list();
  const [like] = view.entries;
  if (like === undefined) throw new Error("the sample ledger is empty");
  const mine: LedgerEntry = {
    ...like,
    name: "Meta-Llama-3.1-8B-Instruct",
    label: "Q5_K_M",
    speeds: [{ contextTokens: 100, tokensPerSecond: 7.25, promptTokensPerSecond: null }],
  };
  show(Library, { overrides: { ledger: { list: async () => ({ ...view, entries: [mine] }) } } });
  const row = await rowOf(/Meta-Llama/);
  await expect.poll(() => row.textContent).toMatch(/(?<!~)7\.3 tok\/s/);
  await userEvent.click(row);
  const told = await panel();
  expect(within(told).getByText("Speed here").nextElementSibling?.textContent).toBe("7.3 tok/s");
  expect(within(told).getByText("Forecast").nextElementSibling?.textContent).toMatch(/tok\/s$/);
});

it("says by which licence a model may be used, with what to know before one relies on it", async () => {
  const { inputsOf } = show(Library);
  await userEvent.click(await rowOf(/Meta-Llama/));
  const told = await panel();
  const licence = await within(told).findByText("Licence");
  expect(licence.nextElementSibling?.textContent).toMatch(
    /^Llama 3\.1 licence\. Its own terms: .*700 million users\.$/,
  );
  expect(inputsOf("catalog", "licence")).toHaveLength(1);
});

it("is walked through with the arrow keys; Enter opens the details, Escape closes them", async () => {
  const user = userEvent.setup();
  show(Library);
  await rowOf(/gemma-3/);
  const names = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  await user.click(screen.getByRole("searchbox", { name: "Search the library" }));
  // By the order and the word that is explained in the head of a column.
  await user.tab();
  await user.tab();
  await user.tab();
  expect(document.activeElement).toBe(names[0]);
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}{Enter}");
  expect(document.activeElement).toBe(names[1]);
  const label = names[1]?.closest("tr")?.getAttribute("aria-label") ?? "";
  const told = await screen.findByRole("complementary", { name: `Details of ${label}` });
  within(told).getByRole("button", { name: "Verify" }).focus();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  expect(document.activeElement).toBe(names[1]);
});

it("is searched and put in another order", async () => {
  const user = userEvent.setup();
  show(Library);
  await rowOf(/gemma-3/);
  const shown = (): (string | null)[] => screen.getAllByRole("rowheader").map((one) => one.textContent?.trim() ?? "");
  await user.selectOptions(screen.getByRole("combobox", { name: "Order" }), "size");
  expect(shown()[0]).toMatch(/^Meta-Llama/);
  await user.type(screen.getByRole("searchbox", { name: "Search the library" }), "phi");
  await waitFor(() => expect(shown()).toHaveLength(1));
  await user.clear(screen.getByRole("searchbox", { name: "Search the library" }));
  await user.type(screen.getByRole("searchbox", { name: "Search the library" }), "no such");
  await screen.findByText("Nothing here is called “no such”.");
});

describe("what is removed", () => {
  const open = async (name: RegExp): Promise<HTMLElement> => {
    await userEvent.click(await rowOf(name));
    return panel();
  };

  it("and was only linked, is out at once without a question, and back with a click", async () => {
    const { inputsOf, state } = show(Library);
    await userEvent.click(within(await open(/SmolLM2/)).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: /SmolLM2/ })).toBeNull());
    expect(screen.queryByRole("dialog")).toBeNull();
    const toast = state.toasts.all.find(({ text }) => text === "Removed. The file is still there.");
    toast?.action?.onclick();
    await rowOf(/SmolLM2/);
    window.dispatchEvent(new Event("pagehide"));
    expect(inputsOf("library", "remove")).toEqual([]);
  });

  it("and was only linked, is removed in main at the latest when the window goes", async () => {
    const { inputsOf } = show(Library);
    await userEvent.click(within(await open(/SmolLM2/)).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: /SmolLM2/ })).toBeNull());
    window.dispatchEvent(new Event("pagehide"));
    await waitFor(() => expect(inputsOf("library", "remove")).toEqual([{ id: "v-smol", confirmedBytes: 98_362_432 }]));
  });

  it("and is Bitloft's own, is asked about with what is freed and that it is loaded", async () => {
    const { inputsOf } = show(Library, { state: { engine: loadedEngine("v-gemma") } });
    await userEvent.click(within(await open(/gemma-3/)).getByRole("button", { name: "Remove" }));
    const question = await screen.findByRole("dialog", { name: /^Delete google_gemma-3-4b-it Q4_K_M/ });
    expect(question.textContent).toMatch(/loaded now.*2\.5 GB will be freed/);
    expect(inputsOf("library", "remove")).toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(inputsOf("library", "remove")).toHaveLength(1));
  });
});

/** Changes the first one of the sample. */
function withFirst(shown: Shown, change: Partial<(typeof sampleLibrary)[number]>): void {
  const [first] = sampleLibrary;
  shown.bridge.changeLibrary(sampleLibrary.map((one) => (one === first ? { ...one, ...change } : one)));
}

it("says of a variant whose drive is away what to do, and offers nothing that its file would be needed for", async () => {
  const shown = show(Library);
  withFirst(shown, { state: "away" });
  const row = await rowOf(/gemma-3/);
  await within(row).findByText("drive not connected");
  expect(within(row).getByRole("button", { name: /^Chat with/ })).toHaveProperty("disabled", true);
  await userEvent.click(row);
  const told = within(await panel());
  told.getByText(/drive .* not connected/);
  const offered = told.getAllByRole("button").filter((button) => !(button as HTMLButtonElement).disabled);
  expect(offered.map((button) => button.textContent?.trim() || button.getAttribute("aria-label"))).toEqual([
    "Close",
    "Remove",
  ]);
});

it("says which file is used in place of a variant's own, and lets it be used", async () => {
  const shown = show(Library);
  const path = "/media/ada/other/gemma.gguf";
  withFirst(shown, { path, insteadOf: { path: "/media/ada/usb/gemma.gguf", state: "away" } });
  const row = await rowOf(/gemma-3/);
  expect(within(row).getByRole("button", { name: /^Chat with/ })).toHaveProperty("disabled", false);
  await userEvent.click(row);
  const told = within(await panel());
  await told.findByText("The drive with /media/ada/usb/gemma.gguf is not connected. A copy of the file is used.");
  told.getByText(path);
});
