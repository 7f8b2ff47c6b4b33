import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import App from "../../../src-renderer/App.svelte";
import {
  type FakeBridge,
  type FakeOptions,
  createFakeBridge,
  loadedEngine,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { stubIntersectionObserver } from "../stub-intersection-observer.ts";

beforeAll(stubIntersectionObserver);

/** The system's theme, as the media query tells it. */
beforeEach(() => {
  window.matchMedia = (query: string) =>
    ({
      matches: query.includes("light"),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
});

async function start(options: FakeOptions = {}): Promise<FakeBridge> {
  const bridge = createFakeBridge(options);
  render(App, { props: { bridge } });
  await screen.findByRole("navigation", { name: "Main" });
  return bridge;
}

const settingsWith = (theme: "system" | "light" | "dark") => ({
  ...sampleSettings,
  settings: { ...sampleSettings.settings, theme },
});

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
    await userEvent.keyboard("{Control>}2{/Control}{Control>}1{/Control}");
    await screen.findByRole("searchbox", { name: "Search models" });
    expect(said()).toBe(1);
  });

  it("says what became of a damaged database until that is read", async () => {
    const info = await createFakeBridge().app.info();
    const databaseNotice = { title: "Your last backup is in use", text: "The last backup is used instead." };
    await start({ overrides: { app: { info: () => Promise.resolve({ ...info, databaseNotice }) } } });
    const notice = await screen.findByText(databaseNotice.text);
    expect(screen.getByText(databaseNotice.title)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(notice.isConnected).toBe(false));
  });

  it("reaches every screen and the search by keyboard", async () => {
    await start();
    await userEvent.keyboard("{Control>}3{/Control}");
    await waitFor(() => expect(document.title).toBe("Chat · Bitloft"));
    await userEvent.keyboard("{Control>}1{/Control}");
    await screen.findByRole("searchbox", { name: "Search models" });
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search models" }));
  });

  it("follows the system's theme until a person chooses one", async () => {
    const bridge = await start();
    expect(document.documentElement.dataset["theme"]).toBe("light");
    bridge.emit("settings", settingsWith("dark"));
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  });

  it("shows the download that moves and the model in memory beside every screen", async () => {
    await start({ state: { engine: loadedEngine("v-gemma") } });
    expect(await screen.findByRole("button", { name: /Qwen3-4B · Q5_K_M.*48 MB\/s · 17 s left/s })).toBeDefined();
    expect(await screen.findByRole("button", { name: /uses 2\.\d GB \(\d % \w+ the forecast\)/ })).toBeDefined();
  });

  it("says so when main does not answer", async () => {
    const error = new BridgeError({ code: "database-failed", message: "The library cannot be opened.", details: {} });
    render(App, {
      props: { bridge: createFakeBridge({ overrides: { settings: { get: () => Promise.reject(error) } } }) },
    });
    expect((await screen.findByRole("alert")).textContent).toContain("The library cannot be opened.");
  });
});
