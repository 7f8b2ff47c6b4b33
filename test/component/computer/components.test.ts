import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Component } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { sampleCuda, sampleDesktop } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Computer from "../../../src-renderer/features/computer/Computer.svelte";
import { show } from "../show.ts";

const reason = "CUDA would be faster; the engine's part for it is not installed.";
const machine = {
  ...sampleDesktop,
  gpus: sampleDesktop.gpus.map((gpu) => ({
    ...gpu,
    backend: "vulkan" as const,
    backendReasons: [{ key: "cuda-part-missing", figures: {} } as const],
  })),
};

async function open(change: Partial<Component> = {}, overrides = {}) {
  const shown = show(Computer, { state: { machine, components: [{ ...sampleCuda, ...change }] }, overrides });
  await screen.findByRole("heading", { name: "Memory" });
  return { ...shown, user: userEvent.setup() };
}

describe("the engine's way to the card", () => {
  it("is told with its reason", async () => {
    await open();
    expect(screen.getByText("uses it through Vulkan")).toBeTruthy();
    expect(screen.getByText(reason)).toBeTruthy();
  });
});

describe("CUDA", () => {
  it("is offered with its size, is fetched, paused, resumed and removed after a question", async () => {
    const { user, inputsOf } = await open();
    await screen.findByRole("heading", { name: "Faster on this card" });
    await user.click(screen.getByRole("button", { name: "Download 143 MB" }));
    expect(await screen.findByRole("progressbar", { name: "Download of CUDA" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Pause" }));
    await user.click(await screen.findByRole("button", { name: "Resume" }));
    expect(inputsOf("components", "install")).toEqual([{ id: "cuda" }, { id: "cuda" }]);
    await user.click(await screen.findByRole("button", { name: "Remove" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/already received will be deleted/)).toBeTruthy();
    expect(inputsOf("components", "remove")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    expect(inputsOf("components", "remove")).toEqual([{ id: "cuda" }]);
  });

  it("says what is missing for it, and why it failed", async () => {
    const error = keptError("checksum-mismatch", "Its checksum is wrong.");
    await open({ state: "failed", missing: [{ key: "cuda-not-installed", figures: { versions: [12, 13] } }], error });
    expect(await screen.findByText(/CUDA 12 or 13 is not installed: /)).toBeTruthy();
    expect(screen.getByText("Its checksum is wrong.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("tells a refusal", async () => {
    const refused = (): never => {
      throw new BridgeError({ code: "busy", key: "kept", details: { message: "The engine still uses this part." } });
    };
    const { user, state } = await open(
      { state: "installed", installedBytes: 188e6 },
      { components: { remove: refused } },
    );
    await user.click(await screen.findByRole("button", { name: "Remove" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(state.toasts.all.map(({ text }) => text)).toEqual(["The engine still uses this part."]));
  });

  it.each([
    ["where no card would use it", { useful: false }],
    ["where it came with the application", { state: "bundled" as const }],
  ])("is not shown %s", async (_, change) => {
    await open(change);
    expect(screen.queryByRole("heading", { name: "Faster on this card" })).toBeNull();
  });

  it("can be removed where its card is gone", async () => {
    await open({ useful: false, state: "installed", installedBytes: 188e6 });
    expect(await screen.findByRole("button", { name: "Remove" })).toBeTruthy();
  });
});
