import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import type { SearchPage, Verdict } from "../../../src-shared/contract/index.ts";
import { formatMemoryPair } from "../../../src-shared/figures/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import {
  type FakeOptions,
  createFakeBridge,
  sampleDesktop,
  sampleModels,
  sampleSummary,
} from "../../../src-renderer/bridge/fake/index.ts";
import { sampleSuggestions } from "../../../src-renderer/bridge/fake/sample-suggestions.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Discover from "../../../src-renderer/features/discover/Discover.svelte";
import { show } from "../show.ts";
import { stubIntersectionObserver } from "../stub-intersection-observer.ts";

beforeAll(stubIntersectionObserver);

const page = (more: Partial<SearchPage>): FakeOptions => ({
  overrides: {
    catalog: { search: async () => ({ results: [], next: null, source: "hub", notice: null, ...more }) },
  },
});

describe("the list of models", () => {
  it("opens with what suits this computer, and asks the Hub for nothing", async () => {
    const { inputsOf } = show(Discover);
    const suited = within(await screen.findByRole("region", { name: "Best for this computer" }));
    const best = await suited.findByRole("button", { name: /^Best here/ });
    expect(best.textContent).toMatch(/Meta-Llama-3\.1-8B-Instruct.*level: solid.*Q5_K_M.*5\.7 GB/s);
    await waitFor(() => expect(best.getAttribute("aria-current")).toBe("true"));
    expect(await screen.findByRole("heading", { level: 1, name: "Meta-Llama-3.1-8B-Instruct" })).toBeDefined();
    expect(inputsOf("catalog", "search")).toMatchObject([{ text: "", source: "bundled" }]);
    await userEvent.selectOptions(suited.getByRole("combobox", { name: "Mostly for" }), "code");
    await waitFor(() => expect(inputsOf("catalog", "suggest").at(-1)).toMatchObject({ job: "code" }));
  });

  it("opens a suggestion as it was planned, and shows its variant where the table recommends another", async () => {
    const answer = sampleSuggestions("chat", null, sampleDesktop);
    const suggestions = answer.suggestions.map((one) => ({ ...one, contextTokens: 32_768, key: "Q4_0" }));
    const { state, inputsOf } = show(Discover, {
      overrides: { catalog: { suggest: () => Promise.resolve({ ...answer, suggestions }) } },
    });
    await waitFor(() => expect(inputsOf("catalog", "ladder")).toMatchObject([{ plan: { contextTokens: 32_768 } }]));
    const suggested = await screen.findByRole("button", { name: /^Q4_0/, expanded: true });
    expect(state.ladder.ladder?.report?.recommended).not.toBe("Q4_0");
    expect(suggested.closest("table")).not.toBeNull();
    // What was opened otherwise points at nothing.
    state.ladder.open("lmstudio-community/Qwen3-4B-GGUF");
    expect(state.ladder.suggested).toBeNull();
  });

  it("says that it is asking, that images have to wait, and asks again after a failure", async () => {
    const answer = sampleSuggestions("chat", null, sampleDesktop);
    let next: () => Promise<typeof answer> = () => Promise.resolve(answer);
    show(Discover, { overrides: { catalog: { suggest: () => next() } } });
    const suited = within(await screen.findByRole("region", { name: "Best for this computer" }));
    await suited.findByRole("button", { name: /^Best here/ });
    suited.getByText("Levels: Arena (LMArena), CC BY 4.0, Aug 19, 2026.");
    const list = suited.getByRole("list");
    next = () => new Promise(() => undefined);
    const job = suited.getByRole("combobox", { name: "Mostly for" });
    await userEvent.selectOptions(job, "images");
    await waitFor(() => expect(list.getAttribute("aria-busy")).toBe("true"));
    suited.getByText("These models understand images, but Bitloft cannot show them any yet.");
    next = () => Promise.reject(new BridgeError(keptError("disk-full", "Not now.")));
    await userEvent.selectOptions(job, "code");
    await suited.findByText("Not now.");
    next = () => Promise.resolve(answer);
    await userEvent.click(suited.getByRole("button", { name: "Try again" }));
    await suited.findByRole("button", { name: /^Best here/ });
  });

  it("has the Hub's own list one click away", async () => {
    const { inputsOf } = show(Discover);
    await userEvent.click(screen.getByRole("radio", { name: "Hugging Face" }));
    await waitFor(() => expect(inputsOf("catalog", "search").at(-1)).not.toHaveProperty("source"));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Order" }), "trendingScore");
    await waitFor(() => expect(inputsOf("catalog", "search").at(-1)).toMatchObject({ sort: "trendingScore" }));
    expect(screen.queryByRole("region", { name: "Best for this computer" })).toBeNull();
  });

  it("lists a model with its band, variant, verdict and speed", async () => {
    show(Discover);
    const row = await screen.findByRole("button", { name: /^Meta-Llama-3\.1-8B-Instruct/ });
    await waitFor(() =>
      expect(row.textContent.replace(/\s+/g, " ")).toMatch(
        /level: solid Q5_K_M.*about reading speed.*~[\d.]+ words\/s/,
      ),
    );
  });

  it("shows a range of memory where the model's shape is not certain", async () => {
    const model = sampleModels.find(({ repository }) => repository.includes("Qwen3-4B"));
    const certain = (await createFakeBridge().catalog.fits({ repositories: [String(model?.repository)] }))[
      String(model?.repository)
    ];
    if (!model || !certain) throw new Error("the sample has no fit");
    const { deciding, needBytes } = certain;
    const rangeBytes: [number, number] = [deciding.needBytes * 0.8, deciding.needBytes * 1.2];
    let verdict: Verdict = "runs-well";
    const fits = () =>
      Promise.resolve({ [model.repository]: { ...certain, verdict, deciding: { ...deciding, rangeBytes } } });
    const { bridge } = show(Discover, { overrides: { catalog: { fits } } });
    const row = await screen.findByRole("button", { name: /^Qwen3-4B/ });
    const between = formatMemoryPair(needBytes * 0.8, needBytes * 1.2, "en").join(" to ");
    await waitFor(() => expect(row.textContent).toContain(`needs ${between}`));
    verdict = "does-not-fit";
    bridge.emit("machine", sampleDesktop);
    await waitFor(() => expect(row.textContent).toContain(`smallest needs ${between}`));
  });

  it("lists one model once, by however many uploaders, and offers the others beside its name", async () => {
    const [llama] = sampleModels;
    if (!llama) throw new Error("the sample has no models");
    const twin = { ...llama, repository: "unsloth/Llama-3.1-8B-Instruct-GGUF", bundled: false };
    const results = [llama, twin].map(sampleSummary);
    const { state } = show(Discover, page({ results }));
    await userEvent.type(screen.getByRole("searchbox", { name: "Search models" }), "llama");
    const row = await screen.findByRole("button", { name: /^Meta-Llama-3\.1-8B-Instruct/ });
    await waitFor(() => expect(row.textContent).toContain("2 uploaders"));
    expect(await screen.findByText("1 model")).toBeDefined();
    await userEvent.click(row);
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Uploader" }), "by unsloth");
    expect(state.ladder.repository).toBe(twin.repository);
  });

  it("puts the first result where what was open is not among them", async () => {
    const { state } = show(Discover);
    await waitFor(() => expect(state.ladder.repository).toContain("Meta-Llama-3.1-8B"));
    await userEvent.type(screen.getByRole("searchbox", { name: "Search models" }), "qwen");
    await waitFor(() => expect(state.ladder.repository).toContain("Qwen3-4B"));
  });

  it("filters by what people look for, and says what the filters cover", async () => {
    show(Discover);
    await screen.findByRole("button", { name: /^Qwen3-4B/ });
    await userEvent.click(screen.getByRole("button", { name: "Filters" }));
    expect(screen.getByText(/^Filters cover the 8 repositories listed/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Uses tools" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: /^Qwen3-4B/ })).toBeNull());
    expect(screen.getByRole("button", { name: /^Llama-3\.2-3B/ })).toBeDefined();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Uploader" }), "TheBloke");
    await waitFor(() => expect(screen.queryByRole("button", { name: /^Llama-3\.2-3B/ })).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(await screen.findByRole("button", { name: /^Qwen3-4B/ })).toBeDefined();
  });

  it("says for which context it is where the ladder has another", async () => {
    const { state } = show(Discover);
    await screen.findByRole("heading", { level: 1, name: "Meta-Llama-3.1-8B-Instruct" });
    const note = (): HTMLElement | null => screen.queryByText("Fits in this list are for a context of 8K.");
    expect(note()).toBeNull();
    state.ladder.setContextTokens(32_768);
    await waitFor(() => expect(note()).not.toBeNull());
    state.ladder.setContextTokens(8192);
    await waitFor(() => expect(note()).toBeNull());
  });

  it("finds what is typed", async () => {
    show(Discover);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search models" }), "qwen");
    await waitFor(() => expect(screen.getByText("1 model")).toBeDefined());
    expect(screen.getByRole("button", { name: /^Qwen3-4B/ })).toBeDefined();
  });

  it("walks with the arrow keys from the search through the results", async () => {
    show(Discover);
    await screen.findByRole("button", { name: /^Qwen3-4B/ });
    const rows = [...document.querySelectorAll<HTMLElement>("button.row")];
    screen.getByRole("searchbox").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(document.activeElement).toBe(rows[rows.findIndex((row) => row.tabIndex === 0)]);
    await userEvent.keyboard("{End}");
    expect(document.activeElement).toBe(rows.at(-1));
    expect(rows.filter((row) => row.tabIndex === 0)).toEqual([rows.at(-1)]);
  });

  it("opens a repository that is named outright", async () => {
    const { state } = show(Discover, page({}));
    await userEvent.type(screen.getByRole("searchbox"), "https://huggingface.co/ada/Tiny-GGUF");
    await userEvent.click(await screen.findByRole("button", { name: "Open ada/Tiny-GGUF" }));
    expect(state.ladder.repository).toBe("ada/Tiny-GGUF");
  });

  it("says that it lists the bundled catalogue, why, and what to do", async () => {
    const notice = keptError("hub-offline", "huggingface.co did not answer.");
    const results = sampleModels.filter((model) => model.bundled).map(sampleSummary);
    const { inputsOf } = show(Discover, page({ results, source: "bundled", notice }));
    await userEvent.click(screen.getByRole("radio", { name: "Hugging Face" }));
    expect(await screen.findByText("Hugging Face cannot be reached.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(inputsOf("catalog", "search")).toHaveLength(3);
  });

  it("shows what failed where there is nothing to list", async () => {
    const error = new BridgeError({
      code: "hub-bad-token",
      key: "kept",
      details: { message: "The token was refused." },
    });
    const { state } = show(Discover, { overrides: { catalog: { search: () => Promise.reject(error) } } });
    await screen.findByText(/The token was refused\./);
    await userEvent.click(screen.getByRole("button", { name: "Add an access token" }));
    expect(state.app.screen).toBe("settings");
  });

  it("says that the filters hide everything, and shows it again", async () => {
    const results = sampleModels.filter((model) => model.repository.includes("3.3-70B")).map(sampleSummary);
    show(Discover, page({ results }));
    await screen.findByRole("button", { name: /^Llama-3\.3-70B/ });
    await userEvent.click(screen.getByRole("button", { name: "Runs well here" }));
    await userEvent.click(await screen.findByRole("button", { name: "Show them all" }));
    expect(screen.getByRole("button", { name: /^Llama-3\.3-70B/ })).toBeDefined();
  });
});
