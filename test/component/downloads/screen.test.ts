import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import Downloads from "../../../src-renderer/features/downloads/Downloads.svelte";
import { sampleSettings } from "../../../src-renderer/bridge/fake/index.ts";
import { show } from "../show.ts";

describe("a download that is to be cancelled", () => {
  it("is asked about, and deleted then", async () => {
    const { inputsOf } = show(Downloads);
    await userEvent.click(await screen.findByRole("button", { name: /^Cancel Hermes-3/ }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: /^Delete 1\.1/ }));
    await waitFor(() => expect(inputsOf("downloads", "cancel")).toEqual([{ id: "d-hermes" }]));
  });

  it("is no longer asked about once it is installed: nothing would be deleted", async () => {
    const { bridge } = show(Downloads);
    await userEvent.click(await screen.findByRole("button", { name: /^Cancel Hermes-3/ }));
    await screen.findByRole("dialog");
    const installed = bridge.state.downloads.map((one) =>
      one.id === "d-hermes" ? { ...one, state: "done" as const, receivedBytes: one.totalBytes, retry: null } : one,
    );
    bridge.changeDownloads(installed);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("goes on under the name that its messages use", async () => {
    show(Downloads);
    const row = await screen.findByRole("article", { name: /^Mistral-7B/ });
    expect(within(row).getByRole("button", { name: "Resume" })).toBeTruthy();
  });
});

it("says that a speed limit is one's own, and where it can be changed", async () => {
  const limited = (maxBytesPerSecond: number | null) => ({
    ...sampleSettings,
    settings: { ...sampleSettings.settings, maxBytesPerSecond },
  });
  const { bridge, state } = show(Downloads, { state: { settings: limited(1_500_000) } });
  expect(await screen.findByText(/^Your speed limit holds downloads to 1\.5 MB\/s\./)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Change it" }));
  expect(state.app.screen).toBe("settings");
  bridge.emit("settings", limited(null));
  await waitFor(() => expect(screen.queryByText(/speed limit/)).toBeNull());
});
