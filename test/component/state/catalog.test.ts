import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SearchPage, SearchQuery } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import {
  createFakeBridge,
  sampleDesktop,
  sampleModels,
  sampleSummary,
} from "../../../src-renderer/bridge/fake/index.ts";
import { sampleListFit } from "../../../src-renderer/bridge/fake/sample-ladder.ts";
import type { SampleModel } from "../../../src-renderer/bridge/fake/sample-models.ts";
import { sampleCard } from "../../../src-renderer/bridge/fake/sample-suggestions.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { CatalogState, type ListFit } from "../../../src-renderer/state/catalog.svelte.ts";
import { WhatIfState } from "../../../src-renderer/state/what-if.svelte.ts";

type Ask = {
  query: Partial<SearchQuery>;
  signal: AbortSignal | undefined;
  answer: (page: Partial<SearchPage>) => void;
  fail: (error: Error) => void;
};

/** A catalogue whose searches are answered by hand, in any order. */
function slowCatalog(): { catalog: CatalogState; asks: Ask[] } {
  const asks: Ask[] = [];
  const bridge = createFakeBridge({
    overrides: {
      catalog: {
        search: (query, signal) =>
          new Promise((resolve, reject) => {
            const answer: Ask["answer"] = (page) =>
              resolve({ results: [], next: null, source: "hub", notice: null, ...page });
            asks.push({ query: query as Partial<SearchQuery>, signal, answer, fail: reject });
          }),
      },
    },
  });
  return { catalog: new CatalogState(bridge), asks };
}

const found = (...words: string[]): Partial<SearchPage> => ({
  results: sampleModels.filter((model) => words.some((word) => model.repository.includes(word))).map(sampleSummary),
});
const names = (catalog: CatalogState): string[] => (catalog.results ?? []).map((result) => result.name);
const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("CatalogState", () => {
  it("asks once for a word that is typed letter by letter", async () => {
    const { catalog, asks } = slowCatalog();
    for (const text of ["q", "qw", "qwe", "qwen"]) catalog.setText(text);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asks.map((ask) => ask.query.text)).toEqual(["qwen"]);
  });

  it("keeps the order in which results came until their fits are there: what is far too big is the most capable", async () => {
    const cards = sampleModels.filter(({ bundled }) => bundled).slice(0, 3);
    const bands = ["solid", "very-strong", "strong"] as const;
    const results = cards.map((model, at) => {
      const summary = { ...sampleSummary(model), fit: null };
      const card = sampleCard(model);
      return { ...summary, model: card && { ...card, capability: { ...card.capability, band: bands[at] ?? null } } };
    });
    const [first, huge, third] = results.map(({ repository }) => repository);
    let answer = (_fits: Record<string, ListFit | null>): void => undefined;
    const bridge = createFakeBridge({
      overrides: {
        catalog: {
          search: () => Promise.resolve({ results, next: null, source: "hub", notice: null }),
          fits: () => new Promise((resolve) => (answer = resolve)),
        },
      },
    });
    const catalog = new CatalogState(bridge);
    const order = (): (string | undefined)[] => (catalog.results ?? []).map(({ repository }) => repository);
    await catalog.search();
    expect(catalog.order).toBe("capable");
    expect(order()).toEqual([first, huge, third]);
    const fit = sampleListFit(cards[0] as SampleModel, sampleDesktop, null) as ListFit;
    answer({
      [String(huge)]: { ...fit, verdict: "does-not-fit" },
      [String(third)]: { ...fit, verdict: "runs-well" },
    });
    await settle();
    // The first one's is still to come.
    expect(order()).toEqual([third, huge, first]);
  });

  it("drops the answer to a question that is no longer asked", async () => {
    const { catalog, asks } = slowCatalog();
    catalog.setText("llama");
    await vi.advanceTimersByTimeAsync(1000);
    catalog.setText("qwen");
    await vi.advanceTimersByTimeAsync(1000);
    asks[1]?.answer(found("Qwen3"));
    await settle();
    asks[0]?.answer(found("Llama-3.2"));
    await settle();
    expect(names(catalog)).toEqual(["Qwen3-4B-GGUF"]);
    expect(catalog.busy).toBeNull();
  });

  it("drops an answer that arrives while the next word is being typed", async () => {
    const { catalog, asks } = slowCatalog();
    void catalog.search();
    await settle();
    catalog.setText("qwen");
    asks[0]?.answer(found("Llama-3.2"));
    await settle();
    expect(catalog.results).toBeNull();
    expect(catalog.busy).toBe("search");
  });

  it("cancels a search with the next letter", async () => {
    const { catalog, asks } = slowCatalog();
    catalog.setText("qwe");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asks[0]?.signal?.aborted).toBe(false);
    catalog.setText("qwen");
    expect(asks[0]?.signal?.aborted).toBe(true);
    expect(catalog.error).toBeNull();
  });

  it("cancels a search when its list is left, and asks again when it is looked at", async () => {
    const { catalog, asks } = slowCatalog();
    catalog.setText("qwen");
    await vi.advanceTimersByTimeAsync(1000);
    catalog.leave();
    await settle();
    expect(asks[0]?.signal?.aborted).toBe(true);
    expect([catalog.busy, catalog.error, catalog.results]).toEqual([null, null, null]);
    catalog.enter();
    await settle();
    expect(asks.map(({ query }) => query.text)).toEqual(["qwen", "qwen"]);
    asks[1]?.answer(found("Qwen3"));
    await settle();
    catalog.leave();
    catalog.enter();
    await settle();
    // What was asked is there.
    expect(asks).toHaveLength(2);
    expect(names(catalog)).toEqual(["Qwen3-4B-GGUF"]);
  });

  it("cancels a word that was typed and not yet asked for when its list is left", async () => {
    const { catalog, asks } = slowCatalog();
    catalog.setText("qwen");
    catalog.leave();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asks).toEqual([]);
    catalog.enter();
    await settle();
    expect(asks.map(({ query }) => query.text)).toEqual(["qwen"]);
  });

  it("keeps the list and says why when the next page fails", async () => {
    const { catalog, asks } = slowCatalog();
    void catalog.search();
    await settle();
    asks[0]?.answer({ ...found("Qwen3"), next: "page2" });
    await settle();
    void catalog.loadMore();
    await settle();
    expect(asks[1]?.query.cursor).toBe("page2");
    asks[1]?.fail(new BridgeError({ code: "hub-rate-limited", key: "kept", details: { message: "Wait a minute." } }));
    await settle();
    expect(names(catalog)).toEqual(["Qwen3-4B-GGUF"]);
    expect(catalog.notice).toEqual(keptError("hub-rate-limited", "Wait a minute."));
  });

  it("lists a repository once though two pages name it", async () => {
    const { catalog, asks } = slowCatalog();
    void catalog.search();
    await settle();
    asks[0]?.answer({ ...found("Qwen3"), next: "page2" });
    await settle();
    void catalog.loadMore();
    await settle();
    asks[1]?.answer(found("Qwen3", "Phi-3.5"));
    await settle();
    expect(names(catalog)).toEqual(["Qwen3-4B-GGUF", "Phi-3.5-mini-instruct-GGUF"]);
  });

  it("counts what its filters hide, and shows it again", async () => {
    const { catalog, asks } = slowCatalog();
    void catalog.search();
    await settle();
    asks[0]?.answer(found("Llama-3.3-70B", "Qwen3"));
    await settle();
    catalog.toggleRunsWell();
    expect(names(catalog)).toEqual(["Qwen3-4B-GGUF"]);
    expect(catalog.hiddenCount).toBe(1);
    catalog.showHidden();
    expect(catalog.hiddenCount).toBe(0);
  });

  it("shows no fit of a computer that is no longer looked at, however late it comes", async () => {
    const answers: ((fits: Record<string, ListFit | null>) => void)[] = [];
    const bridge = createFakeBridge({
      overrides: {
        catalog: {
          search: async () => ({ results: sampleModels.map(sampleSummary), next: null, source: "hub", notice: null }),
          fits: () => new Promise((resolve) => answers.push(resolve)),
        },
      },
    });
    const whatIf = new WhatIfState(bridge);
    const catalog = new CatalogState(bridge, whatIf);
    const end = catalog.connect();
    void catalog.search();
    await settle();
    const [model] = catalog.results ?? [];
    if (!model) throw new Error("nothing was found");
    const deciding: ListFit["deciding"] = { name: "CPU", kind: "cpu", needBytes: 5e9, budgetBytes: 9e9 };
    const fitWith = (verdict: ListFit["verdict"]): Record<string, ListFit> => ({
      [model.repository]: {
        label: "Q4_K_M",
        verdict,
        band: "good",
        sizeBytes: 4.9e9,
        tokensPerSecond: [9, 12],
        needBytes: 5e9,
        deciding,
      },
    });
    whatIf.choose({ ...sampleDesktop, problems: [] });
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.(fitWith("partly-on-gpu"));
    await settle();
    expect(catalog.fitOf(model)?.verdict).toBe("partly-on-gpu");
    answers[0]?.(fitWith("does-not-fit"));
    await settle();
    expect(catalog.fitOf(model)?.verdict).toBe("partly-on-gpu");
    end();
  });
});
