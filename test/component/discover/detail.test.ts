import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LadderRequest, VariantNote } from "../../../src-shared/contract/index.ts";
import { say } from "../../../src-shared/words/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import {
  type FakeOptions,
  createFakeBridge,
  sampleDesktop,
  sampleLaptop,
  sampleLadder,
  sampleLibrary,
  sampleModels,
  sampleSettings,
  sampleSummary,
  sampleMeasurement,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Detail from "../../../src-renderer/features/discover/Detail.svelte";
import Discover from "../../../src-renderer/features/discover/Discover.svelte";
import { openPopover } from "../open-popover.ts";
import { show } from "../show.ts";

const llama = "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF";
/** With nowhere to lead to. */
const showDetail = (options: FakeOptions) =>
  show(Detail, options, { onback: () => undefined, onopen: () => undefined });
const hermes = "NousResearch/Hermes-3-Llama-3.1-8B-GGUF";

async function open(repository = llama, options: FakeOptions = {}) {
  const shown = showDetail({ ...options, state: { downloads: [], library: [], ...options.state } });
  shown.state.ladder.open(repository);
  await screen.findByRole("table");
  return { ...shown, user: userEvent.setup() };
}

const row = (name: string): HTMLElement => screen.getByRole("row", { name: new RegExp(`^${name}\\b`) });

describe("the quant ladder", () => {
  it("is a table with a caption, column headers and a header for every row", async () => {
    await open();
    const table = screen.getByRole("table", { name: /every variant of bartowski/i });
    const columns = within(table).getAllByRole("columnheader");
    expect(columns.map((column) => column.textContent.trim().split("\n")[0])).toEqual([
      "Variant",
      expect.stringMatching(/^Memory at 8K context/),
      "Speed",
      "Quality kept",
      "Download",
    ]);
    expect(within(table).getAllByRole("rowheader")).toHaveLength(9);
  });

  it("says speed in words first, and in tokens beside it", async () => {
    await open();
    expect(row("Q4_K_M").textContent.replace(/\s+/g, " ")).toMatch(/~[\d.]+ words\/s [\d.]+–[\d.]+ tok\/s/);
  });

  it("explains a column where it stands, by keyboard too, and leads to its paragraph", async () => {
    const { user, state } = await open();
    const term = screen.getByRole("button", { name: "Quality kept" });
    term.focus();
    await user.keyboard("{Enter}");
    const told = within(await openPopover("Quality kept"));
    expect(told.getByText(/^How much of the full model's quality is left/)).toBeDefined();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(term));
    await user.click(screen.getByRole("button", { name: "Speed" }));
    await user.click(within(await openPopover("Words and tokens a second")).getByText("More about it in Learn"));
    expect(state.app.screen).toBe("learn");
    expect(state.app.paramsOf("learn")).toEqual({ section: "speed" });
  });

  it("says every bar in words, with its parts and its limit", async () => {
    await open();
    expect(
      within(row("Q4_K_M")).getByText(
        /^Needs 5\.9 of 10\.1 GB available: weights 4\.6 GB, 3\.1 GB of them rearranged for speed, context 1\.0 GB, working buffers .+, the engine itself 90 MB\.$/,
      ),
    ).toBeDefined();
    expect(within(row("F16")).getByText(/^Needs .+: weights .+\. 6\.\d GB too much\.$/)).toBeDefined();
  });

  it("says the answer over the table, with its download and the way to its neighbours", async () => {
    const { user, inputsOf } = await open();
    expect(within(row("Q5_K_M")).getByText("recommended")).toBeDefined();
    const hero = within(screen.getByRole("region", { name: "Recommended" }));
    expect(hero.getByText("Q5_K_M is the one for this computer.")).toBeDefined();
    expect(hero.getByText(/^Needs 6\.7 of 10\.1 GB available/)).toBeDefined();
    await user.click(hero.getByRole("button", { name: "Better: Q6_K" }));
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^\s*Q6_K/));
    expect(hero.getByRole("button", { name: "Smaller: Q4_K_M" })).toBeDefined();
    await user.click(hero.getByRole("button", { name: "Download Q5_K_M · 5.7 GB" }));
    expect(inputsOf("downloads", "start")).toEqual([{ repository: llama, variant: "Q5_K_M" }]);
    await user.click(await hero.findByRole("button", { name: "Pause the download of Q5_K_M" }));
    expect(await hero.findByRole("button", { name: /^Resume Q5_K_M/ })).toBeDefined();
  });

  it("has one bright button: none in the rows, and none for another computer", async () => {
    const { state } = await open();
    const bright = (): Element[] => [...document.querySelectorAll(".button.primary")];
    expect(bright()).toHaveLength(1);
    state.whatIf.choose({ ...sampleDesktop, problems: [] });
    await screen.findByText("Q5_K_M is the one for that computer.");
    expect(screen.getByRole("button", { name: /^Download here · Q5_K_M/ })).toBeDefined();
    expect(bright()).toHaveLength(0);
  });

  it("leads to another model where the best that fits is poor", async () => {
    const { user, state } = await open(llama, {
      overrides: {
        catalog: {
          ladder: async (input) => {
            const [model] = sampleModels;
            if (!model) throw new Error("the sample has no models");
            const ladder = sampleLadder(model, input as LadderRequest, sampleLaptop);
            const report = ladder.report && {
              ...ladder.report,
              recommended: "Q2_K",
              summary: [{ key: "best-but-poor" as const, figures: { variant: "Q2_K" } }],
            };
            return { ...ladder, report };
          },
        },
      },
    });
    expect(within(row("Q2_K")).getByText("best that fits")).toBeDefined();
    const [bright, ...others] = document.querySelectorAll(".button.primary");
    expect(others).toEqual([]);
    expect(bright?.textContent.trim()).toBe("Find a model that suits");
    expect(screen.getByRole("button", { name: "Download Q2_K · 3.2 GB" })).toBeDefined();
    state.catalog.setText("llama");
    await user.click(screen.getByRole("button", { name: "Find a model that suits" }));
    expect(state.catalog.listing).toBe("suited");
  });

  it("has the tone of the answer, the row and the list in common", async () => {
    show(Discover, { state: { downloads: [], library: [] } });
    await screen.findByRole("table");
    const toneIn = (element: Element | null): string | undefined =>
      [...(element?.querySelector(".fit")?.classList ?? [])].find((name) =>
        ["good", "neutral", "tight", "bad"].includes(name),
      );
    const listed = document.querySelector("button.row[aria-current]");
    await waitFor(() => expect(listed?.textContent).toContain("Q5_K_M"));
    const hero = screen.getByRole("region", { name: "Recommended" });
    expect([toneIn(listed), toneIn(row("Q5_K_M")), hero.classList.contains("good")]).toEqual(["good", "good", true]);
    expect(toneIn(document.querySelector("button.pick[aria-current]"))).toBe("good");
  });

  it("shows a variant that cannot run, with the reason", async () => {
    await open();
    expect(within(row("IQ3_KS")).getByText(/ik_llama\.cpp/)).toBeDefined();
    expect(within(row("IQ3_KS")).queryByRole("button", { name: /download/i })).toBeNull();
  });

  it("draws a lane for every memory", async () => {
    await open(llama, { state: { machine: sampleDesktop } });
    const cells = within(row("Q4_K_M"));
    expect(cells.getByText(/^NVIDIA GeForce RTX 4070: needs/)).toBeDefined();
    expect(cells.getByText(/^The computer's memory: needs/)).toBeDefined();
  });

  it("opens the arithmetic by keyboard and takes the way out", async () => {
    const { user, inputsOf } = await open();
    const typed = screen.getByRole("textbox", { name: "Context in tokens" });
    await user.clear(typed);
    await user.type(typed, "128k{Enter}");
    await waitFor(() => expect(within(row("Q4_K_M")).getByText("context too long")).toBeDefined());

    within(row("Q4_K_M"))
      .getByRole("button", { name: /^Q4_K_M\s*, why$/, expanded: false })
      .focus();
    await user.keyboard("{Enter}");
    expect(screen.getByText("in all")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Set the context to 32,768 tokens" }));
    await waitFor(() => {
      const last = inputsOf("catalog", "ladder").at(-1) as LadderRequest;
      expect(last.plan.contextTokens).toBe(32_768);
    });
  });

  it("moves context in steps of equal factor", async () => {
    const { inputsOf } = await open();
    const slider = screen.getByRole<HTMLInputElement>("slider", { name: "Context length" });
    expect(slider.getAttribute("aria-valuetext")).toBe("8,192 tokens");
    slider.value = String(Number(slider.value) + 1);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await waitFor(() => expect(inputsOf("catalog", "ladder")).toHaveLength(2));
    expect((inputsOf("catalog", "ladder")[1] as LadderRequest).plan).toEqual({ contextTokens: 12_288 });
  });

  it("asks about another computer and comes back", async () => {
    const { user, inputsOf } = await open();
    await user.click(screen.getByRole("radio", { name: "What if…" }));
    await user.click((await screen.findAllByRole("button", { name: /RTX 4070/ }))[0] as HTMLElement);
    await user.click(screen.getByRole("button", { name: "Show this computer" }));
    await waitFor(() =>
      expect((inputsOf("catalog", "ladder").at(-1) as LadderRequest).machine?.gpus?.[0]?.name).toBe("RTX 4070"),
    );
    await screen.findByText("Q5_K_M is the one for that computer.");
    await user.click(screen.getByRole("radio", { name: "This one" }));
    await waitFor(() => expect((inputsOf("catalog", "ladder").at(-1) as LadderRequest).machine).toBeNull());
  });
});

describe("downloading from the ladder", () => {
  it("starts the row's variant and shows how far it is", async () => {
    const { user, bridge, inputsOf } = await open();
    await user.click(within(row("Q4_K_M")).getByRole("button", { name: /^Download/ }));
    expect(inputsOf("downloads", "start")).toEqual([{ repository: llama, variant: "Q4_K_M" }]);
    const bar = await within(row("Q4_K_M")).findByRole("progressbar", { name: "Download of Q4_K_M" });
    const download = bridge.state.downloads.find(({ variant }) => variant === "Q4_K_M");
    if (!download) throw new Error("nothing was started");
    bridge.changeDownloads([{ ...download, receivedBytes: download.totalBytes / 4 }]);
    await waitFor(() => expect(bar.getAttribute("aria-valuenow")).toBe("25"));
  });

  it("says what was measured on this computer in the place of the table's word", async () => {
    const [like] = sampleLibrary;
    if (!like) throw new Error("the sample library is empty");
    const installed = { ...like, id: "v-1", repository: llama, variantKey: "Q6_K", label: "Q6_K", modifiers: [] };
    const measured = {
      ...sampleMeasurement({ id: "m", variant: installed, reference: { ...like, label: "F16" }, measuredAt: 1 }),
      klDivergence: { mean: 0.2, standardError: 0.01, median: 0.1, p99: 1, max: 2 },
    };
    const { user } = await open(llama, { state: { library: [installed], measured: [measured] } });
    await waitFor(() => expect(row("Q6_K").textContent).toMatch(/poor\s*87 %\s*measured here/));
    expect(row("Q4_K_M").textContent).not.toMatch(/measured here/);
    await user.click(within(row("Q6_K")).getByRole("button", { name: /^Q6_K/ }));
    expect(await screen.findByText(/87 % of words the same as F16, measured here over “English prose”\./)).toBeTruthy();
  });

  it("offers a chat where the variant is installed", async () => {
    const { user, bridge, state } = await open();
    const [installed] = sampleLibrary;
    if (!installed) throw new Error("the sample library is empty");
    bridge.changeLibrary([
      { ...installed, id: "v-1", repository: llama, variantKey: "Q6_K", label: "Q6_K", modifiers: [] },
    ]);
    await user.click(await within(row("Q6_K")).findByRole("button", { name: /^Chat/ }));
    expect(state.app.screen).toBe("chat");
    expect(state.app.paramsOf("chat")).toEqual({ variantId: "v-1" });
  });

  it("lets a person who has read why download what does not fit", async () => {
    const { user, inputsOf } = await open(hermes);
    await user.click(within(row("F16")).getByRole("button", { name: /^Why\?/ }));
    await user.click(screen.getByRole("button", { name: /^Download anyway/ }));
    expect(inputsOf("downloads", "start")).toEqual([{ repository: hermes, variant: "F16" }]);
  });

  it("shows a start that failed", async () => {
    const message = "The drive is full.";
    const { user, state } = await open(llama, {
      overrides: {
        downloads: {
          start: () => Promise.reject(new BridgeError({ code: "disk-full", key: "kept", details: { message } })),
        },
      },
    });
    await user.click(within(row("Q4_K_M")).getByRole("button", { name: /^Download/ }));
    await waitFor(() => expect(state.toasts.all.map((toast) => toast.text)).toEqual([message]));
  });
});

describe("a ladder that cannot be read", () => {
  const failing = (code: "hub-gated" | "hub-offline" | "hub-rate-limited" | "hub-not-found"): FakeOptions => ({
    overrides: {
      catalog: { ladder: () => Promise.reject(new BridgeError(keptError(code, "It did not work."))) },
    },
  });

  it.each([
    ["hub-gated", ["Open its page", "Add an access token"]],
    ["hub-offline", ["Try again", "Check the address of Hugging Face"]],
    ["hub-rate-limited", ["Try again", "Add an access token"]],
    ["hub-not-found", ["Open its page", "Add an access token"]],
  ] as const)("says what to do about %s", async (code, labels) => {
    const { state } = showDetail(failing(code));
    state.ladder.open(llama);
    const alert = await screen.findByRole("alert");
    await waitFor(() =>
      expect(
        within(alert)
          .getAllByRole("button")
          .map((button) => button.textContent.trim()),
      ).toEqual(labels),
    );
  });

  it("tells one cause once, and still offers what is known", async () => {
    const gated = keptError("hub-gated", "Ask its owner.");
    const { state } = showDetail({
      overrides: {
        catalog: {
          ladder: async (input) => {
            const [model] = sampleModels;
            if (!model) throw new Error("the sample has no models");
            const whole = sampleLadder(model, input as LadderRequest, sampleDesktop);
            return {
              detail: { ...whole.detail, gated: "manual", notice: gated },
              report: null,
              problem: gated,
              model: null,
            };
          },
        },
      },
    });
    state.ladder.open(llama);
    await screen.findByRole("table");
    expect(screen.getAllByText("Accept the model's terms first.")).toHaveLength(1);
    expect(within(row("Q8_0")).getByRole("button", { name: /^Download/ })).toBeDefined();
    expect(within(row("Q8_0")).getByText(/header has been read/)).toBeDefined();
  });

  it("says once that a repository holds nothing for this engine, and what to look for", async () => {
    const note: VariantNote = { key: "foreign-format", figures: { format: "onnx" } };
    const { state } = showDetail({
      overrides: {
        catalog: {
          ladder: async (input) => {
            const [model] = sampleModels;
            if (!model) throw new Error("the sample has no models");
            const { detail } = sampleLadder(model, input as LadderRequest, sampleDesktop);
            const problem = keptError("not-found", "It has no GGUF file that the engine can run.");
            return { detail: { ...detail, variants: [], unsupported: [note] }, report: null, problem, model: null };
          },
        },
      },
    });
    state.ladder.open(llama);
    expect(await screen.findByText("Nothing in this repository runs in Bitloft.")).toBeDefined();
    expect(screen.getByText(say(note))).toBeDefined();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("leads from a repository that is gone to the same model by another uploader", async () => {
    const [model] = sampleModels;
    if (!model) throw new Error("the sample has no models");
    const twin = { ...model, repository: "unsloth/Llama-3.1-8B-Instruct-GGUF", bundled: false };
    const { state } = show(Discover, {
      overrides: {
        catalog: {
          search: async () => ({
            results: [model, twin].map(sampleSummary),
            next: null,
            source: "hub" as const,
            notice: null,
          }),
          ladder: () => Promise.reject(new BridgeError(keptError("hub-not-found", "It is gone."))),
        },
      },
    });
    await userEvent.click(screen.getByRole("radio", { name: "Hugging Face" }));
    await waitFor(() => expect(state.catalog.listed).toHaveLength(2));
    state.app.go("discover", { repository: model.repository });
    await screen.findByRole("alert");
    await userEvent.click(await screen.findByRole("button", { name: "Take it from unsloth" }));
    expect(state.ladder.repository).toBe(twin.repository);
    await userEvent.click(await screen.findByRole("button", { name: "Search for this model" }));
    expect(state.catalog.text).toBe("Llama-3.1-8B-Instruct");
  });

  it("leads on by itself where the uploader of what is suggested has it no more, and says so", async () => {
    const api = createFakeBridge().catalog;
    const gone = new BridgeError(keptError("hub-not-found", "It is gone."));
    const [best = "", other = ""] = sampleModels.filter(({ bundled }) => bundled).map(({ repository }) => repository);
    const { state } = show(Discover, {
      overrides: {
        catalog: {
          suggest: async (asked) => {
            const found = await api.suggest(asked);
            const [first] = found.suggestions;
            if (first === undefined) throw new Error("nothing is suggested");
            return { ...found, suggestions: [{ ...first, repository: best, elsewhere: ["closed/Model-GGUF", other] }] };
          },
          ladder: async (asked) => {
            if (asked.repository === other) return api.ladder(asked);
            throw gone;
          },
        },
      },
    });
    await waitFor(() => expect(state.ladder.repository).toBe(other));
    const line = await screen.findByText(/does not have it on Hugging Face any more/);
    expect(line.textContent).toBe(
      `${best.split("/")[0]} does not have it on Hugging Face any more. This is the same model by ${other.split("/")[0]}.`,
    );
    expect(screen.queryByRole("alert")).toBeNull();
    // Another one that is opened has nothing to do with it.
    state.app.go("discover", { repository: hermes });
    await waitFor(() => expect(screen.queryByText(/any more/)).toBeNull());
  });

  it("asks for no token where there is one", async () => {
    const { state } = showDetail({
      ...failing("hub-gated"),
      state: { settings: { ...sampleSettings, hasHubToken: true } },
    });
    state.ladder.open(llama);
    const alert = await screen.findByRole("alert");
    await waitFor(() => expect(within(alert).queryByRole("button", { name: "Add an access token" })).toBeNull());
    expect(within(alert).getByRole("button", { name: "Open its page" })).toBeDefined();
  });

  it("asks once for a repository that a link names, and not again because that failed", async () => {
    const { state, inputsOf } = show(Discover, failing("hub-not-found"));
    state.app.go("discover", { repository: "nobody/nothing" });
    await screen.findByRole("alert");
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const asked = inputsOf("catalog", "ladder").filter(
      (input) => (input as LadderRequest).repository === "nobody/nothing",
    );
    expect(asked).toHaveLength(1);
  });

  it("asks again when told to", async () => {
    const { state, inputsOf } = showDetail(failing("hub-offline"));
    state.ladder.open(llama);
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    await waitFor(() => expect(inputsOf("catalog", "ladder")).toHaveLength(2));
  });
});
