import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Settings, SettingsView } from "../../../src-shared/contract/index.ts";
import App from "../../../src-renderer/App.svelte";
import {
  type FakeBridge,
  type FakeOptions,
  createFakeBridge,
  loadedEngine,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { openPopover } from "../open-popover.ts";
import { stubIntersectionObserver } from "../stub-intersection-observer.ts";

beforeAll(stubIntersectionObserver);

/** The system's theme, as the media query reports it. */
beforeEach(() => {
  stubBrowser();
  window.matchMedia = (query: string) =>
    ({
      matches: query.includes("light"),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
});

async function start(options: FakeOptions = {}, navigation = "Main"): Promise<FakeBridge> {
  const bridge = createFakeBridge(options);
  render(App, { props: { bridge } });
  await screen.findByRole("navigation", { name: navigation });
  return bridge;
}

const settingsWith = (changes: Partial<Settings>): SettingsView => ({
  ...sampleSettings,
  settings: { ...sampleSettings.settings, ...changes },
});

/** The system's language, as the page sees it. */
function speak(language: string): void {
  vi.spyOn(navigator, "language", "get").mockReturnValue(language);
}
afterEach(() => void vi.restoreAllMocks());

describe("the window", () => {
  it("has landmarks, a way past the navigation, and says where it is", async () => {
    await start();
    expect(screen.getByRole("main").id).toBe("main");
    expect(screen.getByRole("link", { name: "Skip to the content" }).getAttribute("href")).toBe("#main");
    expect(screen.getByRole("button", { name: /^Discover/ }).getAttribute("aria-current")).toBe("page");
    await waitFor(() => expect(document.title).toBe("Discover · Bitloft"));
  });

  it("tells main once that it can be used", async () => {
    const bridge = await start();
    const said = (): number => bridge.calls.filter((call) => call.domain === "app" && call.name === "ready").length;
    await screen.findByRole("searchbox", { name: "Search models" });
    await waitFor(() => expect(said()).toBe(1));
    await userEvent.keyboard("{Control>}3{/Control}{Control>}2{/Control}");
    await screen.findByRole("searchbox", { name: "Search models" });
    expect(said()).toBe(1);
  });

  it("says what became of a damaged database until that is read", async () => {
    const info = await createFakeBridge().app.info();
    const databaseNotice = { kind: "restored", movedAside: null } as const;
    await start({ overrides: { app: { info: () => Promise.resolve({ ...info, databaseNotice }) } } });
    const notice = await screen.findByText(/so its last backup is used instead/);
    expect(screen.getByText("Your last backup is in use")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(notice.isConnected).toBe(false));
  });

  it("reaches every screen and the search by keyboard", async () => {
    await start();
    await userEvent.keyboard("{Control>}1{/Control}");
    await waitFor(() => expect(document.title).toBe("Chat · Bitloft"));
    await userEvent.keyboard("{Control>}7{/Control}");
    await waitFor(() => expect(document.title).toBe("Downloads · Bitloft"));
    await userEvent.keyboard("{Control>}2{/Control}");
    await screen.findByRole("searchbox", { name: "Search models" });
    await userEvent.keyboard("{Control>}f{/Control}");
    expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search models" }));
  });

  it("follows the system's theme until a person chooses one", async () => {
    const bridge = await start();
    expect(document.documentElement.dataset["theme"]).toBe("light");
    bridge.emit("settings", settingsWith({ theme: "dark" }));
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  });

  it("speaks the system's language until a person chooses one, and then that one at once", async () => {
    speak("de-AT");
    const bridge = await start({}, "Hauptnavigation");
    expect(screen.getByRole("button", { name: /^Entdecken/ })).toBeDefined();
    expect(await screen.findByRole("button", { name: "Downloads: 6 · 53 min" })).toBeDefined();
    expect(document.documentElement.lang).toBe("de");
    await waitFor(() => expect(document.title).toBe("Entdecken · Bitloft"));
    bridge.emit("settings", settingsWith({ language: "en" }));
    await screen.findByRole("navigation", { name: "Main" });
    expect(document.documentElement.lang).toBe("en");
    await waitFor(() => expect(document.title).toBe("Discover · Bitloft"));
  });

  it("speaks English where there are no words in the system's language, and follows when that changes", async () => {
    speak("fr-FR");
    await start();
    speak("de-DE");
    window.dispatchEvent(new Event("languagechange"));
    await screen.findByRole("navigation", { name: "Hauptnavigation" });
  });

  it("takes figures as the language writes them, and keeps the choice of a language", async () => {
    const settings = settingsWith({ language: "de", maxBytesPerSecond: 1.5e6 });
    const bridge = await start({ state: { settings } }, "Hauptnavigation");
    await userEvent.keyboard("{Control>}6{/Control}");
    const limit = await screen.findByRole<HTMLInputElement>("textbox", { name: "Höchstgeschwindigkeit" });
    expect(limit.value).toBe("1,5");
    await userEvent.clear(limit);
    await userEvent.type(limit, "1.024,5{Enter}");
    // The screen that was opened is kept as well.
    const saved = (): unknown[] =>
      bridge.calls.flatMap(({ name, input }) => (name === "patch" && !("lastScreen" in Object(input)) ? [input] : []));
    await waitFor(() => expect(saved()).toEqual([{ maxBytesPerSecond: 1_024_500_000 }]));
    await userEvent.click(screen.getByRole("radio", { name: "English" }));
    await screen.findByRole("heading", { name: "Settings" });
    expect(saved().at(-1)).toEqual({ language: "en" });
  });

  it("shows how long all downloads take together, and each of them with its pause on request", async () => {
    const user = userEvent.setup();
    const bridge = await start();
    const navigation = within(screen.getByRole("navigation", { name: "Main" }));
    await user.click(await navigation.findByRole("button", { name: /^Downloads: \d · \d+ (s|min)$/ }));
    const tray = within(await openPopover("Downloads"));
    const row = within(tray.getByLabelText("Qwen3-4B Q5_K_M"));
    expect(row.getByText("17 s left").nextElementSibling?.nextElementSibling?.textContent).toMatch(/ of /);
    await user.click(row.getByLabelText("Pause Qwen3-4B Q5_K_M"));
    await row.findByLabelText("Resume Qwen3-4B Q5_K_M");
    expect(bridge.calls.filter(({ domain, name }) => domain === "downloads" && name === "pause")).toHaveLength(1);
    await user.click(tray.getByText(/^Show all/));
    await waitFor(() => expect(document.title).toBe("Downloads · Bitloft"));
    // The page has them: the tray would say it twice.
    expect(navigation.queryByRole("button", { name: /^Downloads/ })).toBeNull();
  });

  it("has no place for downloads where there are none", async () => {
    await start({ state: { downloads: [] } });
    const navigation = within(screen.getByRole("navigation", { name: "Main" }));
    await navigation.findByRole("button", { name: /^Library/ });
    expect(navigation.queryByRole("button", { name: /^Downloads/ })).toBeNull();
  });

  it("shows the model in memory beside every screen, and unloads it", async () => {
    const bridge = await start({ state: { engine: loadedEngine("v-gemma") } });
    expect(await screen.findByRole("button", { name: /uses 2\.\d GB \(\d % \w+ the forecast\)/ })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Unload google_gemma-3-4b-it" }));
    await waitFor(() => expect(bridge.state.engine.sessions).toEqual([]));
    expect(screen.queryByRole("button", { name: /^Unload/ })).toBeNull();
  });

  it("says so when main does not answer", async () => {
    const error = new BridgeError({
      code: "database-failed",
      key: "kept",
      details: { message: "The library cannot be opened." },
    });
    render(App, {
      props: { bridge: createFakeBridge({ overrides: { settings: { get: () => Promise.reject(error) } } }) },
    });
    expect((await screen.findByRole("alert")).textContent).toContain("The library cannot be opened.");
  });
});
