import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Download } from "../../../src-shared/contract/index.ts";
import type { HardwareProfile, Suggestion } from "../../../src-shared/contract/index.ts";
import FirstRun from "../../../src-renderer/features/first-run/FirstRun.svelte";
import {
  type FakeOptions,
  createFakeBridge,
  sampleDesktop,
  sampleDownloads,
  sampleLaptop,
  sampleLibrary,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { sampleSuggestions } from "../../../src-renderer/bridge/fake/sample-suggestions.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => {
  stubBrowser();
  // Motion is not wanted: the rows are there at once.
  const others = window.matchMedia;
  window.matchMedia = (query) => ({ ...others(query), matches: query.includes("reduced-motion") });
});
afterEach(() => void vi.restoreAllMocks());

function first(options: FakeOptions = {}): Shown {
  const settings = { ...sampleSettings, settings: { ...sampleSettings.settings, firstRunDone: false } };
  return show(FirstRun, {
    ...options,
    state: { settings, library: [], downloads: [], conversations: [], machine: sampleDesktop, ...options.state },
  });
}
const next = (): Promise<HTMLElement> => screen.findByRole("button", { name: "See what suits it" });
async function second(options: FakeOptions = {}): Promise<Shown> {
  const shown = first(options);
  await waitFor(async () => expect(await next()).toHaveProperty("disabled", false));
  await userEvent.click(await next());
  return shown;
}
const unmeasured = { ...sampleDesktop.memory, bandwidthBytesPerSecond: null, bandwidthBasis: null };

describe("the first step", () => {
  it("shows what there is, measures memory meanwhile, and sums up", async () => {
    const measured = {
      ...sampleDesktop,
      memory: { ...unmeasured, bandwidthBytesPerSecond: 51e9, bandwidthBasis: "measured" as const },
    };
    const shown = first({
      state: { machine: { ...sampleDesktop, memory: unmeasured } },
      overrides: { machine: { measureBandwidth: () => Promise.resolve(measured) } },
    });
    await screen.findByText(sampleDesktop.cpu.name);
    await screen.findByText("51.0 GB a second");
    await screen.findByText(/^A .*: models up to about \d+B, at reading speed\.$/);
    expect(shown.state.announcer.message).toContain("at reading speed");
    expect(document.activeElement).toBe(await next());
  });

  it("sums up once, when the measurement is in the answer, by the largest model and not by those that are suggested", async () => {
    const answer = sampleSuggestions("chat", null, sampleDesktop);
    const answers: ((parameters: number) => void)[] = [];
    const suggest = (): Promise<typeof answer> =>
      new Promise((resolve) => answers.push((parameters) => resolve({ ...answer, largest: { parameters } })));
    const measured: ((machine: HardwareProfile) => void)[] = [];
    const shown = first({
      state: { machine: { ...sampleDesktop, memory: unmeasured } },
      overrides: {
        catalog: { suggest },
        machine: { measureBandwidth: () => new Promise((done) => measured.push(done)) },
      },
    });
    const said = vi.spyOn(shown.state.announcer, "announce");
    await waitFor(() => expect([answers.length, measured.length]).toEqual([1, 1]));
    answers[0]?.(7e9);
    await waitFor(() => expect(shown.state.suggestions.busy).toBe(false));
    const memory = { ...unmeasured, bandwidthBytesPerSecond: 51e9, bandwidthBasis: "measured" as const };
    shown.bridge.emit("machine", { ...sampleDesktop, memory });
    measured[0]?.({ ...sampleDesktop, memory });
    await screen.findByText("51.0 GB a second");
    expect(screen.queryByText(/models up to about/)).toBeNull();
    answers[1]?.(235e9);
    await screen.findByText(/models up to about 235B/);
    screen.getByRole("button", { name: "Skip" }).focus();
    shown.bridge.emit("machine", { ...sampleDesktop, memory, name: "scanned again" });
    answers[2]?.(236e9);
    await screen.findByText(/models up to about 236B/);
    expect(said.mock.calls.filter(([text]) => text.includes("models up to"))).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Skip" }));
  });

  it("goes on where memory cannot be measured", async () => {
    const measureBandwidth = vi.fn(() => Promise.reject(new BridgeError(keptError("disk-full", "Busy."))));
    first({
      state: { machine: { ...sampleLaptop, memory: unmeasured } },
      overrides: { machine: { measureBandwidth } },
    });
    await screen.findByText("could not be measured");
    expect(await next()).toHaveProperty("disabled", false);
    expect(measureBandwidth).toHaveBeenCalledTimes(1);
  });

  it("uses what other programs hold where it is, unless that is not wanted", async () => {
    const programs = [
      { program: "lm-studio" as const, models: 9, bytes: 62e9 },
      { program: "ollama" as const, models: 3, bytes: 22e9 },
    ];
    const held = { state: { elsewhere: { programs, partial: false } } };
    const declined = first(held);
    await screen.findByText(/^LM Studio and Ollama hold 12 models, 84.0 GB\./);
    await userEvent.click(screen.getByRole("checkbox", { name: "Use them where they are" }));
    await waitFor(async () => expect(await next()).toHaveProperty("disabled", false));
    await userEvent.click(await next());
    expect(declined.inputsOf("stores", "use")).toEqual([]);
    cleanup();
    const shown = first(held);
    await screen.findByRole("checkbox", { name: "Use them where they are", checked: true });
    await userEvent.click(await screen.findByRole("button", { name: "Skip" }));
    await waitFor(() => expect(shown.inputsOf("stores", "use")).toEqual([{ ids: null }]));
  });

  it("says why the hardware could not be read, and tries again", async () => {
    let fails = true;
    first({
      overrides: {
        machine: {
          get: () => Promise.reject(new BridgeError(keptError("disk-full", "No probe."))),
          refresh: () =>
            fails
              ? Promise.reject(new BridgeError(keptError("disk-full", "No probe.")))
              : Promise.resolve(sampleLaptop),
        },
      },
    });
    await screen.findByText("Couldn't read this computer's hardware.");
    fails = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText(sampleLaptop.cpu.name);
  });

  it("can be skipped: the chat offers the same", async () => {
    const { bridge, state } = first();
    await userEvent.click(await screen.findByRole("button", { name: "Skip" }));
    await waitFor(() => expect(bridge.state.settings.settings.firstRunDone).toBe(true));
    expect(state.app.screen).toBe("chat");
  });
});

describe("the second step", () => {
  it("has one pick to take, and the keyboard is on it", async () => {
    const { bridge, state, inputsOf } = await second();
    const [best, ...others] = await screen.findAllByRole("article");
    expect(others).toHaveLength(2);
    const card = within(best as HTMLElement);
    card.getByText("Best here");
    card.getByText(/^about [\d.,]+ words a second$/);
    card.getByText(/^uses .* of memory|graphics memory$/);
    // A trap of its licence is told before it is taken.
    card.getByText(/^Llama 3\.1 licence: Its own terms/);
    const button = card.getByRole("button", { name: /^Download and start · [\d.]+ GB: Meta-Llama/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(bridge.state.settings.settings.firstRunDone).toBe(true));
    expect(inputsOf("downloads", "start")).toHaveLength(1);
    expect(state.app.screen).toBe("chat");
    const [request] = inputsOf("downloads", "start");
    const draft = await bridge.chat.draft({ conversationId: null });
    expect(draft.awaits).toEqual(request);
  });

  it("ranks again at once for another job", async () => {
    const { inputsOf } = await second();
    await screen.findAllByRole("article");
    await userEvent.click(screen.getByRole("radio", { name: "Code" }));
    await waitFor(() => expect(inputsOf("catalog", "suggest").at(-1)).toMatchObject({ job: "code", machine: null }));
  });

  it("says why, and where the rating comes from", async () => {
    await second();
    const [why, ...others] = await screen.findAllByRole("button", { name: /^Why this one\?/ });
    if (why === undefined) throw new Error("there is no reason to read");
    expect(others).toHaveLength(2);
    expect(why.getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(why);
    expect(why.getAttribute("aria-expanded")).toBe("true");
    expect(
      screen.getAllByText("People's blind votes on the full model: Arena (LMArena), CC BY 4.0, Aug 19, 2026."),
    ).toHaveLength(3);
    // The same in short under the cards.
    screen.getByText("Levels: Arena (LMArena), CC BY 4.0, Aug 19, 2026.");
  });

  it("offers to begin with the small one where the best takes long", async () => {
    const { bridge, inputsOf } = await second();
    await userEvent.click(await screen.findByRole("button", { name: /^Start with the small one now/ }));
    await waitFor(() => expect(bridge.state.settings.settings.firstRunDone).toBe(true));
    const [small, large] = inputsOf("downloads", "start") as { repository: string }[];
    expect(bridge.state.settings.settings.switchTo).toEqual(large);
    expect((await bridge.chat.draft({ conversationId: null })).awaits).toEqual(small);
  });

  /** The sample's suggestions, changed. */
  async function suggesting(
    change: (one: Suggestion) => Suggestion,
    overrides: NonNullable<FakeOptions["overrides"]> = {},
  ): Promise<Shown> {
    const answer = sampleSuggestions("chat", null, sampleDesktop);
    const suggest = (): Promise<typeof answer> =>
      Promise.resolve({ ...answer, suggestions: answer.suggestions.map(change) });
    return second({ overrides: { ...overrides, catalog: { suggest, ...overrides.catalog } } });
  }

  it("marks a level that no independent test gave", async () => {
    const { capability: arena } = sampleSuggestions("chat", null, sampleDesktop).suggestions[0] as Suggestion;
    await suggesting((one) => ({
      ...one,
      capability: one.role === "best" ? arena : { ...arena, basis: "placed", asOf: null },
    }));
    const [best, quicker] = await screen.findAllByRole("article");
    expect(best?.textContent).not.toContain("placed by Bitloft");
    expect(quicker?.textContent).toContain("level: solid*, placed by Bitloft");
    screen.getByText("Levels: Arena (LMArena), CC BY 4.0, Aug 19, 2026; * placed by Bitloft.");
  });

  it("keeps the context that a suggestion was planned for, in what is awaited", async () => {
    const { bridge, inputsOf } = await suggesting((one) => ({ ...one, contextTokens: 32_768 }));
    await userEvent.click((await screen.findAllByRole("button", { name: /^Download and start/ }))[0] as HTMLElement);
    await waitFor(() => expect(bridge.state.settings.settings.firstRunDone).toBe(true));
    const [request] = inputsOf("downloads", "start") as object[];
    expect((await bridge.chat.draft({ conversationId: null })).awaits).toEqual({ ...request, contextTokens: 32_768 });
  });

  it("offers no download that the disk has no room for, and says so", async () => {
    await suggesting((one) => ({ ...one, sizeBytes: one.role === "best" ? 1e15 : 1e9 }));
    const [best, quicker] = await screen.findAllByRole("article");
    within(best as HTMLElement).getByText(/^No room for it: the download is .*, and the disk has .* free\.$/);
    expect(within(best as HTMLElement).queryByRole("button", { name: /^(Download|Start)/ })).toBeNull();
    within(quicker as HTMLElement).getByRole("button", { name: /^Download and start/ });
  });

  it("offers what there is where the suggested variant is gone", async () => {
    const gone = new BridgeError({
      code: "not-found",
      key: "no-such-variant",
      details: { repository: "a/b", variant: "Q4_0", there: [], leftOut: null },
    });
    const started: string[] = [];
    const { bridge } = await suggesting((one) => ({ ...one, key: "gone", fit: { ...one.fit, label: "Q9_X" } }), {
      downloads: {
        start: (request) => {
          started.push(request.variant);
          return request.variant === "gone" ? Promise.reject(gone) : new Promise(() => undefined);
        },
      },
    });
    await userEvent.click((await screen.findAllByRole("button", { name: /^Download and start/ }))[0] as HTMLElement);
    await screen.findByText("Hugging Face no longer has Q9_X of it. This is what bartowski has.");
    expect(bridge.state.settings.settings.firstRunDone).toBe(false);
    await userEvent.click((await screen.findAllByRole("button", { name: /^Download and start/ }))[0] as HTMLElement);
    expect(started).toEqual(["gone", "Q5_K_M"]);
  });

  it("stays where the download does not begin, and says why", async () => {
    const start = (): Promise<never> => Promise.reject(new BridgeError(keptError("disk-full", "The disk is full.")));
    const { bridge, state } = await second({ overrides: { downloads: { start } } });
    await userEvent.click((await screen.findAllByRole("button", { name: /^Download and start/ }))[0] as HTMLElement);
    await waitFor(() => expect(state.toasts.all.map(({ text }) => text)).toEqual(["The disk is full."]));
    expect(bridge.state.settings.settings.firstRunDone).toBe(false);
  });

  it("takes the model from the next uploader where the first has it no more, and says so", async () => {
    const api = createFakeBridge().catalog;
    const gone = new BridgeError(keptError("hub-not-found", "It is gone."));
    const { bridge, state, inputsOf } = await second({
      overrides: {
        catalog: {
          suggest: async (asked) => {
            const found = await api.suggest(asked);
            return {
              ...found,
              suggestions: found.suggestions.map((one) => ({
                ...one,
                elsewhere: ["closed/Model-GGUF", "kind/Model-GGUF"],
              })),
            };
          },
        },
        downloads: {
          start: ({ repository }) =>
            repository === "kind/Model-GGUF" ? Promise.resolve(sampleDownloads[0] as Download) : Promise.reject(gone),
        },
      },
    });
    await userEvent.click((await screen.findAllByRole("button", { name: /^Download and start/ }))[0] as HTMLElement);
    await waitFor(() => expect(state.app.screen).toBe("chat"));
    const asked = inputsOf("downloads", "start") as { repository: string; variant: string }[];
    expect(asked.slice(1).map(({ repository }) => repository)).toEqual(["closed/Model-GGUF", "kind/Model-GGUF"]);
    expect(state.toasts.all.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^\S+ does not have .+ on Hugging Face any more: it comes from kind\.$/),
    ]);
    expect((await bridge.chat.draft({ conversationId: null })).awaits).toEqual(asked.at(-1));
  });

  it("is honest where nothing suits, and has a way on", async () => {
    const suggest: FakeOptions["overrides"] = {
      catalog: { suggest: ({ job }) => Promise.resolve({ job, suggestions: [], ratedOn: null, largest: null }) },
    };
    const { state } = await second({ overrides: suggest });
    await screen.findByText("None of the known models runs well here.");
    await userEvent.click(screen.getByRole("button", { name: "Compare all" }));
    await waitFor(() => expect(state.app.screen).toBe("discover"));
  });

  it("offers the models that are here already", async () => {
    const { bridge, state } = await second({ state: { library: sampleLibrary } });
    await userEvent.click(await screen.findByRole("button", { name: /^Start with google_gemma/ }));
    await waitFor(() => expect(bridge.state.settings.settings.firstRunDone).toBe(true));
    expect(state.app.screen).toBe("chat");
  });
});
