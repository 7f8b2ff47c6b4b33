import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ExactCheck, Ladder, LadderRequest, VariantFit } from "../../../src-shared/contract/index.ts";
import { sayError } from "../../../src-shared/words/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import {
  type FakeOptions,
  sampleDesktop,
  sampleLadder,
  sampleLaptop,
  sampleModels,
} from "../../../src-renderer/bridge/fake/index.ts";
import Detail from "../../../src-renderer/features/discover/Detail.svelte";
import { checkWords } from "../../../src-renderer/features/discover/check-words.ts";
import { barsOf } from "../../../src-renderer/features/discover/memory-lanes.ts";
import { show } from "../show.ts";
import { LanguageState } from "../../../src-renderer/state/language.svelte.ts";

const english = new LanguageState({ language: "en" });

const llama = "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF";
/** With nowhere to lead to. */
const showDetail = (options: FakeOptions) =>
  show(Detail, options, { onback: () => undefined, onopen: () => undefined });
const [model] = sampleModels;
if (!model) throw new Error("the sample has no models");

/** The sample's ladder, changed. */
const changed = (change: (ladder: Ladder) => Ladder): FakeOptions => ({
  overrides: {
    catalog: { ladder: async (input) => change(sampleLadder(model, input as LadderRequest, sampleLaptop)) },
  },
});
const withFits = (change: (fit: VariantFit) => VariantFit): FakeOptions =>
  changed((ladder) => ({
    ...ladder,
    report: ladder.report && { ...ladder.report, variants: ladder.report.variants.map(change) },
  }));

async function open(options: FakeOptions = {}) {
  const shown = showDetail({ ...options, state: { downloads: [], library: [], ...options.state } });
  shown.state.ladder.open(llama);
  await screen.findByRole("table");
  return { ...shown, user: userEvent.setup() };
}
const row = (name: string): HTMLElement => screen.getByRole("row", { name: new RegExp(`^${name}\\b`) });
/** What stands under the row's bars is a separate line. */
const notesOf = (name: string) => within(row(name).nextElementSibling as HTMLElement);
const whyOf = (name: string): HTMLElement => within(row(name)).getByRole("button", { name: /, why$/ });

describe("the ladder by keyboard", () => {
  it("walks along the rows as one stop, from any button of a row, and opens with Enter", async () => {
    const { user } = await open();
    whyOf("Q5_K_M").focus();
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(whyOf("Q4_K_M"));
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(whyOf("Q2_K"));
    await user.keyboard("{Home}{ArrowDown}{Enter}");
    expect(whyOf("Q8_0").getAttribute("aria-expanded")).toBe("true");
    const stops = screen.getAllByRole("button", { name: /, why$/ }).filter((button) => button.tabIndex === 0);
    expect(stops).toEqual([whyOf("Q8_0")]);

    within(row("Q6_K"))
      .getByRole("button", { name: /^Download/ })
      .focus();
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(whyOf("Q8_0"));
  });
});

describe("a row of the ladder", () => {
  it("says the figure that decides, and applies the way out beside it", async () => {
    const { user, inputsOf, state } = await open();
    state.ladder.setContextTokens(131_072);
    const button = await screen.findByRole("button", { name: /^Use 32K context\s*for Q4_K_M$/ });
    expect(notesOf("Q4_K_M").getByText(/^32K instead of 128K frees .+ GB\.$/)).toBeDefined();
    expect(notesOf("Q4_K_M").getByText(/^Needs .+ GB and only 10\.1 GB is available\.$/)).toBeDefined();
    await user.click(button);
    await waitFor(() =>
      expect((inputsOf("catalog", "ladder").at(-1) as LadderRequest).plan.contextTokens).toBe(32_768),
    );
    // The button is gone; a person who pressed it by keyboard is still at the row.
    await waitFor(() => expect(notesOf("Q4_K_M").queryByRole("button", { name: /^Use / })).toBeNull());
    expect(document.activeElement).toBe(whyOf("Q4_K_M"));
  });

  it("leads to the variant that is to be taken instead, once it is open and not in every row", async () => {
    const says = { key: "take-smaller" as const, figures: { variant: "Q5_K_M", lessBytes: 900e6 } };
    const wayOut = { says, variant: "Q5_K_M", request: null };
    const { user } = await open(withFits((fit) => (fit.label === "Q8_0" ? { ...fit, wayOut } : fit)));
    expect(screen.queryByText(/^Take Q5_K_M/)).toBeNull();
    await user.click(whyOf("Q8_0"));
    await user.click(screen.getByRole("button", { name: "Show Q5_K_M" }));
    await waitFor(() => expect(document.activeElement).toBe(whyOf("Q5_K_M")));
    expect(whyOf("Q5_K_M").getAttribute("aria-expanded")).toBe("true");
  });

  it("says why in the recommended row, in an opened one, and where it cannot run, and in no other", async () => {
    const { user } = await open();
    const noted = (name: string): boolean => row(name).nextElementSibling?.classList.contains("notes") ?? false;
    expect([noted("Q5_K_M"), noted("F16"), noted("Q6_K"), noted("Q4_0")]).toEqual([true, true, false, false]);
    await user.click(whyOf("Q4_0"));
    expect(noted("Q4_0")).toBe(true);
    expect(screen.getByText(/^4\.7 bits for each weight/)).toBeDefined();
  });

  it("says that this very plan failed here before", async () => {
    const failure = keptError("out-of-memory", "The graphics card had 400 MB too little.");
    const failedBefore = { key: "failed-before" as const, figures: { failure, like: null } };
    await open(withFits((fit) => (fit.label === "Q6_K" ? { ...fit, failedBefore } : fit)));
    expect(notesOf("Q6_K").getByText(`This failed here before. ${sayError(failure)}`)).toBeDefined();
    expect(screen.getAllByText(/failed here/i)).toHaveLength(1);
  });

  it("shows how right the predictions were", async () => {
    await open(
      changed((ladder) => ({
        ...ladder,
        report: ladder.report && {
          ...ladder.report,
          accuracy: { memory: { loads: 9, withinShare: 0.03 }, speed: { loads: 9, within: 8, furthestShare: 0.2 } },
        },
      })),
    );
    const words =
      "Memory: within 3 % over the last 9 loads. Speed: within the forecast 8 times in 9, at worst 20 % over it.";
    expect(screen.getByText(`Forecasts on this computer so far. ${words}`)).toBeDefined();
  });
});

describe("the engine's check", () => {
  const check = (change: Partial<ExactCheck>): ExactCheck => ({
    basis: "engine",
    cpuBytes: 6.3e9,
    gpuBytes: 0,
    differenceShare: 0,
    agrees: true,
    ...change,
  });

  it("comes after the ladder, and only for this computer", async () => {
    const options: FakeOptions = {
      overrides: { catalog: { check: async () => ({ Q5_K_M: check({ cpuBytes: 7.1e9 }) }) } },
    };
    const { inputsOf, state } = await open(options);
    expect(inputsOf("catalog", "check")).toEqual([]);
    await screen.findByText("6.7 GB, checked by the engine");
    expect(inputsOf("catalog", "check")).toHaveLength(1);
    state.ladder.setContextTokens(16_384);
    await waitFor(() => expect(screen.queryByText(/checked by the engine/)).toBeNull());
  });

  it("is one figure with ours: the larger", async () => {
    const fit = sampleLadder(model, { repository: llama, plan: {}, machine: null }, sampleLaptop).report?.variants.find(
      (one) => one.label === "Q4_K_M",
    );
    if (!fit) throw new Error("no fit");
    expect(checkWords(english, fit, check({ cpuBytes: 7e9, agrees: false }))).toBe(
      "The engine says 6.5 GB, not 5.9 GB; the larger is shown.",
    );
    expect(checkWords(english, fit, check({ cpuBytes: 5e9, agrees: false }))).toMatch(
      /ours, 5\.9 GB, is larger and is shown/,
    );
    expect(checkWords(english, fit, check({ basis: "fallback", cpuBytes: null, agrees: null }))).toBeNull();
    expect(checkWords(english, fit, null)).toBeNull();

    await open({
      overrides: { catalog: { check: async () => ({ Q4_K_M: check({ cpuBytes: 7e9, agrees: false }) }) } },
    });
    await waitFor(() => expect(within(row("Q4_K_M")).getByText(/^Needs 6\.5 of/)).toBeDefined());
    expect(within(row("Q4_K_M")).getByText(/^Needs 6\.5 of 10\.1 GB available/)).toBeDefined();
  });
});

describe("the engine's larger figure", () => {
  const larger = (bytes: Partial<ExactCheck>): ExactCheck => ({
    basis: "engine",
    cpuBytes: 6.3e9,
    gpuBytes: 0,
    differenceShare: 0.7,
    agrees: false,
    ...bytes,
  });

  it("says so where by it the variant does not fit", async () => {
    await open({ overrides: { catalog: { check: async () => ({ Q4_K_M: larger({ cpuBytes: 11.3e9 }) }) } } });
    const words = /^By the engine's figure it does not fit: .+ more than is available in the computer's memory\.$/;
    await screen.findByText(words);
  });

  it("is drawn on each of several cards by its part of ours", () => {
    const fit = sampleLadder(model, { repository: llama, plan: {}, machine: null }, sampleLaptop).report?.variants[0];
    if (!fit?.memory) throw new Error("no fit");
    const device = { kind: "gpu" as const, weightsBytes: 0, kvBytes: 0, computeBytes: 0 };
    const cards = [3e9, 1e9].map((needBytes, at) => ({
      ...device,
      name: `Card ${at}`,
      needBytes,
      budgetBytes: 4e9,
      totalBytes: 4e9,
    }));
    const lanes = cards.map((card) => ({ ...card, short: card.name, scaleBytes: card.totalBytes }));
    const both = { ...fit, memory: { ...fit.memory, devices: cards } };
    expect(barsOf(both, lanes, larger({ gpuBytes: 8e9 })).map(({ needBytes }) => needBytes)).toEqual([6e9, 2e9]);
  });
});

describe("why", () => {
  it("opens the arithmetic line by line", async () => {
    const { user, inputsOf } = await open();
    await user.click(whyOf("Q4_K_M"));
    const arithmetic = within(screen.getByRole("region", { name: "How the figures come about" }));
    expect(
      await arithmetic.findByText("32 layers × 8 heads × (128 + 128) numbers × 8,192 tokens × 2 bytes"),
    ).toBeDefined();
    expect(
      arithmetic.getByText(
        /own header: Q4_K 3\.6 GB, Q6_K 1\.0 GB, F32 5 MB; a file of 4\.9 GB; disks count in thousands$/,
      ),
    ).toBeDefined();
    expect(arithmetic.getByText(/GB free now − .+ kept for other programs = 10\.\d+ GB available$/)).toBeDefined();
    expect(arithmetic.getByText(/read ÷ \d+ to \d+ GB\/s, 55 to 80 % of the 54 GB\/s of its memory/)).toBeDefined();
    expect(inputsOf("catalog", "explain").at(-1)).toMatchObject({ repository: llama, variant: "Q4_K_M" });
  });

  it("names the source of the quality, opens it in the browser, and warns in words", async () => {
    const quality = {
      source: {
        title: { key: "llama-cpp-measurements" as const, figures: {} },
        url: "https://github.com/ggml-org/llama.cpp",
      },
      warnings: [{ key: "too-few-bits" as const, figures: {} }],
    };
    const { user, inputsOf } = await open(
      withFits((fit) => (fit.label === "Q2_K" ? { ...fit, quality: { ...fit.quality, ...quality } } : fit)),
    );
    await user.click(whyOf("Q2_K"));
    expect(screen.getByText(/too few for a model this small: expect broken answers\.$/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: /^llama\.cpp, tools\/perplexity: Llama-3-8B, quantised/ }));
    expect(inputsOf("app", "openLink")).toEqual([{ url: "https://github.com/ggml-org/llama.cpp" }]);
  });
});

describe("what each gigabyte buys", () => {
  it("is asked for when it is opened, and is a table as well as a picture", async () => {
    const { user, inputsOf, state } = await open({ state: { machine: sampleDesktop } });
    expect(inputsOf("catalog", "frontier")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "What each gigabyte buys" }));
    // Its code comes in when it is opened.
    const table = await screen.findByRole(
      "table",
      { name: /best that each amount of memory buys: All on the GPU/ },
      { timeout: 10_000 },
    );
    const rows = within(table).getAllByRole("rowheader");
    const variants = rows.map((cell) => cell.textContent.trim().split(" ")[0]);
    expect(variants).toEqual([...new Set(variants)]);
    // The recommended variant is a row and a ringed point, whether or not a step leads to it.
    expect(rows.filter((cell) => cell.textContent.includes("recommended"))).toHaveLength(1);
    expect(document.querySelectorAll(".chart .ring")).toHaveLength(1);
    const needs = rows.map((cell) => Number.parseFloat(cell.nextElementSibling?.textContent ?? ""));
    expect(needs).toEqual([...needs].sort((a, b) => a - b));
    await user.click(screen.getByRole("radio", { name: "GPU and processor" }));
    await screen.findByRole("table", { name: /GPU and processor/ });
    const shows = within(await screen.findByRole("table", { name: /GPU and processor/ })).getAllByRole("button");
    await user.click(shows.at(-1) as HTMLElement);
    expect(state.ladder.plan.contextTokens).toBeGreaterThan(0);
    // The slider moves along the staircase: nothing is asked again.
    expect(inputsOf("catalog", "frontier")).toHaveLength(1);
  });
});
