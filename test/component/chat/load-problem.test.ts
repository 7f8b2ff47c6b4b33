import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type EngineState, type StepTaken, idleEngine } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { type FakeOptions, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { changeOf } from "./harness.ts";

beforeEach(() => stubBrowser());

const message = "There was no room for a context of 8,192 tokens: 1.1 GB of the computer's memory.";
const details = {
  nextToTry: {
    changes: [{ key: "change-context", figures: { contextTokens: 4096, beforeTokens: 8192 } }],
    variantId: "v-gemma",
    plan: { contextTokens: 4096 },
  },
};
const tooLarge = (more: object = details) => new BridgeError(keptError("out-of-memory", message, { ...more }));

async function startInDates(options: FakeOptions = {}): Promise<Shown> {
  const shown = show(Chat, { ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } });
  await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
  return shown;
}

async function fail(load: () => Promise<EngineState>): Promise<{ shown: Shown; alert: HTMLElement }> {
  const shown = await startInDates({ state: { engine: idleEngine }, overrides: { engine: { load } } });
  await userEvent.setup().type(screen.getByRole("textbox", { name: "Your question" }), "Hello{Enter}");
  return { shown, alert: await screen.findByRole("alert") };
}

describe("a load that failed", () => {
  test("gives its reason and the smaller plan that may do", async () => {
    const load = vi.fn().mockRejectedValueOnce(tooLarge()).mockResolvedValue(loadedEngine("v-gemma"));
    const { shown, alert } = await fail(load);
    expect(alert.textContent).toContain(message);
    await userEvent.click(within(alert).getByRole("button", { name: "Load with a context of 4K instead of 8K" }));
    await waitFor(() => expect(load).toHaveBeenLastCalledWith({ variantId: "v-gemma", plan: { contextTokens: 4096 } }));
    // The conversation goes on with it, and nothing was agreed to for other times.
    expect(shown.inputsOf("chat", "update")).toMatchObject([
      { settings: { contextTokens: 4096 } },
      { variantId: "v-gemma" },
    ]);
    expect(shown.inputsOf("settings", "patch")).toEqual([]);
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  test("takes a consent for all times, by keyboard", async () => {
    const user = userEvent.setup();
    const load = vi.fn().mockRejectedValueOnce(tooLarge()).mockResolvedValue(loadedEngine("v-gemma"));
    const { shown, alert } = await fail(load);
    within(alert).getByRole("checkbox", { name: "Always do this automatically" }).focus();
    await user.keyboard(" ");
    within(alert)
      .getByRole("button", { name: /^Load with/ })
      .focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(shown.inputsOf("settings", "patch")).toEqual([{ stepDown: true }]));
    await waitFor(() => expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ stepDown: true })));
  });

  test("may offer another variant, which the conversation then has", async () => {
    const changes = [{ key: "change-variant", figures: { variant: "Q4_K_M", before: "Q8_0" } }];
    const offer = { nextToTry: { changes, variantId: "v-llama", plan: {} } };
    const load = vi.fn().mockRejectedValueOnce(tooLarge(offer)).mockResolvedValue(loadedEngine("v-llama"));
    const { shown, alert } = await fail(load);
    await userEvent.click(within(alert).getByRole("button", { name: "Load with Q4_K_M instead of Q8_0" }));
    await waitFor(() => expect(load).toHaveBeenLastCalledWith({ variantId: "v-llama", plan: {} }));
    expect(shown.inputsOf("chat", "update")).toEqual([{ id: "c-dates", variantId: "v-llama" }]);
  });

  test("offers nothing where nothing smaller would do", async () => {
    const { alert } = await fail(() => Promise.reject(tooLarge({})));
    expect(within(alert).queryByRole("button", { name: /^Load with/ })).toBeNull();
    expect(within(alert).queryByRole("checkbox")).toBeNull();
  });
});

test("an answer that the graphics card broke off can go on without it", async () => {
  const user = userEvent.setup();
  const { bridge, inputsOf } = await startInDates();
  const error = keptError("engine-crashed", "The graphics card stopped working for the engine.", {
    nextToTry: {
      changes: [{ key: "change-layers", figures: { gpuLayers: 0, before: 33 } }],
      variantId: "v-gemma",
      plan: { gpuLayers: 0 },
    },
  });
  const view = await bridge.chat.get({ id: "c-dates" });
  bridge.emit("engine", { ...loadedEngine("v-gemma"), status: "failed", error });
  bridge.emit("chatChanged", changeOf(view, { state: "failed", error }));
  await screen.findByText("Try a smaller setup?");
  await user.click(screen.getByRole("button", { name: "Load with no layers on the GPU instead of 33" }));
  await waitFor(() => expect(inputsOf("engine", "load")).toEqual([{ variantId: "v-gemma", plan: { gpuLayers: 0 } }]));
});

test("the steps that a load took are told, with the reason of each", async () => {
  const user = userEvent.setup();
  const { bridge } = await startInDates();
  const reason = keptError("out-of-memory", message);
  const steps: StepTaken[] = [
    { changes: [{ key: "change-kv-bits", figures: { bits: 8, before: 16 } }], reason },
    {
      changes: [{ key: "change-context", figures: { contextTokens: 4096, beforeTokens: 8192 } }],
      reason: keptError("out-of-memory", "Again no room."),
    },
  ];
  bridge.emit("engine", { ...loadedEngine("v-gemma"), steps });
  const line = await screen.findByText(
    "Loaded with the context kept in 8 bits instead of 16, then a context of 4K instead of 8K.",
  );
  await user.click(line);
  expect(screen.getByText(/Again no room\./).closest("li")?.textContent).toContain(
    "Tried next: a context of 4K instead of 8K.",
  );
  bridge.emit("engine", loadedEngine("v-gemma"));
  await waitFor(() => expect(screen.queryByText(/^Loaded with/)).toBeNull());
});

test("a template that is not used is told, with the reason, and no longer once it is used again", async () => {
  const user = userEvent.setup();
  const { bridge } = await startInDates();
  const form = { name: "ChatML", reason: "it did not come to an end in time", temporary: true };
  bridge.emit("engine", { ...loadedEngine("v-gemma"), fallbackForm: form });
  await user.click(await screen.findByText(/was given up for now\. Questions are written in the ChatML form/));
  expect(screen.getByText(/it did not come to an end in time\. It is tried again\./)).toBeTruthy();
  bridge.emit("engine", { ...loadedEngine("v-gemma"), fallbackForm: { ...form, reason: "broken", temporary: false } });
  await screen.findByText(/does not work\. Questions are written in the ChatML form/);
  expect(screen.queryByText(/tried again/)).toBeNull();
  bridge.emit("engine", loadedEngine("v-gemma"));
  await waitFor(() => expect(screen.queryByText(/ChatML/)).toBeNull());
});
