import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Verdict } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { sayVerdict } from "../../../src-shared/words/index.ts";
import { show } from "../show.ts";

async function costWith(verdict: Verdict): Promise<string> {
  const fits = await createFakeBridge().library.fits({ ids: sampleLibrary.map(({ id }) => id) });
  const changed = Object.fromEntries(Object.entries(fits).map(([id, fit]) => [id, { ...fit, verdict }]));
  show(Library, { overrides: { library: { fits: async () => changed } } });
  const [row] = await screen.findAllByRole("article", { name: /Meta-Llama/ });
  await expect.poll(() => row?.textContent).toContain(sayVerdict(verdict));
  return row?.textContent ?? "";
}

it("says how fast a variant writes that fits", async () => {
  expect(await costWith("tight")).toMatch(/needs [\d.]+ [GM]B · ~[\d.]+ tok\/s/);
});

it.each(["does-not-fit", "shorten-context"] as const)("promises no speed where the verdict is %s", async (verdict) => {
  // Nor what must be free of one that lacks more than that.
  expect(await costWith(verdict)).not.toMatch(/tok\/s|needs/);
});

it("says of a variant whose drive is away what to do, and offers nothing that its file would be needed for", async () => {
  const { bridge } = show(Library);
  const [first] = sampleLibrary;
  bridge.changeLibrary(sampleLibrary.map((one) => (one === first ? { ...one, state: "away" } : one)));
  const row = within(await screen.findByRole("article", { name: /gemma-3/ }));
  await row.findByText(/drive .* not connected/);
  expect(row.getByRole("button", { name: "Chat" })).toHaveProperty("disabled", true);
  await userEvent.setup().click(row.getByRole("button", { name: /^More for/ }));
  const items = await screen.findAllByRole("menuitem", { hidden: true });
  const offered = items.filter((item) => item.getAttribute("aria-disabled") !== "true");
  expect(offered.map((item) => item.querySelector("span")?.textContent)).toEqual(["Remove from library"]);
  offered[0]?.click();
  expect((await screen.findByRole("dialog")).textContent).toContain("stays where it is");
});

it("says which file is used in place of a variant's own, and lets it be used", async () => {
  const { bridge } = show(Library);
  const [first] = sampleLibrary;
  const path = "/media/ada/other/gemma.gguf";
  const insteadOf = { path: "/media/ada/usb/gemma.gguf", state: "away" } as const;
  bridge.changeLibrary(sampleLibrary.map((one) => (one === first ? { ...one, path, insteadOf } : one)));
  const row = within(await screen.findByRole("article", { name: /gemma-3/ }));
  await row.findByText("The drive with /media/ada/usb/gemma.gguf is not connected. A copy of the file is used.");
  row.getByText(path);
  expect(row.getByRole("button", { name: "Chat" })).toHaveProperty("disabled", false);
});
