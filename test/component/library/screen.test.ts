import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Verdict } from "../../../src-shared/contract/index.ts";
import { createFakeBridge } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { sayVerdict } from "../../../src-shared/words/index.ts";
import { show } from "../show.ts";

async function costWith(verdict: Verdict): Promise<string> {
  const fits = await createFakeBridge().library.fits({});
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
