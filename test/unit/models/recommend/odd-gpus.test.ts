import { describe, expect, it } from "vitest";
import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { budgetsOf, deviceLimits } from "../../../../src-main/models/recommend/index.ts";
import { shortGpuName } from "../../../../src-shared/words/en/parts.ts";
import { requireSize } from "../../../../src-main/doors/ipc/require-size.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { machineInputSchema } from "../../../../src-main/ground/inputs/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { reportInWords } from "./in-words.ts";

const shared = { vendor: "amd", name: "Radeon 8060S", backend: "vulkan", unified: true } as const;

describe("memory that firmware sets aside for graphics", () => {
  const budgetOf = (gpu: object, freeBytes = 20 * GiB) =>
    budgetsOf(machineOf({ totalBytes: 28 * GiB, freeBytes, gpus: [{ ...shared, ...gpu }] }), null).gpus[0];

  it("is all that plans use, where it is more than what may be borrowed", () => {
    const gpu = { dedicatedBytes: 96 * GiB, sharedBytes: 14 * GiB, freeBytes: 109 * GiB };
    expect(budgetOf(gpu)).toMatchObject({
      shared: false,
      totalBytes: 96 * GiB,
      freeBytes: 95 * GiB,
      budgetBytes: 94 * GiB,
    });
  });

  it("is reckoned as nine tenths free where nobody tells", () => {
    const gpu = { dedicatedBytes: 96 * GiB, sharedBytes: 14 * GiB, freeBytes: null };
    expect(budgetOf(gpu)?.freeBytes).toBe(Math.round(96 * GiB * 0.9));
  });

  it("comes to what may be borrowed, where that is more", () => {
    const gpu = { dedicatedBytes: 4 * GiB, sharedBytes: 14 * GiB, freeBytes: 17 * GiB };
    expect(budgetOf(gpu)).toMatchObject({ shared: true, freeBytes: 17 * GiB });
    expect(budgetOf(gpu, 8 * GiB)).toMatchObject({ shared: true, freeBytes: 8 * GiB });
  });
});

const reportOn = (machine: HardwareProfile) =>
  reportInWords({
    facts: factsOf("llama-3.1-8b"),
    factsVariantKey: "Q4_K_M",
    variants: [computedVariant(factsOf("llama-3.1-8b"), "Q4_K_M")],
    repository: "o/n",
    commit: "c",
    machine,
    request: {},
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    whatIf: false,
  });

describe("the way to a card", () => {
  const caveatsOf = (gpu: object) => reportOn(machineOf({ gpus: [{ name: "RTX 4090", ...gpu }] })).caveats;

  it("is told with its reason where it is not the best one, or none", () => {
    const backendReasons = [{ key: "cuda-part-missing", figures: {} }];
    const why = "CUDA would be faster; the engine's part for it is not installed.";
    expect(caveatsOf({ backend: "vulkan", backendReasons })).toContain(`The RTX 4090 is used through Vulkan. ${why}`);
    expect(caveatsOf({ backend: null, backendReasons })).toContain(`The RTX 4090 is not used. ${why}`);
    expect(caveatsOf({ backend: "cuda", backendReasons })).toEqual(caveatsOf({ backend: "cuda" }));
  });
});

describe("a card of unknown memory", () => {
  const machine = machineOf({ gpus: [{ name: "A100", dedicatedBytes: null, freeBytes: null }] });
  const report = reportOn(machine);

  it("is not planned with, and that is said", () => {
    expect(report.variants[0]?.plan).toMatchObject({ gpuLayers: 0, backend: null });
    expect(report.caveats).toContain("How much memory the A100 has is not known, so nothing is planned for it.");
    expect(report.caveats.join(" ")).not.toMatch(/nine tenths/);
    expect(deviceLimits(machine, null)[1]).toMatchObject({ name: "A100", budgetBytes: 0, shared: false });
  });
});

describe("what a card is called in a sentence", () => {
  it.each([
    ["NVIDIA GeForce RTX 4070", "RTX 4070"],
    ["24 GB NVIDIA card", "24 GB NVIDIA card"],
    ["NVIDIA 24 GB", "24 GB card"],
    ["AMD 7.5 GiB", "7.5 GiB card"],
    ["NVIDIA ", "NVIDIA"],
    ["", "graphics card"],
  ])("%j: the %s", (name, short) => {
    expect(shortGpuName(name)).toBe(short);
  });
});

it("a machine of the longest names and the most cards makes no answer of a hundred megabytes", () => {
  const facts = factsOf("llama-3.1-8b");
  const name = (i: number): string => `${i} ${"\u0001x".repeat(200)}`.slice(0, 120);
  const machine = completeMachine(
    machineInputSchema.parse({
      name: "m".repeat(200),
      cpu: { name: name(0) },
      memory: { totalBytes: 64 * GiB },
      gpus: Array.from({ length: 16 }, (_, i) => ({ name: name(i), vendor: "nvidia", dedicatedBytes: 2 * GiB })),
    }),
  );
  const labels = ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "IQ3_XXS", "Q2_K"];
  const variants = Array.from({ length: 200 }, (_, i) => ({
    ...computedVariant(facts, labels[i % labels.length] ?? "Q8_0"),
    modifiers: [`V${String(i)}`],
  }));
  const report = reportInWords({
    facts,
    factsVariantKey: "Q4_K_M",
    variants,
    repository: "o/n",
    commit: "c",
    machine,
    request: {},
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    whatIf: true,
  });
  expect(() => requireSize(report, 8 * 1024 * 1024)).not.toThrow();
});
