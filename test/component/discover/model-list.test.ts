import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import type { SearchPage } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { type FakeOptions, sampleModels, sampleSummary } from "../../../src-renderer/bridge/fake/index.ts";
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
  it("lists results with fit, speed and context, and opens the first", async () => {
    show(Discover);
    const first = await screen.findByRole("button", { name: /^Meta-Llama-3\.1-8B-Instruct 8\.0B/ });
    await waitFor(() =>
      expect(first.textContent).toMatch(
        /8\.0B\s*128K context.*Q5_K_M.*needs 6\.7 of 10\.1 GB available.*about reading speed.*~\d\.\d tok\/s/,
      ),
    );
    await waitFor(() => expect(first.getAttribute("aria-current")).toBe("true"));
    expect(await screen.findByRole("heading", { level: 1, name: "Meta-Llama-3.1-8B-Instruct" })).toBeDefined();
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
    const rows = await screen.findAllByRole("button", { name: /context|does not fit/ });
    screen.getByRole("searchbox").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(document.activeElement?.textContent).toMatch(/Llama-3\.2-3B/);
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
    expect(await screen.findByText("Hugging Face cannot be reached.")).toBeDefined();
    expect(screen.getByPlaceholderText("Search the bundled catalogue")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(inputsOf("catalog", "search")).toHaveLength(2);
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
