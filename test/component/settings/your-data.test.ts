import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import YourData from "../../../src-renderer/features/settings/YourData.svelte";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

const backup = { createdAt: 1_764_000_000_000, appVersion: "0.1.0", attachments: 3 };
const press = async (name: string): Promise<void> => userEvent.click(await screen.findByRole("button", { name }));

it("writes a backup where the system's dialog says, and says which file it is", async () => {
  const { bridge, state } = show(YourData);
  await press("Back up…");
  await waitFor(() => expect(screen.queryByText("Writing the backup…")).toBeNull());
  expect(state.toasts.all).toEqual([]);
  bridge.state.backupName = "Bitloft 2026-11-28.zip";
  await press("Back up…");
  await waitFor(() => expect(state.toasts.all[0]?.text).toMatch(/^Wrote Bitloft 2026-11-28\.zip, 12\sMB\.$/));
});

it("says that a backup waits for the next start, also when the screen is opened again, and takes it back", async () => {
  const { bridge } = show(YourData, { state: { pickedBackup: backup } });
  await press("Restore…");
  expect(await screen.findByText(/^The backup of .* is restored when Bitloft is next started$/)).toBeDefined();
  expect(bridge.state.waitingRestore).toEqual(backup);
  await press("Don't restore");
  await waitFor(() => expect(screen.queryByText(/^The backup of/)).toBeNull());
  expect(bridge.state.waitingRestore).toBeNull();
});

it("shows what waits already", async () => {
  show(YourData, { state: { waitingRestore: backup } });
  expect(await screen.findByRole("button", { name: "Don't restore" })).toBeDefined();
});

it("says what is wrong with a file, and that nothing was changed", async () => {
  const failure = new BridgeError({ code: "invalid-input", key: "backup-newer", details: { appVersion: "9.0.0" } });
  const { state } = show(YourData, { overrides: { backup: { restore: () => Promise.reject(failure) } } });
  await press("Restore…");
  await waitFor(() => expect(state.toasts.all[0]?.text).toMatch(/newer Bitloft \(9\.0\.0\).*Nothing was changed\.$/));
});

it("can be stopped, and says nothing about that", async () => {
  const save = (_: undefined, signal?: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () =>
        reject(new BridgeError({ code: "cancelled", key: "cancelled", details: {} })),
      ),
    );
  const { state, bridge } = show(YourData, { overrides: { backup: { save } } });
  await press("Back up…");
  expect(await screen.findByText("Writing the backup…")).toBeDefined();
  bridge.emit("backupProgress", { doneBytes: 250, totalBytes: 1000 });
  const bar = screen.getByRole("progressbar", { name: "Writing the backup…" });
  await waitFor(() => expect(bar.getAttribute("aria-valuenow")).toBe("25"));
  await press("Stop");
  await waitFor(() => expect(screen.queryByText("Writing the backup…")).toBeNull());
  expect(state.toasts.all).toEqual([]);
});
