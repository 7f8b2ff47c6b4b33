import { describe, expect, it } from "vitest";
import type { HardwareProfile, PlanRequest, RepositoryVariant } from "../../../../src-shared/contract/index.ts";
import { type MeasuredLosses, publishedAs } from "../../../../src-main/models/recommend/index.ts";
import { GiB, MiB, totalNeedBytes } from "../../../../src-shared/figures/index.ts";
import { say } from "../../../../src-shared/words/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { type SaidFit, type SaidReport, reportInWords } from "./in-words.ts";

const labels = ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "IQ3_XXS", "Q2_K"];
const GB = 1e9;

function variantsOf(kind: ModelKind, names: readonly string[] = labels): RepositoryVariant[] {
  const facts = factsOf(kind);
  return names.map((label) => computedVariant(facts, label));
}

interface Situation {
  kind?: ModelKind;
  machine: HardwareProfile;
  request?: PlanRequest;
  variants?: RepositoryVariant[];
  reserve?: number | null;
  whatIf?: boolean;
  measured?: MeasuredLosses;
}

function reportOf({
  kind = "llama-3.1-8b",
  machine,
  request = {},
  variants,
  reserve = null,
  whatIf = false,
  measured,
}: Situation): SaidReport {
  return reportInWords({
    facts: factsOf(kind),
    factsVariantKey: "Q4_K_M",
    variants: variants ?? variantsOf(kind),
    repository: "o/n",
    commit: "c",
    machine,
    request,
    defaults: { contextTokens: 8192, memoryReserveBytes: reserve, measured: measured ?? null },
    whatIf,
  });
}

function fitOf(report: SaidReport, label: string): SaidFit {
  const fit = report.variants.find((variant) => variant.label === label);
  if (!fit) throw new Error(label);
  return fit;
}

const laptop = machineOf({ totalBytes: 16 * GB, freeBytes: 12.4 * GB });
const gamer = machineOf({
  totalBytes: 32 * GB,
  freeBytes: 24 * GB,
  gpus: [{ name: "RTX 4070", dedicatedBytes: 12_878_610_432, freeBytes: 11_811_160_064 }],
});
const macbook = machineOf({
  arch: "arm64",
  totalBytes: 16 * GiB,
  freeBytes: 11 * GB,
  cpu: { instructionSets: ["neon", "dotprod", "i8mm"] },
  memory: { bandwidthBytesPerSecond: null, bandwidthBasis: null },
  gpus: [
    {
      vendor: "apple",
      name: "Apple M2 Pro",
      backend: "metal",
      unified: true,
      dedicatedBytes: null,
      freeBytes: null,
      bandwidthBytesPerSecond: null,
    },
  ],
  appleSilicon: { chip: "Apple M2 Pro", workingSetBytes: 11_453_251_584 },
});

describe("a report", () => {
  it("recommends what keeps the quality and still writes as fast as one reads", () => {
    const report = reportOf({ machine: laptop });
    expect(report.recommended).toBe("Q5_K_M");
    expect(report.neighbours).toEqual({ better: "Q6_K", smaller: "Q4_K_M" });
    expect(report.summary).toMatch(/^Q5_K_M is the one for this computer\. .*needs 6\.\d of the 10\.7 GB available/);
    expect(report.summary).toContain("Q6_K fits too");
    const fit = fitOf(report, "Q4_K_M");
    expect(fit).toMatchObject({ verdict: "runs-well", gpuLayers: 0, exactWeights: true, wayOut: null });
    expect(fit.reasons[0]).toMatch(/^Needs 6\.\d of the 10\.7 GB available\.$/);
    expect(fitOf(report, "Q5_K_M").exactWeights).toBe(false);
    expect(report.caveats.join(" ")).toContain("One file's header was read. The other variants are worked out from it");
  });

  it("speaks of another computer as of another", () => {
    expect(reportOf({ machine: laptop, whatIf: true }).summary).toMatch(/^Q5_K_M is the one for that computer\. /);
  });

  it("goes by what is free, and leaves a reserve", () => {
    const busy = machineOf({ totalBytes: 64 * GB, freeBytes: 5 * GB });
    expect(fitOf(reportOf({ machine: busy }), "Q4_K_M").verdict).not.toBe("runs-well");
    const limited = machineOf({ totalBytes: 64 * GB, freeBytes: 48 * GB, memory: { limitBytes: 6 * GB } });
    const cpu = fitOf(reportOf({ machine: limited }), "Q4_K_M").memory?.devices[0];
    expect(cpu?.budgetBytes).toBeLessThan(6 * GB);
    const own = fitOf(reportOf({ machine: laptop, reserve: 4 * GB }), "Q4_K_M").memory?.devices[0];
    expect(own?.budgetBytes).toBe(8.4 * GB);
  });

  it("fills a graphics card and prefers a better variant when speed is plenty, but never the unquantised one", () => {
    const report = reportOf({ machine: gamer });
    expect(report.recommended).toBe("Q8_0");
    const fit = fitOf(report, "Q8_0");
    expect(fit.gpuLayers).toBe(33);
    expect(fit.plan?.backend).toBe("cuda");
    expect(fit.reasons[0]).toMatch(/^Needs 8\.\d of the 10\.0 GB available on the RTX 4070\.$/);
    expect(fit.memory?.repackBytes).toBe(0);

    const server = machineOf({
      totalBytes: 512 * GB,
      freeBytes: 400 * GB,
      gpus: [{ name: "H100", dedicatedBytes: 80 * GB, freeBytes: 79 * GB, bandwidthBytesPerSecond: 3350e9 }],
    });
    expect(reportOf({ machine: server }).recommended).toBe("Q8_0");
  });

  it("splits a variant that the card cannot hold, and says so", () => {
    const fit = fitOf(reportOf({ machine: gamer }), "F16");
    expect(fit.verdict).toBe("partly-on-gpu");
    expect(fit.gpuLayers).toBeGreaterThan(5);
    expect(fit.gpuLayers).toBeLessThan(33);
    expect(fit.reasons[0]).toMatch(/^\d+ of 33 layers run on the GPU \(.* GB\); the rest runs on the CPU/);
    const gpu = fit.memory?.devices[1];
    expect(gpu?.needBytes).toBeLessThanOrEqual(gpu?.budgetBytes ?? 0);
  });

  it("counts unified memory once", () => {
    const report = reportOf({ machine: macbook });
    const fit = fitOf(report, "Q4_K_M");
    expect(fit.gpuLayers).toBe(33);
    const [cpu, gpu] = fit.memory?.devices ?? [];
    if (!cpu || !gpu) throw new Error("two devices");
    const system = 11 * GB - Math.round(16 * GiB * 0.06);
    expect(cpu.budgetBytes + gpu.needBytes).toBe(system);
    expect(gpu.budgetBytes).toBeLessThanOrEqual(11_453_251_584);
    expect(fit.reasons[0]).toMatch(/^Needs \d\.\d of the 9\.3 GB available\.$/);
    expect(fit.speed?.tokensPerSecond[0]).toBeGreaterThan(15);
    // Q8_0 (8.5 GB) would fit the GPU's own limit, but not beside everything else in the same memory.
    expect(fitOf(report, "Q8_0").verdict).not.toBe("runs-well");
  });

  it("tells apart weights that are too big and a context that is", () => {
    const report = reportOf({
      machine: machineOf({ totalBytes: 16 * GB, freeBytes: 9 * GB }),
      request: { contextTokens: 32768 },
    });
    const context = fitOf(report, "Q4_K_M");
    expect(context.verdict).toBe("shorten-context");
    expect(context.reasons.join(" ")).toContain("the 32K context is what is too big (4.0 GB)");
    expect(context.wayOut?.request?.contextTokens).toBeDefined();
    const weights = fitOf(report, "F16");
    expect(weights.verdict).toBe("does-not-fit");
    expect(weights.reasons[0]).toMatch(/^Needs \d+\.\d GB and only \d\.\d GB is available\.$/);
  });

  it("offers a way out that works", () => {
    const machine = machineOf({ totalBytes: 16 * GB, freeBytes: 9 * GB });
    const request = { contextTokens: 32768 };
    const { wayOut } = fitOf(reportOf({ machine, request }), "Q4_K_M");
    if (!wayOut?.request) throw new Error("no way out");
    const after = fitOf(reportOf({ machine, request: wayOut.request }), "Q4_K_M");
    expect(["runs-well", "runs-slowly", "tight"]).toContain(after.verdict);

    // 1.4 GB more than is free: other programs hold that much.
    const crowded = machineOf({ totalBytes: 16 * GB, freeBytes: 5.6 * GB });
    const close = fitOf(reportOf({ machine: crowded, request: { contextTokens: 2048 } }), "Q4_K_M");
    expect(close.wayOut?.text).toMatch(/^Close about \d+(\.\d)? [GM]B of other programs\.$/);
  });

  it("says of a context that the model was not trained for, and of one that slows it down, what that means", () => {
    const machine = machineOf({ totalBytes: 128 * GB, freeBytes: 120 * GB });
    const of = (contextTokens: number): SaidReport => reportOf({ machine, request: { contextTokens } });
    const beyond = "256K is more than the 128K that the model was trained on: answers may fall apart beyond that.";
    expect(of(262_144).caveats).toContain(beyond);
    expect(fitOf(of(262_144), "Q4_K_M").reasons).toContain(beyond);
    expect(of(131_073).caveats).toContain(
      "131,073 is more than the 131,072 that the model was trained on: answers may fall apart beyond that.",
    );
    expect(of(131_072).caveats.join(" ")).not.toContain("trained on");
    expect(of(131_072).caveats.join(" ")).toMatch(/About \d\.\d words a second once all 128K of context are in use\./);
    expect(of(2048).caveats.join(" ")).not.toContain("in use");
  });

  it("takes half of what other programs hold for what closing them gives back", () => {
    const closing = (totalBytes: number): string | undefined => {
      const machine = machineOf({ totalBytes, freeBytes: 5.6 * GB });
      const { wayOut } = fitOf(reportOf({ machine, request: { contextTokens: 2048 }, reserve: 1.5 * GB }), "Q4_K_M");
      return wayOut?.text;
    };
    // 1.4 GB are missing: of 3.4 GB half is enough, of 2.2 GB only nearly all would be.
    expect(closing(9 * GB)).toMatch(/^Close about 1\.\d GB/);
    expect(closing(7.8 * GB) ?? "").not.toMatch(/^Close/);
  });

  it("blames a reserve that takes all there is, and not other programs", () => {
    const machine = machineOf({ totalBytes: 16 * GB, freeBytes: 12 * GB });
    const request = { contextTokens: 2048 };
    const { wayOut } = fitOf(reportOf({ machine, request, reserve: 400 * GB }), "Q4_K_M");
    expect(wayOut?.text).toMatch(/^Bitloft keeps .+ GB free for other programs: lower that in Settings\.$/);
  });

  it("does not talk anybody out of what it recommends", () => {
    for (const freeBytes of [6 * GB, 9 * GB, 14 * GB]) {
      const report = reportOf({ machine: machineOf({ totalBytes: 16 * GB, freeBytes }) });
      if (report.recommended === null) continue;
      expect(fitOf(report, report.recommended).wayOut?.variant).toBeUndefined();
    }
  });

  it("shortens the context with the figure that it frees", () => {
    const machine = machineOf({ totalBytes: 16 * GB, freeBytes: 9 * GB });
    const { wayOut } = fitOf(reportOf({ machine, request: { contextTokens: 32768, kvType: "q8_0" } }), "Q5_K_M");
    expect(wayOut?.text).toMatch(/^\d+K instead of 32K frees \d\.\d GB\.$/);
  });

  it("says what fits nowhere, and what the smallest would need", () => {
    const report = reportOf({ kind: "llama-3.1-70b", machine: laptop, variants: variantsOf("llama-3.1-70b") });
    expect(report.recommended).toBeNull();
    expect(report.neighbours).toEqual({ better: null, smaller: null });
    expect(report.summary).toMatch(
      /^Nothing here fits this computer: the smallest, (IQ3_XXS|Q2_K), needs \d\d\.\d GB, and 10\.7 GB is available\. Look for a smaller model\.$/,
    );
  });

  it("keeps a row for what cannot run, and never recommends it", () => {
    const variants = variantsOf("llama-3.1-8b", ["Q4_K_M", "Q4_0", "Q5_K_M"]);
    const [good, removed, broken] = variants;
    if (!good || !removed || !broken) throw new Error("three variants");
    const report = reportOf({
      machine: laptop,
      variants: [
        { ...good, complete: false },
        { ...removed, runs: false, note: { key: "repacked-type-removed", figures: {} } },
        broken,
      ],
    });
    expect(report.recommended).toBe("Q5_K_M");
    expect(fitOf(report, "Q4_K_M")).toMatchObject({ verdict: "does-not-fit", memory: null, plan: null });
    expect(fitOf(report, "Q4_0").reasons).toEqual([say({ key: "repacked-type-removed", figures: {} })]);
    expect(reportOf({ machine: laptop, variants: [] }).summary).toBe("This repository has no variants.");
  });

  it("never recommends fewer than three bits for a small model while something better fits", () => {
    const report = reportOf({
      kind: "llama-3.2-1b",
      machine: machineOf({ cpu: { usableCores: 1 }, totalBytes: 4 * GB, freeBytes: 3 * GB }),
      variants: variantsOf("llama-3.2-1b"),
    });
    expect(report.recommended).not.toBe("Q2_K");
    expect(fitOf(report, "Q2_K").reasons.join(" ")).toContain("Fewer than three bits");
  });

  it("recommends the only thing that fits with a warning", () => {
    const report = reportOf({
      machine: machineOf({ totalBytes: 8 * GB, freeBytes: 5.4 * GB }),
      request: { contextTokens: 2048 },
      variants: variantsOf("llama-3.1-8b", ["Q4_K_M", "Q2_K"]),
    });
    expect(report.recommended).toBe("Q2_K");
    expect(report.summary).toContain("a smaller model will serve you better");
  });

  it("warns of a context beyond the trained one, and lets it be asked for", () => {
    const report = reportOf({
      kind: "llama-2-7b",
      machine: gamer,
      variants: variantsOf("llama-2-7b"),
      request: { contextTokens: 16384 },
    });
    expect(report.plan.contextTokens).toBe(16384);
    expect(fitOf(report, "Q4_K_M").reasons.join(" ")).toContain(
      "16K is more than the 4K that the model was trained on",
    );
    expect(
      reportOf({ kind: "llama-2-7b", machine: gamer, variants: variantsOf("llama-2-7b") }).plan.contextTokens,
    ).toBe(4096);
  });

  it("takes the split and the cache type that are asked for", () => {
    const cpu = fitOf(reportOf({ machine: gamer, request: { gpuLayers: 0 } }), "Q4_K_M");
    expect(cpu).toMatchObject({ gpuLayers: 0, plan: { backend: null } });
    expect(cpu.memory?.devices).toHaveLength(1);
    expect(cpu.memory?.repackBytes).toBeGreaterThan(3 * GB);
    const all = fitOf(reportOf({ machine: gamer, request: { gpuLayers: 99, kvType: "q8_0" } }), "Q4_K_M");
    expect(all).toMatchObject({ gpuLayers: 33, plan: { kvType: "q8_0" } });
    expect(all.memory?.kvBytes).toBe(8192 * 32 * 8 * 256 * 1.0625);
  });

  it("says that a header does not tell the context that a model was trained on, and what is assumed", () => {
    const report = reportInWords({
      facts: { ...factsOf("llama-3.1-8b"), trainedContextTokens: null },
      factsVariantKey: "Q4_K_M",
      variants: variantsOf("llama-3.1-8b"),
      repository: null,
      commit: null,
      machine: laptop,
      request: {},
      defaults: { contextTokens: 8192, memoryReserveBytes: null },
    });
    expect(report.plan.contextTokens).toBe(4096);
    expect(report.caveats.join(" ")).toMatch(/does not tell how long a context .* 4K is assumed/);
    expect(reportOf({ machine: laptop }).caveats.join(" ")).not.toContain("does not tell how long");
  });

  it("says that it does not know an architecture, and estimates it from its tensors", () => {
    const facts = { ...factsOf("llama-3.1-8b"), architecture: "brandnew" };
    const report = reportInWords({
      facts,
      factsVariantKey: "Q4_K_M",
      variants: variantsOf("llama-3.1-8b"),
      repository: null,
      commit: null,
      machine: laptop,
      request: {},
      defaults: { contextTokens: 8192, memoryReserveBytes: null },
    });
    expect(report.caveats.join(" ")).toContain('does not know the architecture "brandnew"');
    expect(report.recommended).toBe("Q5_K_M");
  });

  it("prefers what the card holds whole to a little more quality beside it, and Q4_K_M to a smaller one that gains little", () => {
    const card = machineOf({
      freeBytes: 12 * GB,
      totalBytes: 16 * GB,
      gpus: [{ dedicatedBytes: 8 * GiB, freeBytes: 8.3 * GB, bandwidthBytesPerSecond: 256e9 }],
    });
    const all = variantsOf("llama-3.1-8b", ["Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "IQ4_XS", "Q3_K_M"]);
    expect(reportOf({ machine: card, variants: all }).recommended).toBe("Q5_K_M");
    const small = variantsOf("llama-3.1-8b", ["Q4_K_M", "IQ4_XS", "Q3_K_M"]);
    const slow = machineOf({ memory: { bandwidthBytesPerSecond: 25e9 } });
    for (const machine of [card, slow, laptop, macbook])
      expect(reportOf({ machine, variants: small }).recommended).toBe("Q4_K_M");
  });

  it("uses every card, each within its own budget", () => {
    const machine = machineOf({
      totalBytes: 128 * GB,
      freeBytes: 100 * GB,
      gpus: [
        { name: "A", dedicatedBytes: 24 * GiB, freeBytes: 23 * GiB, bandwidthBytesPerSecond: 936e9 },
        { name: "B", dedicatedBytes: 24 * GiB, freeBytes: 23 * GiB, bandwidthBytesPerSecond: 936e9 },
      ],
    });
    const fit = fitOf(reportOf({ kind: "llama-3.1-70b", machine, variants: variantsOf("llama-3.1-70b") }), "Q3_K_M");
    expect(fit.gpuLayers).toBe(81);
    expect(fit.memory?.devices.map((device) => device.name)).toEqual(["CPU", "A", "B"]);
    expect(fit.reasons[0]).toContain("on 2 GPUs");
  });

  it("leaves an integrated GPU alone that reads the same memory no faster", () => {
    const shared = { unified: true, dedicatedBytes: null, freeBytes: null, backend: "vulkan" as const };
    const intel = machineOf({ gpus: [{ ...shared, vendor: "intel", name: "Iris Xe", bandwidthBytesPerSecond: null }] });
    expect(fitOf(reportOf({ machine: intel }), "Q4_K_M").gpuLayers).toBe(0);
    expect(fitOf(reportOf({ machine: intel, request: { gpuLayers: 99 } }), "Q4_K_M").gpuLayers).toBe(33);
    const strix = machineOf({
      gpus: [{ ...shared, vendor: "amd", name: "Strix Halo", bandwidthBytesPerSecond: 256e9 }],
    });
    expect(fitOf(reportOf({ machine: strix }), "Q4_K_M").gpuLayers).toBe(33);
  });

  it("leaves out what the engine cannot use, and says so", () => {
    const machine = machineOf({ gpus: [{ name: "Old Radeon", vendor: "amd", backend: null }] });
    const report = reportOf({ machine });
    expect(fitOf(report, "Q4_K_M").gpuLayers).toBe(0);
    expect(report.caveats.join(" ")).toContain("Old Radeon");
  });
});

describe("the figures of fit.md", () => {
  const facts = factsOf("llama-3.1-8b");
  const cpu = { instructionSets: ["avx2", "fma", "avx512f"] };

  it("are met on the CPU: Llama-8B Q4_K_M, AVX-512, 4096 tokens", () => {
    const fit = fitOf(reportOf({ machine: machineOf({ cpu }), request: { contextTokens: 4096 } }), "Q4_K_M");
    const memory = fit.memory;
    if (!memory) throw new Error("no memory");
    expect(memory.repackBytes / MiB).toBeCloseTo(3204, 0);
    expect(memory.fileBackedBytes / MiB).toBeCloseTo(1481, 0);
    expect(memory.weightsBytes / MiB).toBeCloseTo(4685, 0);
    expect(memory.kvBytes).toBe(512 * MiB);
    // Logits and two rows of the embedding's width, and a few indices.
    expect(memory.computeBytes / MiB).toBeCloseTo((4 * 512 * (128256 + 2 * 4096)) / MiB, 1);
    expect(memory.loadOnlyBytes).toBe(memory.repackBytes);
    expect(facts.parameters).toBeGreaterThan(8.03e9);
  });

  it("add up, by kind and by device", () => {
    for (const machine of [laptop, gamer, macbook]) {
      for (const fit of reportOf({ machine }).variants) {
        const memory = fit.memory;
        if (!memory) throw new Error("no memory");
        const whole =
          memory.weightsBytes + memory.kvBytes + memory.computeBytes + memory.stateBytes + memory.overheadBytes;
        expect(totalNeedBytes(memory)).toBe(whole);
        expect(memory.anonymousBytes + memory.fileBackedBytes).toBe(memory.devices[0]?.needBytes);
        expect(memory.repackBytes).toBeLessThanOrEqual(memory.anonymousBytes);
      }
    }
  });
});

describe("what was measured on this computer", () => {
  it("takes the place of the table, and changes what is recommended", () => {
    const expected = reportOf({ machine: laptop });
    const label = expected.recommended ?? "";
    const lost = { divergence: 0.14, kept: 0.61 };
    const report = reportOf({ machine: laptop, measured: new Map([[publishedAs("o/n", label), lost]]) });
    expect(report.recommended).not.toBe(label);
    expect(fitOf(report, label).quality).toMatchObject({ band: "fair", kept: 0.61, source: null });
    expect(fitOf(report, label).quality.basis).toBe(
      "Measured on this computer: 61 of 100 words are the ones the full model picks.",
    );
    const { recommended } = report;
    expect(fitOf(report, recommended ?? "").quality).toEqual(fitOf(expected, recommended ?? "").quality);
  });

  it("holds for a file of the same content alone, where that is known", () => {
    const variants = variantsOf("llama-3.1-8b").map((variant) => ({
      ...variant,
      files: [{ path: `${variant.key}.gguf`, sizeBytes: variant.sizeBytes, sha256: `hash of ${variant.key}` }],
    }));
    const lost = { divergence: 0.7, kept: 0.61 };
    const keptOf = (name: string): number | null =>
      fitOf(reportOf({ machine: laptop, variants, measured: new Map([[name, lost]]) }), "Q5_K_M").quality.kept;
    expect(keptOf("hash of Q5_K_M")).toBe(0.61);
    expect(keptOf(publishedAs("o/n", "Q5_K_M"))).toBeNull();
  });
});
