import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type EngineState,
  type NextToTry,
  type OpenRequest,
  type StepDown,
  type StepTaken,
  idleEngine,
} from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { type FakeOptions, type Overrides, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { changeOf } from "./harness.ts";

beforeEach(() => stubBrowser());

const message = "There was no room for a context of 8,192 tokens: 1.1 GB of the computer's memory.";
const smaller: NextToTry = {
  changes: [{ key: "change-context", figures: { contextTokens: 4096, beforeTokens: 8192 } }],
  variantId: "v-gemma",
  plan: { contextTokens: 4096 },
};
const reason = keptError("out-of-memory", message);
const offerOf = (next: NextToTry = smaller, about: Partial<StepDown> = {}): OpenRequest => ({
  id: "r-1",
  kind: "step-down",
  about: { variantId: "v-gemma", plan: {}, reason, next, ...about },
  askedAt: 1,
});

async function startInDates(options: FakeOptions = {}): Promise<Shown> {
  const shown = show(Chat, { ...options, state: { engine: loadedEngine("v-gemma"), ...options.state } });
  await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
  return shown;
}

/** A load that fails once, as main fails it: with its reason, and with an offer where there is one. */
async function fail(
  offer: OpenRequest | null,
  more: Overrides = {},
): Promise<{ shown: Shown; alert: HTMLElement; user: UserEvent }> {
  const load = async (): Promise<EngineState> => {
    if (offer !== null) shown.bridge.ask(offer);
    return Promise.reject(new BridgeError(reason));
  };
  const shown = await startInDates({ state: { engine: idleEngine }, overrides: { engine: { load }, ...more } });
  const user = userEvent.setup();
  await user.type(screen.getByRole("textbox", { name: "Your question" }), "Hello{Enter}");
  return { shown, user, alert: await screen.findByRole("alert") };
}

const agreed = [{ id: "r-1", kind: "step-down", answer: true }];

describe("a load that failed", () => {
  test("gives its reason and the smaller plan that may do", async () => {
    const { shown, alert, user } = await fail(offerOf());
    expect(alert.textContent).toContain(message);
    await user.click(within(alert).getByRole("button", { name: "Load with a context of 4K instead of 8K" }));
    await waitFor(() => expect(shown.inputsOf("requests", "answer")).toEqual(agreed));
    // The conversation goes on with it, and nothing was agreed to for other times.
    expect(shown.inputsOf("chat", "update")).toMatchObject([
      { settings: { contextTokens: 4096 }, variantId: "v-gemma" },
    ]);
    expect(shown.inputsOf("settings", "patch")).toEqual([]);
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    // Main loads it: the question was all that was asked for here.
    expect(shown.inputsOf("engine", "load")).toHaveLength(1);
    expect(shown.bridge.state.engine).toMatchObject({ status: "ready", variantId: "v-gemma" });
  });

  test("takes a consent for all times, by keyboard, before it is acted on", async () => {
    const { shown, alert, user } = await fail(offerOf());
    within(alert).getByRole("checkbox", { name: "Always do this automatically" }).focus();
    await user.keyboard(" ");
    within(alert)
      .getByRole("button", { name: /^Load with/ })
      .focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(shown.inputsOf("requests", "answer")).toEqual(agreed));
    expect(shown.inputsOf("settings", "patch")).toEqual([{ stepDown: true }]);
    const order = shown.bridge.calls.map(({ domain, name }) => `${domain}.${name}`);
    expect(order.indexOf("settings.patch")).toBeLessThan(order.indexOf("requests.answer"));
  });

  test("may offer another variant, which the conversation then has", async () => {
    const changes: NextToTry["changes"] = [{ key: "change-variant", figures: { variant: "Q4_K_M", before: "Q8_0" } }];
    const { shown, alert, user } = await fail(offerOf({ changes, variantId: "v-llama", plan: {} }));
    await user.click(within(alert).getByRole("button", { name: "Load with Q4_K_M instead of Q8_0" }));
    await waitFor(() => expect(shown.bridge.state.engine).toMatchObject({ status: "ready", variantId: "v-llama" }));
    expect(shown.inputsOf("chat", "update")).toMatchObject([{ id: "c-dates", variantId: "v-llama" }]);
  });

  test("offers nothing where nothing smaller would do", async () => {
    const { alert } = await fail(null);
    expect(within(alert).queryByRole("button", { name: /^Load with/ })).toBeNull();
    expect(within(alert).queryByRole("checkbox")).toBeNull();
  });

  test("says why the smaller plan failed too, and what it is followed by", async () => {
    const further = {
      ...offerOf({ ...smaller, plan: { contextTokens: 2048 } }, { plan: { contextTokens: 4096 } }),
      id: "r-2",
    };
    const answer = (): Promise<null> => {
      shown.bridge.state.requests = [];
      shown.bridge.emit("requests", { revision: 2, put: [], removed: ["r-1"] });
      shown.bridge.emit("requests", { revision: 3, put: [further], removed: [] });
      return Promise.reject(new BridgeError(keptError("out-of-memory", "Again no room.")));
    };
    const { shown, alert, user } = await fail(offerOf(), { requests: { answer } });
    await user.click(within(alert).getByRole("button", { name: /^Load with/ }));
    expect((await screen.findByText(/Again no room\./)).closest("[role=alert]")).not.toBeNull();
    await user.click(screen.getByRole("button", { name: /^Load with/ }));
    await waitFor(() => expect(shown.inputsOf("requests", "answer")).toMatchObject([{ id: "r-1" }, { id: "r-2" }]));
  });

  test("is told by a window that was loaded anew, as long as the offer stands", async () => {
    const { bridge } = await startInDates({ state: { engine: idleEngine, requests: [offerOf()] } });
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(message);
    within(alert).getByRole("button", { name: "Load with a context of 4K instead of 8K" });
    bridge.emit("requests", { revision: 1, put: [], removed: ["r-1"] });
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  test.each<[string, OpenRequest, EngineState]>([
    ["of another variant", offerOf(smaller, { variantId: "v-llama" }), idleEngine],
    ["of another context", offerOf(smaller, { plan: { contextTokens: 32_768 } }), idleEngine],
    ["of what is loaded by now", offerOf(), loadedEngine("v-gemma")],
  ])("is not told where it is %s", async (_what, request, engine) => {
    await startInDates({ state: { engine, requests: [request] } });
    await screen.findByRole("textbox", { name: "Your question" });
    expect(screen.queryByRole("button", { name: /^Load with/ })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

test("an answer that the graphics card broke off can go on without it", async () => {
  const user = userEvent.setup();
  const { bridge, inputsOf } = await startInDates();
  const error = keptError("engine-crashed", "The graphics card stopped working for the engine.");
  const changes: NextToTry["changes"] = [{ key: "change-layers", figures: { gpuLayers: 0, before: 33 } }];
  const view = await bridge.chat.get({ id: "c-dates" });
  bridge.emit("engine", { ...loadedEngine("v-gemma"), status: "failed", error });
  bridge.ask(offerOf({ changes, variantId: "v-gemma", plan: { gpuLayers: 0 } }, { reason: error }));
  bridge.emit("chatChanged", changeOf(view, { state: "failed", error }));
  await screen.findByText("Try a smaller setup?");
  await user.click(screen.getByRole("button", { name: "Load with no layers on the GPU instead of 33" }));
  await waitFor(() => expect(inputsOf("requests", "answer")).toEqual(agreed));
});

test("the steps that a load took are told, with the reason of each", async () => {
  const user = userEvent.setup();
  const { bridge } = await startInDates();
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
  const reason = { key: "template-costs-too-much", figures: {} } as const;
  const form = { name: "ChatML", reason, temporary: true };
  bridge.emit("engine", { ...loadedEngine("v-gemma"), fallbackForm: form });
  await user.click(await screen.findByText(/was given up for now\. Questions are written in the ChatML form/));
  expect(screen.getByText(/it took too much time or memory\. It is tried again\./)).toBeTruthy();
  const broken = { key: "template-fails", figures: { reason: "broken" } } as const;
  bridge.emit("engine", { ...loadedEngine("v-gemma"), fallbackForm: { ...form, reason: broken, temporary: false } });
  await screen.findByText(/does not work\. Questions are written in the ChatML form/);
  expect(screen.queryByText(/tried again/)).toBeNull();
  bridge.emit("engine", loadedEngine("v-gemma"));
  await waitFor(() => expect(screen.queryByText(/ChatML/)).toBeNull());
});
