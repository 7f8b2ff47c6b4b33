import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import Settings from "../../../src-renderer/features/settings/Settings.svelte";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

it("has four sizes of text, and the screen to open with", async () => {
  const { bridge } = show(Settings);
  const sizes = within(await screen.findByRole("radiogroup", { name: "Text size" }));
  expect(sizes.getAllByRole("radio")).toHaveLength(4);
  await userEvent.click(sizes.getByRole("radio", { name: "Large" }));
  await waitFor(() => expect(bridge.state.settings.settings.textSize).toBe("large"));
  const start = screen.getByRole("combobox", { name: "Open with" });
  expect(start).toHaveProperty("value", "");
  await userEvent.selectOptions(start, "Library");
  await waitFor(() => expect(bridge.state.settings.settings.startScreen).toBe("library"));
  await userEvent.selectOptions(start, "Where you left");
  await waitFor(() => expect(bridge.state.settings.settings.startScreen).toBeNull());
});

it("opens the folder for new models, and changes it by the system's own dialog", async () => {
  const { bridge, state, inputsOf } = show(Settings);
  await userEvent.click(await screen.findByRole("button", { name: /^Open.*the folder for new models$/s }));
  expect(inputsOf("settings", "openModelsFolder")).toHaveLength(1);
  const change = screen.getByRole("button", { name: /^Change….*the folder for new models$/s });
  await userEvent.click(change);
  expect(screen.getByText("/home/ada/.local/share/bitloft/models")).toBeDefined();
  bridge.state.pickedFolder = "/media/ada/models";
  await userEvent.click(change);
  expect(await screen.findByText("/media/ada/models")).toBeDefined();
  expect(state.announcer.message).toBe("Saved");
});

it("says why a folder cannot be taken", async () => {
  const failure = new BridgeError(keptError("disk-failed", "It cannot be written to."));
  const { state } = show(Settings, { overrides: { settings: { chooseModelsFolder: () => Promise.reject(failure) } } });
  await userEvent.click(await screen.findByRole("button", { name: /^Change…/ }));
  await waitFor(() => expect(state.toasts.all.map(({ text }) => text)).toEqual(["It cannot be written to."]));
});

it("writes figures as people do, and what Bitloft chose where nothing is", async () => {
  show(Settings);
  expect(await screen.findByLabelText(/^Context length/)).toHaveProperty("value", "8,192");
  const kept = screen.getByLabelText(/^Memory kept free/);
  await waitFor(() => expect(kept.getAttribute("placeholder")).toMatch(/^[\d.]+, chosen by Bitloft$/));
  expect(screen.getByText(/^What you write and what models answer stays on this computer/)).toBeDefined();
});

it("has how long a model that is not used stays in memory", async () => {
  const { bridge } = show(Settings);
  const choice = await screen.findByRole("combobox", { name: "When a model is not used" });
  expect(choice).toHaveProperty("value", "");
  await userEvent.selectOptions(choice, "Unload after 15 minutes");
  await waitFor(() => expect(bridge.state.settings.settings.unloadAfterMinutes).toBe(15));
  await userEvent.selectOptions(choice, "Keep it in memory");
  await waitFor(() => expect(bridge.state.settings.settings.unloadAfterMinutes).toBeNull());
});

it("has who writes the titles of conversations", async () => {
  const { bridge } = show(Settings);
  const choice = await screen.findByRole("radiogroup", { name: "Titles of conversations" });
  await userEvent.click(within(choice).getByRole("radio", { name: "The first question" }));
  await waitFor(() => expect(bridge.state.settings.settings.titlesByModel).toBe(false));
});

it("has the hours in which downloads run, and whether their end is told", async () => {
  const { bridge } = show(Settings);
  const hours = within(await screen.findByRole("radiogroup", { name: "Hours of the day" }));
  expect(screen.queryByRole("combobox", { name: "until" })).toBeNull();
  await userEvent.click(hours.getByRole("radio", { name: "Certain hours" }));
  await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Downloads run from" }), "23:30");
  await waitFor(() =>
    expect(bridge.state.settings.settings.downloadHours).toEqual({ fromMinute: 1410, toMinute: 360 }),
  );
  await userEvent.click(hours.getByRole("radio", { name: "Any time" }));
  await waitFor(() => expect(bridge.state.settings.settings.downloadHours).toBeNull());
  await userEvent.click(hours.getByRole("radio", { name: "Certain hours" }));
  const until = within(await screen.findByRole("combobox", { name: "until" }));
  expect(bridge.state.settings.settings.downloadHours).toEqual({ fromMinute: 1410, toMinute: 360 });
  expect(until.queryByRole("option", { name: "23:30" })).toBeNull();
  await userEvent.click(hours.getByRole("radio", { name: "Any time" }));
  const told = within(screen.getByRole("radiogroup", { name: "When the last download ends" }));
  await userEvent.click(told.getByRole("radio", { name: "Say nothing" }));
  await waitFor(() => expect(bridge.state.settings.settings.notifyDownloads).toBe(false));
});

it("has a proxy of one's own, whose password it keeps apart from the address and never shows", async () => {
  const { bridge, state } = show(Settings);
  const kinds = within(await screen.findByRole("radiogroup", { name: "Proxy" }));
  await userEvent.click(kinds.getByRole("radio", { name: "My own" }));
  const address = await screen.findByLabelText(/^Proxy address/);
  await userEvent.type(address, "http://me:secret@proxy:8080{Enter}");
  expect(await screen.findByText("The password has its own field: leave it out of the address.")).toBeDefined();
  await userEvent.clear(address);
  await userEvent.type(address, "socks5://me@proxy:1080{Enter}");
  await waitFor(() =>
    expect(bridge.state.settings.settings).toMatchObject({ proxy: "own", proxyAddress: "socks5://me@proxy:1080" }),
  );
  const password = screen.getByLabelText(/^Proxy password/);
  await userEvent.type(password, "secret");
  await userEvent.click(screen.getByRole("button", { name: /^Save.*the proxy's password$/s }));
  await waitFor(() => expect(bridge.state.settings.hasProxyPassword).toBe(true));
  expect(password).toHaveProperty("value", "");
  expect(state.toasts.all.map(({ text }) => text)).toEqual(["The password is saved."]);
  await userEvent.click(screen.getByRole("button", { name: /^Remove.*the proxy's password$/s }));
  await waitFor(() => expect(bridge.state.settings.hasProxyPassword).toBe(false));
  await waitFor(() => expect(document.activeElement).toBe(password));
  await userEvent.clear(address);
  await userEvent.type(address, "socks5://proxy:1080{Enter}");
  await userEvent.type(password, "secret");
  await userEvent.click(screen.getByRole("button", { name: /^Save.*the proxy's password$/s }));
  await waitFor(() => expect(state.toasts.all.at(-1)?.text).toContain("has no user name yet"));
  expect(password).toHaveProperty("value", "secret");
});

it("trusts the certificate authority of a file that the system's dialog names, until it is removed", async () => {
  const { bridge, state } = show(Settings);
  await userEvent.click(await screen.findByRole("button", { name: "Choose…" }));
  expect(await screen.findByText(/^Office authority, valid until .*2040$/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "No longer trust it" }));
  await waitFor(() => expect(bridge.state.settings.authority).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Choose…" })));
  expect(state.toasts.all.map(({ text }) => text)).toEqual(["Bitloft no longer trusts this authority."]);
});
