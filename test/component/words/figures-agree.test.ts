import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import type { EngineState, LedgerView } from "../../../src-shared/contract/index.ts";
import { loadedEngine, sampleLedger } from "../../../src-renderer/bridge/fake/index.ts";
import ModelPicker from "../../../src-renderer/features/chat/ModelPicker.svelte";
import Computer from "../../../src-renderer/features/computer/Computer.svelte";
import Library from "../../../src-renderer/features/library/Library.svelte";
import ModelCard from "../../../src-renderer/shell/ModelCard.svelte";
import { MiB } from "../../../src-shared/figures/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

const measured = { anonymousBytes: 500 * MiB, fileBackedBytes: 204 * MiB, gpuBytes: null, loadMs: 900 };

/** One load: forecast 486 MB, used 500; pages of its file come on top of both, and are part of neither. */
function oneLoad(): { engine: EngineState; ledger: LedgerView } {
  const loaded = loadedEngine("v-gemma");
  const [entry] = sampleLedger.entries;
  if (!loaded.predicted || !entry) throw new Error("the sample has no load");
  const own = { anonymousBytes: 486 * MiB, fileBackedBytes: 90 * MiB };
  const predicted = { ...loaded.predicted, ...own };
  const sessions = loaded.sessions.map((session) => ({ ...session, predicted, measured }));
  return {
    engine: { ...loaded, predicted, measured, sessions },
    ledger: { ...sampleLedger, entries: [{ ...entry, predicted: { ...own, gpuBytes: 0 }, measured }] },
  };
}

describe("one load", () => {
  it("has the same figures in the sidebar, the picker, the library and the ledger", async () => {
    const { engine, ledger } = oneLoad();
    const uses = /uses [\d.]+ [MG]B(?: \([^)]*\))?/g;
    const said: string[] = [];
    for (const component of [ModelCard, ModelPicker]) {
      show(component, { state: { engine } });
      await waitFor(() => expect(document.body.textContent).toMatch(uses));
      said.push(...(document.body.textContent.match(uses) ?? []));
      cleanup();
    }
    expect(said.map((text) => text.replace(/ \(.*/, ""))).toEqual(["uses 500 MB", "uses 500 MB"]);
    expect(said[0]).toBe("uses 500 MB (3 % over the forecast)");
    show(Library, { state: { engine } });
    await screen.findByRole("cell", { name: "500 MB" });
    cleanup();
    show(Computer, { state: { engine, ledger } });
    const table = await screen.findByRole("table", { name: /Loads on this computer/ });
    const cells = [...table.querySelectorAll("tbody td")].map(({ textContent }) => textContent.trim());
    expect(cells.slice(0, 3)).toEqual(["486 MB", "500 MB", "+2.9 %"]);
  });

  it("is drawn in no chart before there are five", async () => {
    show(Computer, { state: oneLoad() });
    await screen.findByRole("table", { name: /Loads on this computer/ });
    expect(screen.queryByRole("img")).toBeNull();
  });
});
