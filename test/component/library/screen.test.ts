import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Verdict } from "../../../src-main/contract/index.ts";
import { createFakeBridge } from "../../../src-renderer/bridge/fake/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { show } from "../show.ts";

async function costWith(verdict: Verdict): Promise<string> {
  const fits = await createFakeBridge().library.fits({});
  const changed = Object.fromEntries(Object.entries(fits).map(([id, fit]) => [id, { ...fit, verdict }]));
  show(Library, { overrides: { library: { fits: async () => changed } } });
  const [row] = await screen.findAllByRole("article", { name: /Meta-Llama/ });
  await expect.poll(() => row?.textContent).toMatch(/needs [\d.]+ [GM]B/);
  return row?.textContent ?? "";
}

it("says how fast a variant writes that fits", async () => {
  expect(await costWith("tight")).toMatch(/~[\d.]+ tok\/s/);
});

it.each(["does-not-fit", "shorten-context"] as const)("promises no speed where the verdict is %s", async (verdict) => {
  expect(await costWith(verdict)).not.toContain("tok/s");
});
