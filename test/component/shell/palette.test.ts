import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import App from "../../../src-renderer/App.svelte";
import {
  type FakeBridge,
  createFakeBridge,
  loadedEngine,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";

beforeEach(() => stubBrowser());

async function start(): Promise<{ bridge: FakeBridge; user: UserEvent }> {
  const settings = { ...sampleSettings, settings: { ...sampleSettings.settings, lastScreen: "settings" } };
  const bridge = createFakeBridge({ state: { engine: loadedEngine("v-gemma"), settings } });
  render(App, { props: { bridge } });
  await screen.findByRole("radiogroup", { name: "Theme" });
  const user = userEvent.setup();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Search and commands" });
  return { bridge, user };
}
const field = (): HTMLElement => screen.getByRole("combobox", { name: "Search and commands" });
const options = (): string[] =>
  within(screen.getByRole("listbox"))
    .getAllByRole("option")
    .map(({ textContent }) => textContent?.trim() ?? "");
/** What Enter would take, as a screen reader is told. */
const chosen = (): string =>
  document.getElementById(field().getAttribute("aria-activedescendant") ?? "")?.textContent ?? "";

test("the palette begins with the last used conversations and what can be done, and Escape leads back", async () => {
  const { user } = await start();
  await waitFor(() => expect(document.activeElement).toBe(field()));
  const groups = screen.getAllByRole("group").map((group) => group.getAttribute("aria-labelledby"));
  expect(groups.map((id) => document.getElementById(id ?? "")?.textContent)).toEqual([
    "Conversations",
    "Actions",
    "Screens",
  ]);
  const [first, second] = options();
  expect(chosen().trim()).toBe(first);
  await user.keyboard("{ArrowDown}");
  expect(chosen().trim()).toBe(second);
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(chosen().trim()).toBe(options().at(-1));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
});

test("a setting is gone to, with the focus on its control", async () => {
  const { user } = await start();
  await user.type(field(), "speed lim");
  expect(chosen()).toContain("Speed limit");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Speed limit" })));
});

test("what was said in a conversation is found and opened, and a model answers from then on", async () => {
  const { bridge, user } = await start();
  const calls = (name: string) => bridge.calls.filter((call) => call.domain === "chat" && call.name === name);
  await user.type(field(), "gemma");
  const model = await screen.findByRole("option", { name: /answers from now on/ });
  expect(model.closest("[role=group]")?.textContent).toContain("Models");
  await user.click(model);
  await screen.findByLabelText("Your question");
  await user.keyboard("{Control>}k{/Control}");
  await user.type(field(), "bicycle");
  await waitFor(() => expect(calls("search").at(-1)?.input).toMatchObject({ text: "bicycle" }));
  await user.clear(field());
  await user.type(field(), "show or hide");
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("complementary", { name: "Conversation settings" })).toBeTruthy();
});

test("a theme is chosen, and what is not found is said", async () => {
  const { bridge, user } = await start();
  await user.type(field(), "zzz");
  expect(await screen.findByText("Nothing is called “zzz”, and no conversation says it.")).toBeTruthy();
  await user.clear(field());
  await user.type(field(), "light th");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(bridge.state.settings.settings.theme).toBe("light"));
});
