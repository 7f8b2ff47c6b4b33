import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LadderRequest } from "../../../src-shared/contract/index.ts";
import { sampleLadder, sampleLaptop, sampleModels } from "../../../src-renderer/bridge/fake/index.ts";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import Learn from "../../../src-renderer/features/learn/Learn.svelte";
import { limitsOf, sizeBars } from "../../../src-renderer/features/learn/size-bars.ts";
import { learnSections } from "../../../src-renderer/state/app.svelte.ts";
import { show } from "../show.ts";

const [model] = sampleModels;
if (!model) throw new Error("the sample has no models");
const { report } = sampleLadder(model, { repository: model.repository, plan: {}, machine: null }, sampleLaptop);
if (!report) throw new Error("no report");

describe("the size chart", () => {
  it("goes from F32 down, once for each label, with the limits of the machine", () => {
    const twice = { ...report, variants: [...report.variants, ...report.variants] };
    const bars = sizeBars(twice);
    expect(bars[0]).toEqual({ label: "F32", needBytes: model.parameters * 4, fit: null, recommended: false });
    expect(new Set(bars.map(({ label }) => label)).size).toBe(bars.length);
    expect(bars.map(({ needBytes }) => needBytes)).toEqual(bars.map((bar) => bar.needBytes).sort((a, b) => b - a));
    expect(bars.filter((bar) => bar.recommended).map(({ label }) => label)).toEqual([report.recommended]);
    expect(limitsOf(report)).toEqual([{ name: "memory", kind: "cpu", bytes: 10.8e9 }]);
  });

  it("counts cards of one name together, as they hold a model together", () => {
    const [first] = report.variants;
    const [cpu] = first?.memory?.devices ?? [];
    if (!first?.memory || !cpu) throw new Error("no memory");
    const card = { ...cpu, name: "RTX 3090", kind: "gpu" as const, budgetBytes: 23e9 };
    const two = { ...first, memory: { ...first.memory, devices: [cpu, card, { ...card }] } };
    expect(limitsOf({ ...report, variants: [two] })).toContainEqual({ name: "RTX 3090", kind: "gpu", bytes: 46e9 });
  });
});

describe("the learn page", () => {
  it("comes to the paragraph that another screen leads to", async () => {
    const seen: (string | undefined)[] = [];
    Element.prototype.scrollIntoView = function (this: HTMLElement) {
      seen.push(this.dataset["sections"]);
    };
    const { state } = show(Learn);
    await screen.findByRole("heading", { name: "How to read a label" });
    expect(seen).toEqual([]);
    for (const section of learnSections) {
      state.app.go("learn", { section });
      await waitFor(() => expect(seen.at(-1)?.split(" ")).toContain(section));
    }
  });

  it("has this computer in its examples, and opens the example's ladder", async () => {
    const { state, inputsOf } = show(Learn);
    expect(
      await screen.findByText(
        /This computer has 10\.6 GB of memory free now, of which 10\.\d GB is available to a model/,
      ),
    ).toBeDefined();
    expect((await screen.findAllByText("Q5_K_M")).length).toBeGreaterThan(0);
    expect(screen.getByText(/10\.1 GB of the computer's memory is available now/)).toBeDefined();
    expect(screen.getByText(/keeps 1\.0 GB of notes for 8K tokens\s+and 4\.0 GB for 32K/)).toBeDefined();

    await userEvent.click(screen.getByRole("radio", { name: "Llama 3.3 70B" }));
    await waitFor(() =>
      expect((inputsOf("catalog", "ladder").at(-1) as LadderRequest).repository).toMatch(/Llama-3\.3-70B/),
    );
    await userEvent.click(await screen.findByRole("button", { name: "Show all its variants" }));
    expect(state.app.screen).toBe("discover");
    expect(state.app.paramsOf("discover").repository).toMatch(/Llama-3\.3-70B/);
  });

  it("explains without the example where that cannot be had", async () => {
    const failing = (): Promise<never> =>
      Promise.reject(new BridgeError({ code: "hub-offline", key: "kept", details: { message: "Nobody answered." } }));
    show(Learn, { overrides: { catalog: { ladder: failing } } });
    expect(await screen.findByText("The example cannot be shown now.")).toBeDefined();
    expect(screen.getByText("How to read a label")).toBeDefined();
  });
});
