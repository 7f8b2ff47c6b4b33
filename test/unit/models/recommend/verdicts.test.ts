import { describe, expect, it } from "vitest";
import type { PlanRequest } from "../../../../src-shared/contract/index.ts";
import { commonMachines, completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { type FitReportInput, shortFit } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { type SaidFit, type SaidReport, reportInWords } from "./in-words.ts";

const labels = ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "IQ3_XXS", "Q2_K"];

function inputFor(
  id: string,
  kind: ModelKind,
  request: PlanRequest = {},
  names: readonly string[] = labels,
): FitReportInput {
  const facts = factsOf(kind);
  const machine = commonMachines.find((one) => one.id === id);
  if (!machine) throw new Error(id);
  return {
    facts,
    factsVariantKey: null,
    variants: names.map((label) => computedVariant(facts, label)),
    repository: "o/n",
    commit: "c",
    machine: completeMachine(machine.input),
    request,
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    whatIf: true,
  };
}

const reportFor = (...about: Parameters<typeof inputFor>): SaidReport => reportInWords(inputFor(...about));

function fitOf(report: SaidReport, label: string): SaidFit {
  const fit = report.variants.find((variant) => variant.label === label);
  if (!fit) throw new Error(label);
  return fit;
}

const machines = ["laptop-8", "laptop-rtx4060-16", "rtx4060-32", "mac-m2-16", "raspberry-pi5-8", "server-h100-256"];
const models: ModelKind[] = ["llama-3.2-1b", "qwen3-4b", "llama-3.1-8b", "qwen3-30b-a3b", "llama-3.1-70b"];
const notFitting = new Set<SaidFit["verdict"]>(["does-not-fit", "shorten-context"]);

describe.each(machines)("the verdicts on %s", (id) => {
  const reports = models.flatMap((kind) =>
    [8192, 131_072].map((contextTokens) => [kind, contextTokens, reportFor(id, kind, { contextTokens })] as const),
  );

  it("come as one short sentence with a figure, and without words that only experts know", () => {
    for (const [, , report] of reports) {
      for (const { headline } of report.variants) {
        expect(headline).toMatch(/^[A-Z][^.!?]*(\d\.\d[^.!?]*)*[^!?]*\.$/);
        expect(headline).toMatch(/\d/);
        expect(headline.length).toBeLessThan(140);
        expect(headline).not.toMatch(/\b(KV|cache|layers?|tensor|offload|quant|mmap|NaN|Infinity|undefined)\b/i);
      }
      expect(report.summary).not.toMatch(/\b(KV|NaN|Infinity|undefined|null)\b/);
    }
  });

  it("offer only ways out that lead to a plan that fits", () => {
    for (const [kind, , report] of reports) {
      for (const fit of report.variants) {
        if (!fit.wayOut?.request || !notFitting.has(fit.verdict)) continue;
        const after = fitOf(reportFor(id, kind, fit.wayOut.request), fit.label);
        expect([kind, fit.label, fit.wayOut.text, notFitting.has(after.verdict)]).toEqual([kind, fit.label, fit.wayOut.text, false]); // prettier-ignore
      }
    }
  });

  it("offer no other variant than one that fits", () => {
    for (const [, , report] of reports) {
      for (const fit of report.variants) {
        const other = /^Take ([A-Z0-9_]+):/.exec(fit.wayOut?.text ?? "")?.[1];
        if (other === undefined) continue;
        expect(notFitting.has(fitOf(report, other).verdict)).toBe(false);
        const { sizeBytes, verdict } = fitOf(report, other);
        const readFaster = fit.verdict === "runs-slowly" && verdict === "runs-well";
        expect(sizeBytes < fit.sizeBytes || readFaster).toBe(true);
      }
    }
  });

  it("say what may happen to someone who insists", () => {
    for (const [, , report] of reports) {
      for (const fit of report.variants) {
        if (notFitting.has(fit.verdict)) expect(fit.reasons.join(" ")).toContain("If you load it anyway");
        else expect(fit.reasons.join(" ")).not.toContain("If you load it anyway");
      }
    }
  });
});

describe("a context that is too long", () => {
  it("is what is told to be shortened, and not the model", () => {
    const { summary, recommended, variants } = reportFor("mac-m2-16", "llama-3.1-8b", { contextTokens: 131_072 });
    expect(recommended).toBeNull();
    expect(summary).toMatch(/^Nothing fits with a context of 128K\. \w+ does with less: \d+K instead of 128K/);
    expect(summary).not.toContain("smaller model");
    for (const fit of variants.filter(({ sizeBytes }) => sizeBytes < 7e9)) expect(fit.verdict).toBe("shorten-context");
  });

  it("is told too where only a poor variant fits with it", () => {
    const report = reportFor("laptop-16", "llama-3.1-8b", { contextTokens: 40_960 }, ["Q4_K_M", "Q2_K"]);
    expect(report.recommended).toBe("Q2_K");
    expect(report.summary).toMatch(
      /^Q2_K is the best that fits, and not a good one: Q4_K_M fits with a context of \d+K.*, and is much better\./,
    );
  });

  it("is cut as little as a good variant needs, and not for the sake of the original", () => {
    const report = reportFor("desktop-32", "llama-3.1-8b", { contextTokens: 131_072 }, ["F16", "Q8_0", "Q2_K"]);
    expect(fitOf(report, "F16").wayOut?.request?.contextTokens).toBe(32_768);
    expect(report.summary).toMatch(
      /^Q2_K is the best that fits, and not a good one: Q8_0 fits with a context of 64K, and/,
    );
  });

  it("counts memory that CPU and GPU share once", () => {
    const { headline } = fitOf(reportFor("mac-m2-16", "llama-3.1-8b", { contextTokens: 131_072 }), "Q4_K_M");
    expect(headline).toMatch(
      /^Needs 2\d\.\d GB and only 9\.\d GB is available: 16\.0 GB of it to remember 128K tokens/,
    );
  });
});

describe("memory that is tight", () => {
  it("is so too where a GPU holds most of what it shares with the processor", () => {
    const fit = fitOf(reportFor("mac-m2-16", "llama-3.1-8b"), "Q8_0");
    expect(fit.gpuLayers).toBeGreaterThan(0);
    expect(fit.verdict).toBe("tight");
    expect(fit.headline).toMatch(/^Needs 9\.\d of the 9\.\d GB available: only \d+ MB is left for other programs\.$/);
  });

  it("is the computer's, and not that of a card beside it", () => {
    const report = reportFor("server-t4-32", "llama-3.1-70b", { contextTokens: 2048 }, ["Q4_K_M"]);
    expect(fitOf(report, "Q4_K_M").headline).toMatch(
      /^Needs 27\.\d of the 28\.\d GB available beside the Tesla T4: only 1\.\d GB is left for other programs\.$/,
    );
    expect(report.summary).toContain("It leaves little for other programs.");
  });
});

describe("a way out", () => {
  it("stands wherever a variant does not run or is slow", () => {
    for (const id of machines)
      for (const kind of models)
        for (const fit of reportFor(id, kind).variants)
          if (notFitting.has(fit.verdict) || fit.verdict === "runs-slowly" || fit.verdict === "tight")
            expect([id, kind, fit.label, fit.wayOut?.text]).not.toContain(undefined);
  });

  it("says of a context that is too long what a smaller variant has room for", () => {
    const fit = fitOf(reportFor("laptop-rtx4060-16", "llama-3.1-8b"), "F16");
    expect(fit.verdict).toBe("shorten-context");
    expect(fit.wayOut).toMatchObject({ variant: "Q8_0", request: null });
    expect(fit.wayOut?.text).toBe("Take Q8_0: it has room for 8K, this one only for 4K.");
  });

  it("leads to what a smaller context makes fit where nothing fits as it is", () => {
    const report = reportFor("laptop-16", "llama-3.1-8b", { contextTokens: 131_072 });
    expect(fitOf(report, "F16").verdict).toBe("does-not-fit");
    const { variant } = fitOf(report, "F16").wayOut ?? {};
    expect(fitOf(report, "F16").wayOut?.text).toBe(`Take ${variant ?? ""}, which fits with a smaller context.`);
    expect(fitOf(report, variant ?? "").wayOut?.request?.contextTokens).toBeLessThan(131_072);
    expect(fitOf(reportFor("laptop-8", "llama-3.1-8b"), "F16").wayOut?.text).toBe("Look for a smaller model.");
  });

  it("leads to what a smaller context brings onto the GPU where all are slow as they are", () => {
    const report = reportFor("server-2xrtx3090-128", "llama-3.1-70b", { contextTokens: 131_072 });
    expect(report.summary).toContain(" and writes about as fast as you read.");
    const slow = fitOf(report, "Q8_0");
    expect(slow.wayOut?.text).toMatch(/^Take \w+, all of which fits on the GPU with a smaller context\.$/);
    const { wayOut } = fitOf(report, slow.wayOut?.variant ?? "");
    const after = reportFor("server-2xrtx3090-128", "llama-3.1-70b", wayOut?.request ?? {});
    expect(fitOf(after, slow.wayOut?.variant ?? "").verdict).toBe("runs-well");
  });

  it("onto the GPU is offered only where the plan goes there and gains by it", () => {
    // Graphics that read the computer's own memory: not faster for having the rest of the layers too.
    const fit = fitOf(reportFor("laptop-780m-32", "llama-3.1-8b"), "F16");
    expect(fit.verdict).toBe("partly-on-gpu");
    expect(fit.wayOut?.request ?? null).toBeNull();
    for (const id of ["laptop-780m-32", "strix-halo-128", "laptop-rtx4060-16", "rtx4060-32"])
      for (const kind of models)
        for (const before of reportFor(id, kind, { contextTokens: 32_768 }).variants) {
          if (before.verdict !== "partly-on-gpu" || !before.wayOut?.request) continue;
          const after = fitOf(reportFor(id, kind, before.wayOut.request), before.label);
          expect([id, before.label, ["runs-well", "runs-slowly"].includes(after.verdict)]).toEqual([id, before.label, true]); // prettier-ignore
        }
  });

  it("goes to the recommended variant where that is the nearest that runs well", () => {
    const report = reportFor("raspberry-pi5-16", "qwen3-4b", {}, [...labels, "Q5_K_S"]);
    expect(report.recommended).toBe("Q4_K_M");
    expect(fitOf(report, "Q5_K_M").wayOut?.variant).toBe("Q4_K_M");
  });

  it("goes to a larger variant where that one is read faster and loses no more", () => {
    const report = reportFor("vm-16", "llama-3.1-8b");
    const [slow, taken] = [fitOf(report, "IQ3_XXS"), fitOf(report, "Q6_K")];
    expect([slow.verdict, taken.verdict]).toEqual(["runs-slowly", "runs-well"]);
    expect(taken.sizeBytes).toBeGreaterThan(slow.sizeBytes);
    expect(slow.wayOut?.text).toMatch(/^Take Q6_K: about \d\.\d words a second instead of about \d\.\d\.$/);
  });

  it("names a smaller variant where one runs better", () => {
    const report = reportFor("rtx4060-32", "llama-3.1-8b");
    expect(fitOf(report, "Q8_0").verdict).toBe("partly-on-gpu");
    expect(fitOf(report, "Q8_0").wayOut?.text).toBe("Take Q4_K_M: all of it fits on the graphics card.");
  });

  it("lets the plan choose a split that somebody fixed too high", () => {
    const fit = fitOf(reportFor("laptop-rtx4060-16", "llama-3.1-8b", { gpuLayers: 33 }), "Q8_0");
    expect(fit.headline).toMatch(/^Needs \d+\.\d GB and only 6\.\d GB is available on the RTX 4060\.$/);
    expect(fit.wayOut?.text).toMatch(/^Keep \d+ of 33 layers on the GPU instead of 33\.$/);
    expect(fit.reasons.join(" ")).toContain("the RTX 4060 may refuse it");
  });
});

describe("the short form for a list", () => {
  it("names cards of one name as the one memory that they are together", () => {
    const short = shortFit(inputFor("server-2xrtx3090-128", "llama-3.1-70b", {}, ["Q3_K_M"]));
    const devices = fitOf(reportFor("server-2xrtx3090-128", "llama-3.1-70b", {}, ["Q3_K_M"]), "Q3_K_M").memory?.devices;
    const sum = (of: "needBytes" | "budgetBytes"): number =>
      (devices ?? []).reduce((total, device) => total + (device.kind === "gpu" ? device[of] : 0), 0);
    expect(short?.deciding).toEqual({
      name: "2 × NVIDIA GeForce RTX 3090",
      kind: "gpu",
      needBytes: sum("needBytes"),
      budgetBytes: sum("budgetBytes"),
    });
  });
});
