import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { flushSync } from "svelte";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Download, InstalledVariant, Settings } from "../../../src-shared/contract/index.ts";
import App from "../../../src-renderer/App.svelte";
import {
  type FakeBridge,
  type FakeOptions,
  createFakeBridge,
  sampleDownloads,
  sampleLibrary,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { stubIntersectionObserver } from "../stub-intersection-observer.ts";

beforeAll(stubIntersectionObserver);
beforeEach(() => stubBrowser());

async function start(settings: Partial<Settings>, overrides: FakeOptions["overrides"] = {}): Promise<FakeBridge> {
  const bridge = createFakeBridge({
    overrides,
    state: { settings: { ...sampleSettings, settings: { ...sampleSettings.settings, ...settings } } },
  });
  render(App, { props: { bridge } });
  await screen.findByRole("navigation", { name: "Main" });
  return bridge;
}
const current = (): string | undefined =>
  screen.getAllByRole("button").find((one) => one.getAttribute("aria-current") === "page")?.textContent;

test("the window opens where it was left", async () => {
  const bridge = await start({ lastScreen: "computer" });
  await waitFor(() => expect(current()).toContain("This computer"));
  await userEvent.click(screen.getByRole("button", { name: /^Learn/ }));
  await waitFor(() => expect(bridge.state.settings.settings.lastScreen).toBe("learn"));
});

test("it opens with the screen that one always begins with", async () => {
  await start({ lastScreen: "computer", startScreen: "library" });
  await waitFor(() => expect(current()).toContain("Library"));
});

test.each([null, "a-screen-of-another-version"])("with %s left, it opens in the chat", async (lastScreen) => {
  await start({ lastScreen });
  await waitFor(() => expect(current()).toContain("Chat"));
});

test("when the larger model has come, it is offered once, and taken", async () => {
  const switchTo = { repository: "maker/large-GGUF", variant: "Q4_K_M", contextTokens: 32_768 };
  const bridge = await start({ switchTo });
  const [like] = sampleLibrary;
  const large = { ...(like as InstalledVariant), id: "v-large", repository: switchTo.repository };
  expect(screen.queryByRole("button", { name: "Switch to it" })).toBeNull();
  bridge.changeLibrary([{ ...large, variantKey: switchTo.variant }, ...bridge.state.library]);
  await screen.findByText("large is here.");
  await waitFor(() => expect(bridge.state.settings.settings.switchTo).toBeNull());
  await userEvent.click(screen.getByRole("button", { name: "Switch to it" }));
  await waitFor(() =>
    expect(bridge.calls.filter(({ name }) => name === "load").at(-1)?.input).toMatchObject({
      variantId: "v-large",
      plan: { contextTokens: 32_768 },
    }),
  );
});

test("it says once that the larger one is here, whatever becomes of the library meanwhile", async () => {
  const switchTo = { repository: "maker/large-GGUF", variant: "Q4_K_M" };
  const bridge = await start({ switchTo }, { settings: { patch: () => new Promise(() => undefined) } });
  const [like] = sampleLibrary;
  const large = { ...(like as InstalledVariant), id: "v-large", ...switchTo, variantKey: switchTo.variant };
  bridge.changeLibrary([large, ...bridge.state.library]);
  await userEvent.click(await screen.findByRole("button", { name: "Switch to it" }));
  await waitFor(() => expect(screen.queryByText("large is here.")).toBeNull());
  bridge.changeLibrary([{ ...large, lastUsedAt: 5 }, ...bridge.state.library.slice(1)]);
  await waitFor(() => expect(bridge.state.library[0]?.lastUsedAt).toBe(5));
  flushSync();
  expect(screen.queryByText("large is here.")).toBeNull();
});

test("it does not wait for a larger one whose download was cancelled", async () => {
  const switchTo = { repository: "maker/large-GGUF", variant: "Q4_K_M" };
  const bridge = await start({ switchTo });
  const [like] = sampleDownloads;
  const download = {
    ...(like as Download),
    id: "d-large",
    ...switchTo,
    state: "downloading" as const,
    variantId: null,
  };
  const others = bridge.state.downloads;
  flushSync(() => bridge.changeDownloads([download, ...others]));
  expect(bridge.state.settings.settings.switchTo).toEqual(switchTo);
  flushSync(() => bridge.changeDownloads(others));
  await waitFor(() => expect(bridge.state.settings.settings.switchTo).toBeNull());
});
