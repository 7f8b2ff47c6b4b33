import { describe, expect, it } from "vitest";
import type { ErrorDto, HardwareProfile, PlanRequest } from "../../../../src-shared/contract/index.ts";
import type { RepositoryVariant } from "../../../../src-shared/contract/index.ts";
import { GiB, MiB, gpuNeedBytes } from "../../../../src-shared/figures/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { keptError } from "../../../fixtures/kept-error.ts";
import {
  type FitReportInput,
  type Learned,
  type PastLoad,
  type VariantFitInput,
  computedVariantSize,
  fitVariant,
  learnFrom,
  variantBaseline,
  variantIdentity,
} from "../../../../src-main/models/recommend/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { type SaidFit, fitInWords, reportInWords } from "./in-words.ts";

const facts = factsOf("llama-3.1-8b");
const cpuOnly = machineOf({});
const withGpu = machineOf({ gpus: [{}] });
const noRoom: ErrorDto = {
  code: "out-of-memory",
  key: "kept",
  details: { message: "There was no room for 4.4 GB on CUDA0." },
};
const defaults = { contextTokens: 8192, memoryReserveBytes: null };

const variantOf = (label: string): RepositoryVariant => computedVariant(facts, label);

interface Situation {
  label?: string;
  machine?: HardwareProfile;
  request?: PlanRequest;
  learned?: Learned | null;
}

function inputOf({ label = "Q4_K_M", machine = cpuOnly, request = {}, learned = null }: Situation): VariantFitInput {
  const own = { facts, variant: variantOf(label), ownHeader: label === "Q4_K_M", computedSize: false };
  return { ...own, machine, request, defaults: { ...defaults, learned } };
}
const fitOf = (situation: Situation = {}): SaidFit => fitInWords(inputOf(situation));

interface Outcome {
  factor?: number;
  promptFactor?: number;
  moreBytes?: number;
  depthTokens?: number;
  failure?: ErrorDto | null;
  disturbed?: boolean;
}

/** A load of what the situation asks for, that came out with `factor` of the typical speed and so much more memory. */
function loadOf(
  situation: Situation = {},
  { factor = 1, promptFactor, moreBytes = 0, depthTokens = 0, failure = null, disturbed = false }: Outcome = {},
): PastLoad {
  const fit = fitOf(situation);
  if (fit.plan === null || fit.memory === null) throw new Error("the situation has no plan");
  const baseline = variantBaseline(inputOf(situation), fit.plan);
  const predicted = { anonymousBytes: fit.memory.anonymousBytes, gpuBytes: gpuNeedBytes(fit.memory) };
  const depth = depthTokens / fit.plan.contextTokens;
  const secondsPerToken = (1 - depth) / baseline.emptyTokensPerSecond + depth / baseline.fullTokensPerSecond;
  return {
    variant: variantIdentity(variantOf(situation.label ?? "Q4_K_M")),
    outcome: failure === null ? "loaded" : "failed",
    plan: fit.plan,
    predicted,
    predictedTokensPerSecond: fit.speed?.tokensPerSecond ?? null,
    measured:
      failure === null
        ? { anonymousBytes: predicted.anonymousBytes + moreBytes, gpuBytes: predicted.gpuBytes || null }
        : null,
    baseline,
    speeds:
      failure === null
        ? [
            {
              disturbed,
              contextTokens: depthTokens,
              tokens: 100,
              decodeMs: (secondsPerToken * 100_000) / factor,
              promptTokens: 200,
              promptMs: 200_000 / (baseline.promptTokensPerSecond * (promptFactor ?? factor)),
            },
          ]
        : [],
    failure,
  };
}

describe("speed", () => {
  it("is what was measured, in a narrow range, for the variant that was measured", () => {
    const before = fitOf();
    if (before.plan === null) throw new Error("no plan");
    const baseline = variantBaseline(inputOf({}), before.plan);
    const fit = fitOf({ learned: learnFrom([loadOf({}, { factor: 0.6, promptFactor: 0.5 })]) });
    expect(before.speed?.basis).toBe("table");
    expect(fit.speed?.basis).toBe("ledger");
    const [low, high] = fit.speed?.tokensPerSecond ?? [0, 0];
    const measured = 0.6 * baseline.emptyTokensPerSecond;
    expect(low).toBeLessThanOrEqual(measured);
    expect(high).toBeGreaterThanOrEqual(measured);
    expect(high / low).toBeLessThan((before.speed?.tokensPerSecond[1] ?? 0) / (before.speed?.tokensPerSecond[0] ?? 1));
    const [promptLow, promptHigh] = fit.speed?.promptTokensPerSecond ?? [0, 0];
    expect(promptLow).toBeLessThanOrEqual(0.5 * baseline.promptTokensPerSecond);
    expect(promptHigh).toBeGreaterThanOrEqual(0.5 * baseline.promptTokensPerSecond);
  });

  it("teaches the same whatever the depth it was measured at", () => {
    const at = (depthTokens: number) =>
      fitOf({ learned: learnFrom([loadOf({}, { factor: 0.8, depthTokens })]) }).speed?.tokensPerSecond;
    expect(at(4000)).toEqual(at(0));
  });

  it("means the same after somebody has measured the memory's bandwidth", () => {
    const learned = learnFrom([loadOf({}, { factor: 0.8 })]);
    const measured = machineOf({ memory: { bandwidthBytesPerSecond: 20e9, bandwidthBasis: "measured" } });
    expect(fitOf({ machine: measured, learned }).speed).toEqual(fitOf({ learned }).speed);
  });

  it("carries over to variants of like size at the same place, and no further", () => {
    const learned = learnFrom([loadOf({}, { factor: 0.5 })]);
    expect(fitOf({ label: "Q5_K_M", learned }).speed?.basis).toBe("ledger");
    expect(fitOf({ machine: withGpu, learned }).speed?.basis).not.toBe("ledger");
    expect(fitOf({ machine: withGpu, request: { gpuLayers: 10 }, learned }).speed?.basis).not.toBe("ledger");
    const small = factsOf("llama-3.2-1b", "Q2_K");
    const sizeBytes = computedVariantSize(small, "Q2_K") ?? 0;
    const variant = { ...variantOf("Q2_K"), sizeBytes };
    const fit = fitVariant({ ...inputOf({ learned }), facts: small, variant, ownHeader: true });
    expect(fit.speed?.basis).not.toBe("ledger");
  });

  it("is not carried away by one load beside a busy program, nor by answers too short to time", () => {
    const steady = [1, 0.98, 1.03, 0.97].map((factor) => loadOf({}, { factor }));
    const quiet = fitOf({ learned: learnFrom(steady) }).speed;
    const oneBusy = fitOf({ learned: learnFrom([loadOf({}, { factor: 0.05 }), ...steady]) }).speed;
    expect(oneBusy?.tokensPerSecond[0]).toBeGreaterThan(0.8 * (quiet?.tokensPerSecond[0] ?? 0));
    const disturbed = [0.1, 0.2, 0.1].map((factor) => loadOf({}, { factor, disturbed: true }));
    expect(fitOf({ learned: learnFrom([...disturbed, loadOf()]) }).speed).toEqual(
      fitOf({ learned: learnFrom([loadOf()]) }).speed,
    );
    expect(fitOf({ learned: learnFrom(disturbed) }).speed?.basis).toBe("ledger");
    expect(fitOf({ label: "Q5_K_M", learned: learnFrom(disturbed) }).speed?.basis).toBe("table");
    const [short] = [loadOf({}, { factor: 0.01 })];
    const tiny = { ...short, speeds: short.speeds.map((speed) => ({ ...speed, tokens: 3, promptTokens: 4 })) };
    expect(fitOf({ learned: learnFrom([tiny]) }).speed?.basis).toBe("table");
  });
});

describe("memory", () => {
  it("counts what loads took beyond the estimate, for every variant", () => {
    const moreBytes = 120e6;
    const learned = learnFrom([
      loadOf({}, { moreBytes }),
      loadOf({}, { moreBytes: 100e6 }),
      loadOf({}, { moreBytes: 5e9 }),
    ]);
    expect(learned.overheadBytes.onCpu).toBe(moreBytes);
    for (const label of ["Q4_K_M", "Q8_0"]) {
      const [before, after] = [fitOf({ label }).memory, fitOf({ label, learned }).memory];
      expect((after?.overheadBytes ?? 0) - (before?.overheadBytes ?? 0)).toBe(moreBytes);
      expect((after?.anonymousBytes ?? 0) - (before?.anonymousBytes ?? 0)).toBe(moreBytes);
    }
  });

  it("tells loads with a GPU, whose driver keeps memory of its own, from those without", () => {
    const onGpu = loadOf({ machine: withGpu }, { moreBytes: 400e6 });
    const onCpu = loadOf({ machine: withGpu, request: { gpuLayers: 0 } }, { moreBytes: 30e6 });
    const more = (learned: Learned, request: PlanRequest): number => {
      const [before, after] = [fitOf({ machine: withGpu, request }), fitOf({ machine: withGpu, request, learned })];
      return (after.memory?.overheadBytes ?? 0) - (before.memory?.overheadBytes ?? 0);
    };
    expect(more(learnFrom([onGpu, onCpu]), {})).toBe(400e6);
    expect(more(learnFrom([onGpu, onCpu]), { gpuLayers: 0 })).toBe(30e6);
    expect(more(learnFrom([onGpu]), { gpuLayers: 0 })).toBe(0);
    expect(more(learnFrom([onCpu]), {})).toBe(30e6);
  });

  it("leaves the GPU alone where its driver takes more of the system's memory than its layers give back", () => {
    const learned = learnFrom([loadOf({ machine: withGpu }, { moreBytes: 1e9 })]);
    const tight = (freeBytes: number): SaidFit =>
      fitOf({
        learned,
        machine: machineOf({ gpus: [{ freeBytes: 1.9 * GiB }], memory: { freeBytes } }),
      });
    const { memory } = fitOf({ machine: cpuOnly });
    const needBytes = memory?.devices[0]?.needBytes ?? 0;
    const roomy = tight(64 * GiB);
    expect(roomy.plan?.gpuLayers).toBeGreaterThan(0);
    expect(roomy.memory?.devices[0]?.needBytes).toBeGreaterThan(needBytes);
    // As much as the reserve, which is a share of the memory in all, and a little.
    const fit = tight(needBytes + 64e9 * 0.06 + 64 * MiB);
    expect(fit.plan?.gpuLayers).toBe(0);
    expect(fit.verdict).not.toBe("does-not-fit");
  });

  it("never predicts less than the estimate, nor nonsense", () => {
    expect(learnFrom([loadOf({}, { moreBytes: -300e6 })]).overheadBytes.onCpu).toBe(0);
    expect(learnFrom([loadOf({}, { moreBytes: 1e12 })]).overheadBytes.onCpu).toBe(2 ** 30);
  });
});

describe("accuracy", () => {
  const off = (share: number): PastLoad => {
    const load = loadOf();
    return {
      ...load,
      measured: { anonymousBytes: (load.predicted?.anonymousBytes ?? 0) * (1 + share), gpuBytes: null },
    };
  };

  it("is the share that nine loads in ten kept to, over the last twenty", () => {
    expect(learnFrom([]).accuracy).toBeNull();
    expect(learnFrom([off(-0.02), off(0.01), off(0.03)]).accuracy?.memory).toEqual({
      loads: 3,
      withinShare: expect.closeTo(0.03) as number,
    });
    const ten = [0.5, 0.01, 0.02, 0.03, 0.01, 0.02, 0.03, 0.04, 0.01, 0.01].map(off);
    expect(learnFrom(ten).accuracy?.memory).toEqual({ loads: 10, withinShare: expect.closeTo(0.04) as number });
    const older = Array.from({ length: 30 }, (_, i) => off(i < 20 ? 0.01 : 0.9));
    expect(learnFrom(older).accuracy?.memory).toEqual({ loads: 20, withinShare: expect.closeTo(0.01) as number });
  });

  it("counts neither failures nor what nobody measured", () => {
    const unmeasured = { ...loadOf(), measured: { anonymousBytes: null, gpuBytes: 4e9 } };
    expect(learnFrom([unmeasured, loadOf({}, { failure: noRoom })]).accuracy?.memory).toBeNull();
    const onGpu = loadOf({ machine: withGpu });
    expect(learnFrom([{ ...onGpu, measured: { anonymousBytes: 1, gpuBytes: null } }]).accuracy?.memory).toBeNull();
    expect(learnFrom([onGpu]).accuracy?.memory).toEqual({ loads: 1, withinShare: 0 });
  });

  it("of speed is how many kept to their range, and how far off the furthest was", () => {
    const at = (tokensPerSecond: number): PastLoad => {
      const quiet = { disturbed: false, contextTokens: 300, promptTokens: 0, promptMs: 0 };
      return {
        ...loadOf(),
        predictedTokensPerSecond: [8, 12],
        speeds: [{ ...quiet, tokens: 100, decodeMs: 100_000 / tokensPerSecond }],
      };
    };
    expect(learnFrom([{ ...loadOf(), speeds: [] }]).accuracy?.speed).toBeNull();
    expect(learnFrom([at(8), at(10), at(12)]).accuracy?.speed).toEqual({ loads: 3, within: 3, furthestShare: 0 });
    const slow = learnFrom([at(10), at(6), at(13)]).accuracy?.speed;
    expect(slow).toEqual({ loads: 3, within: 1, furthestShare: expect.closeTo(-0.25) as number });
    expect(learnFrom([at(18), at(7)]).accuracy?.speed?.furthestShare).toBeCloseTo(0.5);
  });
});

describe("a load that failed", () => {
  const failed = learnFrom([loadOf({}, { failure: noRoom })]);
  const report = (learned: Learned | null, labels = ["Q6_K", "Q4_K_M", "Q3_K_M"], request: PlanRequest = {}) => {
    const input: FitReportInput = {
      facts,
      factsVariantKey: "Q4_K_M",
      variants: labels.map(variantOf),
      repository: "o/n",
      commit: null,
      machine: cpuOnly,
      request,
      defaults: { ...defaults, learned },
    };
    return reportInWords(input);
  };

  it("is not recommended again with the same plan", () => {
    const recommended = report(null, ["Q4_K_M", "Q3_K_M"]).recommended;
    expect(recommended).toBe("Q4_K_M");
    const again = report(failed, ["Q4_K_M", "Q3_K_M"]);
    expect(again.recommended).toBe("Q3_K_M");
    expect(again.neighbours.better).toBeNull();
    const fit = again.variants[0];
    expect(fit?.failedBefore).toContain(sayError(noRoom));
    expect(fit?.reasons.at(-1)).toBe(fit?.failedBefore);
    expect(again.variants[1]?.failedBefore).toBeNull();
  });

  it("says so where nothing else is left", () => {
    const only = report(failed, ["Q4_K_M"]);
    expect(only.recommended).toBeNull();
    expect(only.summary).toContain("failed here before");
  });

  it("counts against plans that need as much, and not against one that needs clearly less", () => {
    const asked = (request: PlanRequest): string | null => fitOf({ request, learned: failed }).failedBefore;
    expect(asked({})).not.toBeNull();
    expect(asked({ contextTokens: 16_384 })).not.toBeNull();
    expect(asked({ contextTokens: 8192, batchTokens: 500 })).not.toBeNull();
    expect(asked({ contextTokens: 2048 })).toBeNull();
    expect(report(failed, ["Q4_K_M"], { contextTokens: 2048 }).recommended).toBe("Q4_K_M");
  });

  it("leaves other plans alone where memory was not the reason", () => {
    const broken: ErrorDto = { code: "load-failed", key: "kept", details: { message: "GGML_ASSERT" } };
    const learned = learnFrom([loadOf({}, { failure: broken })]);
    expect(fitOf({ learned }).failedBefore).toContain("GGML_ASSERT");
    expect(fitOf({ learned, request: { contextTokens: 16_384 } }).failedBefore).toBeNull();
  });

  it("does not count when the file was at fault, or somebody cancelled", () => {
    for (const code of ["file-missing", "checksum-mismatch", "template-failed"] as const) {
      const learned = learnFrom([loadOf({}, { failure: keptError(code, "") })]);
      expect(fitOf({ learned }).failedBefore).toBeNull();
    }
  });

  it("does not count when somebody else ended the engine", () => {
    const failure: ErrorDto = {
      code: "engine-crashed",
      key: "kept",
      details: { message: "Ended.", planAtFault: false },
    };
    expect(fitOf({ learned: learnFrom([loadOf({}, { failure })]) }).failedBefore).toBeNull();
    const crash = keptError("engine-crashed", "Ended.");
    expect(fitOf({ learned: learnFrom([loadOf({}, { failure: crash })]) }).failedBefore).not.toBeNull();
  });

  it("is taken back by a later success, and not by an earlier one", () => {
    const failure = loadOf({}, { failure: noRoom });
    // The latest first.
    expect(fitOf({ learned: learnFrom([loadOf(), failure]) }).failedBefore).toBeNull();
    expect(fitOf({ learned: learnFrom([failure, loadOf()]) }).failedBefore).not.toBeNull();
    const smaller = loadOf({ request: { contextTokens: 1024 } });
    expect(fitOf({ learned: learnFrom([smaller, failure]) }).failedBefore).not.toBeNull();
  });

  it("on a GPU allows fewer layers there", () => {
    const learned = learnFrom([loadOf({ machine: withGpu }, { failure: noRoom })]);
    expect(fitOf({ machine: withGpu, learned }).failedBefore).not.toBeNull();
    expect(fitOf({ machine: withGpu, request: { gpuLayers: 16 }, learned }).failedBefore).toBeNull();
  });
});
