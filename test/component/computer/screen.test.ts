import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LedgerView } from "../../../src-shared/contract/index.ts";
import {
  type FakeOptions,
  emptyLedger,
  sampleDesktop,
  sampleLaptop,
  sampleLedger,
  sampleSettings,
} from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Computer from "../../../src-renderer/features/computer/Computer.svelte";
import { GiB } from "../../../src-shared/figures/index.ts";
import { show } from "../show.ts";

async function open(options: FakeOptions = {}) {
  const shown = show(Computer, options);
  await screen.findByRole("heading", { name: "Memory" });
  return { ...shown, user: userEvent.setup() };
}

const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
const finding = (name: string): HTMLElement => {
  const term = screen.getAllByText(name, { selector: "dt" })[0]?.parentElement;
  if (!term) throw new Error(`there is no ${name}`);
  return term;
};

describe("what was found", () => {
  it("names the probe behind it, and says what it could not find out", async () => {
    const { user } = await open();
    expect(screen.queryByText(/From \/proc/)).toBeNull();
    await user.click(within(finding("Free")).getByRole("button", { name: "Details: Free" }));
    await user.click(screen.getByRole("button", { name: "Details: Model" }));
    expect(within(finding("Free")).getByText("From /proc/meminfo")).toBeTruthy();
    expect(within(finding("Model")).getByText(/From \/proc\/cpuinfo/)).toBeTruthy();
    expect(screen.getByText(/vulkaninfo is not installed/)).toBeTruthy();
  });

  it("tells what plans may use, and leads to the setting of the reserve", async () => {
    const { state, user } = await open();
    const available = await screen.findByText("Available", { selector: "dt" });
    expect(textOf(available.parentElement)).toMatch(/^Available 9\.\d GB/);
    expect(textOf(available.parentElement)).toMatch(
      /10\.\d+ GB free − 0\.\d+ GB kept for other programs = 9\.\d+ GB\. .* Bitloft chose what is kept/,
    );
    await user.click(screen.getByRole("button", { name: "Change it" }));
    expect(state.app.screen).toBe("settings");
  });

  it("explains a container's limit and a graphics card's budget where there are any", async () => {
    const limited = { ...sampleDesktop, memory: { ...sampleDesktop.memory, limitBytes: 16e9 } };
    await open({ state: { machine: limited } });
    expect(textOf(finding("Limit"))).toMatch("14.9 GB");
    expect(await screen.findAllByText("Available", { selector: "dt" })).toHaveLength(2);
  });

  it("measures the bandwidth when asked, and says when it was", async () => {
    const { inputsOf, user, bridge } = await open();
    expect(textOf(finding("Bandwidth"))).toMatch(/54\.0 GB\/s, measured here.*Measured .* ago/);
    await user.click(screen.getByRole("button", { name: "Measure again" }));
    expect(inputsOf("machine", "measureBandwidth")).toHaveLength(1);
    const memory = { ...sampleLaptop.memory, bandwidthBytesPerSecond: 48e9, bandwidthMeasuredAt: Date.now() };
    bridge.emit("machine", { ...sampleLaptop, memory });
    await waitFor(() => expect(textOf(finding("Bandwidth"))).toMatch(/48\.0 GB\/s.*Measured today/));
  });
});

describe("one's own figures", () => {
  it("are saved one by one, and all go back to what was found", async () => {
    const { inputsOf, user } = await open({ state: { machine: sampleDesktop } });
    const patches = (): unknown[] => inputsOf("settings", "patch");
    await user.type(screen.getByLabelText("Cores for the engine"), "4{Enter}");
    expect(patches()).toEqual([{ machineOverrides: { usableCores: 4 } }]);
    await user.type(await screen.findByLabelText("Free memory of the graphics card"), "7.5{Enter}");
    expect(patches().at(-1)).toEqual({ machineOverrides: { usableCores: 4, gpuFreeBytes: 7.5 * GiB } });
    await user.click(screen.getByRole("radio", { name: "Leave it alone" }));
    expect(patches().at(-1)).toEqual({ machineOverrides: { usableCores: 4, gpuFreeBytes: 7.5 * GiB, useGpu: false } });
    await user.clear(screen.getByLabelText("Cores for the engine"));
    await user.tab();
    expect(patches().at(-1)).toEqual({ machineOverrides: { gpuFreeBytes: 7.5 * GiB, useGpu: false } });
    await user.click(screen.getByRole("button", { name: "As found" }));
    expect(patches().at(-1)).toEqual({ machineOverrides: null });
  });

  it("say what is wrong with a figure, and save nothing then", async () => {
    const { inputsOf, user } = await open();
    await user.type(screen.getByLabelText("Cores for the engine"), "2.5{Enter}");
    expect(screen.getByText(/A whole number of cores/)).toBeTruthy();
    await user.clear(screen.getByLabelText("Cores for the engine"));
    await user.type(screen.getByLabelText("Cores for the engine"), "99{Enter}");
    expect(screen.getByText("A whole number of cores, from 1 to 16; or nothing.")).toBeTruthy();
    expect(inputsOf("settings", "patch")).toEqual([]);
  });

  it("are said beside what was found", async () => {
    const machineOverrides = { usableCores: 3, memoryBandwidthBytesPerSecond: 42e9 };
    const settings = { ...sampleSettings.settings, machineOverrides };
    await open({ state: { settings: { ...sampleSettings, settings } } });
    expect(screen.getByText(/By your own figure the engine may use 3 of them\./)).toBeTruthy();
    expect(screen.getByText(/Speeds are worked out with your own figure, 42\.0 GB\/s\./)).toBeTruthy();
  });

  it("offer nothing about graphics where the engine can use none", async () => {
    const settings = { ...sampleSettings.settings, machineOverrides: { usableCores: 2 } };
    await open({ state: { settings: { ...sampleSettings, settings } } });
    expect(screen.getByLabelText("Cores for the engine")).toHaveProperty("value", "2");
    expect(screen.queryByLabelText("Free memory of the graphics card")).toBeNull();
    expect(screen.queryByRole("radiogroup", { name: "Graphics card" })).toBeNull();
  });
});

describe("the ledger", () => {
  it("says how right the predictions were, as a sentence, charts with their words, and a table", async () => {
    await open();
    expect(
      await screen.findByText("Memory: within 3 % over the last 6 loads. Speed: within the forecast all 6 times."),
    ).toBeTruthy();
    expect(
      screen.getByRole("img", {
        name: /^Memory, predicted against measured, of 6 loads: 6 within 5 %\. Furthest off: Llama 3\.2 1B Instruct Q8_0, .* \+2\.4 %\.$/,
      }),
    ).toBeTruthy();
    expect(screen.getByRole("img", { name: /^Speed, .* of 6 loads: 6 within the predicted range/ })).toBeTruthy();
    const table = screen.getByRole("table", { name: /Loads on this computer/ });
    const row = within(table).getByRole("row", { name: /^Gemma 3 4B it Q4_K_M/ });
    expect(
      within(row)
        .getAllByRole("cell")
        .map((cell) => textOf(cell)),
    ).toEqual([
      "2.51 GB",
      "2.46 GB",
      "−2.1 %",
      "1.3 s",
      expect.stringMatching(/^11\.6 at 480 ?10\.2 at 3K predicted 9\.4–12\.0$/),
    ]);
  });

  it("gives the reason of a load that failed, and what follows from it", async () => {
    await open();
    const row = await screen.findByRole("row", { name: /^Llama 3\.1 8B Instruct Q8_0/ });
    expect(textOf(row)).toMatch(/Failed\. There was no room for a context of 32,768 tokens/);
    expect(screen.getByText(/is not recommended again with this driver and engine/)).toBeTruthy();
  });

  it("takes in a load as soon as it is told of it, and shows older ones when asked", async () => {
    const { bridge, user } = await open({ state: { ledger: emptyLedger } });
    expect(await screen.findByText(/Nothing has been loaded here yet/)).toBeTruthy();
    const [entry] = sampleLedger.entries;
    if (!entry) throw new Error("the sample is empty");
    const many: LedgerView = {
      ...sampleLedger,
      accuracy: { memory: { loads: 1, withinShare: 0.004 }, speed: { loads: 1, within: 0, furthestShare: -0.118 } },
      entries: Array.from({ length: 12 }, (_, i) => ({ ...entry, id: 100 - i })),
    };
    bridge.emit("ledger", many);
    expect(
      await screen.findByText("Memory: within 1 % at the last load. Speed: 12 % under the forecast."),
    ).toBeTruthy();
    const rows = (): number => within(screen.getByRole("table")).getAllByRole("row").length - 1;
    expect(rows()).toBe(8);
    await user.click(screen.getByRole("button", { name: "Show all 12" }));
    expect(rows()).toBe(12);
  });

  it("leads to the library while it is empty, and says so when it cannot be read", async () => {
    const { state, user } = await open({ state: { ledger: emptyLedger } });
    await user.click(await screen.findByRole("button", { name: "Open the library" }));
    expect(state.app.screen).toBe("library");
  });

  it("can be asked for again when it could not be read", async () => {
    let answers = 0;
    const list = async (): Promise<LedgerView> => {
      if (answers++ === 0)
        throw new BridgeError({ code: "database-failed", key: "kept", details: { message: "The disk is gone." } });
      return sampleLedger;
    };
    const { user } = await open({ overrides: { ledger: { list } } });
    const alert = await screen.findByRole("alert");
    expect(textOf(alert)).toMatch("The disk is gone.");
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/within 3 %/)).toBeTruthy();
  });

  it("says what is not known as such, never as 0", async () => {
    const [entry] = sampleLedger.entries;
    if (!entry) throw new Error("the sample is empty");
    const unmeasured = { ...entry, measured: null, firstTokenMs: null, speeds: [] };
    await open({ state: { ledger: { ...sampleLedger, accuracy: null, entries: [unmeasured] } } });
    const row = await screen.findByRole("row", { name: /^Gemma/ });
    expect(within(row).getAllByText("not known")).toHaveLength(2);
    expect(within(row).getAllByText(/no answer yet/)).toHaveLength(2);
    expect(screen.queryByRole("img")).toBeNull();
    expect(screen.getByText("No load has been measured with this engine yet.")).toBeTruthy();
  });
});
