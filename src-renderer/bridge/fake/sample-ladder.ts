import type {
  DeviceNeed,
  FitHeadline,
  FitReason,
  FitReport,
  FitSummary,
  HardwareProfile,
  Ladder,
  LadderRequest,
  MachineInput,
  RepositorySummary,
  VariantFit,
  Verdict,
  WayOut,
  WhichComputer,
} from "../../../src-shared/contract/index.ts";
import { totalNeedBytes, typicalSpeed } from "../../../src-shared/figures/index.ts";
import { type SampleModel, foreignLabel, sampleQuants, sampleVariants } from "./sample-models.ts";
import { samplePlan } from "./sample-plan.ts";

const kvBytesPerElement = { f16: 2, q8_0: 1.0625, q5_1: 0.75, q5_0: 0.6875, q4_1: 0.625, q4_0: 0.5625, iq4_nl: 0.5625 };

/**
 * A ladder that moves as the real one does when context, KV type or machine change. The arithmetic is a rough copy
 * for design work and component tests; the product's own is `src-main/models/recommend`, which the window never imports.
 */
export function sampleLadder(model: SampleModel, request: LadderRequest, here: HardwareProfile): Ladder {
  const machine: MachineInput = request.machine ?? { ...here, problems: [] };
  const contextTokens = request.plan.contextTokens ?? 8192;
  const kvType = request.plan.kvType ?? "f16";
  const variants = sampleQuants.map(({ label, bits, band, kept }) =>
    sampleFit(model, machine, { label, bits, band, kept }, contextTokens, kvType),
  );
  const usable = variants.filter(
    (fit) => fit.verdict !== "does-not-fit" && fit.verdict !== "shorten-context" && fit.plan,
  );
  const recommended = usable.find((fit) => fit.bitsPerWeight < 5.8) ?? usable.at(-1) ?? null;
  const at = recommended ? usable.indexOf(recommended) : -1;
  return {
    detail: {
      repository: model.repository,
      commit: model.bundled ? null : "0123456789abcdef0123456789abcdef01234567",
      description: model.description,
      baseModels: [],
      license: model.license,
      parameters: model.parameters,
      gated: model.gated,
      tags: model.tags,
      updatedAt: model.updatedAt,
      variants: sampleVariants(model),
      companions: [],
      unsupported: [],
      source: "hub",
      pageUrl: `https://huggingface.co/${model.repository}`,
      notice: null,
    },
    report: {
      model: {
        repository: model.repository,
        commit: null,
        architecture: model.architecture,
        parameters: model.parameters,
        activeParameters: model.parameters,
        trainedContextTokens: model.trainedContextTokens,
        blockCount: model.layers,
      },
      machine: machine.name ?? "another computer",
      plan: { contextTokens, kvType },
      recommended: recommended?.key ?? null,
      neighbours: { better: usable[at - 1]?.key ?? null, smaller: usable[at + 1]?.key ?? null },
      summary: summary(recommended, usable[at - 1] ?? null, machine, request.machine === null ? "this" : "that"),
      variants,
      caveats: [{ key: "gpu-free-unknown", figures: {} }],
      accuracy: null,
    } satisfies FitReport,
    problem: null,
    model: null,
  };
}

function summary(
  recommended: VariantFit | null,
  better: VariantFit | null,
  machine: MachineInput,
  computer: WhichComputer,
): FitSummary[] {
  if (!recommended?.memory || !recommended.speed)
    return [
      { key: "no-context-fits", figures: { contextTokens: null } },
      { key: "smaller-model", figures: {} },
    ];
  const { quality, memory, speed, label: variant } = recommended;
  const needBytes = totalNeedBytes(memory);
  const freeBytes = machine.memory.freeBytes ?? machine.memory.totalBytes;
  const pace = { band: quality.band, tokensPerSecond: typicalSpeed(speed), pace: "faster" as const };
  const first: FitSummary[] = [
    { key: "is-the-one", figures: { variant, computer, slow: false } },
    { key: "keeps-needs-writes", figures: { needBytes, freeBytes, gpus: [], ...pace } },
  ];
  return better
    ? [...first, { key: "better-fits-too", figures: { variant: better.label, slowerShare: 0.2, gain: "unnoticed" } }]
    : first;
}

interface Quant {
  label: string;
  bits: number;
  band: VariantFit["quality"]["band"];
  kept: number | null;
}

function sampleFit(
  model: SampleModel,
  machine: MachineInput,
  quant: Quant,
  contextTokens: number,
  kvType: keyof typeof kvBytesPerElement,
): VariantFit {
  const sizeBytes = Math.round((model.parameters * quant.bits) / 8);
  const base = {
    key: quant.label,
    label: quant.label,
    modifiers: [],
    files: [`${model.repository.split("/")[1]?.replace(/-GGUF$/, "") ?? "model"}-${quant.label}.gguf`],
    sizeBytes,
    bitsPerWeight: quant.bits,
    quality: {
      band: quant.band,
      basis: [{ key: "measured-divergence" as const, figures: {} }],
      kept: quant.kept,
      importanceMatrix: null,
      source: null,
      warnings: [],
    },
    computedSize: model.bundled,
    exactWeights: quant.label === "Q4_K_M",
    failedBefore: null,
  };
  if (quant.label === foreignLabel) {
    const note = { key: "type-of-ik-llama" as const, figures: {} };
    return {
      ...base,
      verdict: "does-not-fit",
      memory: null,
      gpuLayers: 0,
      plan: null,
      speed: null,
      reasons: [note],
      headline: note,
      wayOut: null,
      note,
    };
  }
  const perToken = model.layers * model.kvElements * kvBytesPerElement[kvType];
  const kvBytes = Math.round(perToken * contextTokens);
  const computeBytes = Math.round(0.18e9 + contextTokens * 9000);
  const overheadBytes = 94_371_840;
  const need = sizeBytes + kvBytes + computeBytes + overheadBytes;
  const { devices, gpuLayers } = place(model, machine, sizeBytes, kvBytes, computeBytes + overheadBytes);
  const over = devices.find((device) => device.needBytes > device.budgetBytes);
  const verdict = judge(model, devices, gpuLayers, sizeBytes, over);
  const bandwidth =
    gpuLayers >= model.layers
      ? (machine.gpus?.[0]?.bandwidthBytesPerSecond ?? 200e9)
      : (machine.memory.bandwidthBytesPerSecond ?? 40e9);
  const tokens = (bandwidth * 0.7) / (sizeBytes + kvBytes / 2);
  const what = over
    ? { needBytes: over.needBytes, freeBytes: over.budgetBytes }
    : { needBytes: need, freeBytes: devices.at(-1)?.budgetBytes ?? 0 };
  const tooMuch = { key: "needs-too-much" as const, figures: { ...what, gpu: null, more: null } };
  const needs = { ...what, gpus: [] };
  const headline: FitHeadline = over ? tooMuch : { key: "headline-runs-well", figures: { ...needs, pace: "faster" } };
  const reasons: FitReason[] = [
    over ? tooMuch : { key: "needs", figures: needs },
    over ? { key: "weights-alone", figures: { weightsBytes: sizeBytes } } : { key: "little-is-left", figures: {} },
  ];
  const shorter = Math.max(512, 2 ** Math.floor(Math.log2(contextTokens / 4)));
  return {
    ...base,
    verdict,
    memory: {
      weightsBytes: sizeBytes,
      kvBytes,
      computeBytes,
      stateBytes: 0,
      overheadBytes,
      repackBytes: quant.label.startsWith("Q4") ? Math.round(sizeBytes * 0.68) : 0,
      anonymousBytes: kvBytes + computeBytes + overheadBytes,
      fileBackedBytes: sizeBytes,
      loadOnlyBytes: 0,
      devices,
    },
    gpuLayers,
    plan: {
      ...samplePlan,
      contextTokens,
      kvType,
      gpuLayers,
      backend: gpuLayers > 0 ? "cuda" : null,
      flashAttention: kvType !== "f16",
      threads: machine.cpu?.usableCores ?? samplePlan.threads,
    },
    speed:
      verdict === "does-not-fit"
        ? null
        : {
            tokensPerSecond: [tokens * 0.8, tokens * 1.2],
            fullContextTokensPerSecond: [tokens * 0.75, tokens * 1.1],
            promptTokensPerSecond: [tokens * 4, tokens * 6],
            basis: "bandwidth",
          },
    reasons,
    headline,
    wayOut: wayOutOf(verdict, contextTokens, shorter, perToken * (contextTokens - shorter)),
    note: null,
  };
}

function wayOutOf(verdict: Verdict, beforeTokens: number, contextTokens: number, freedBytes: number): WayOut | null {
  if (verdict === "does-not-fit") return { says: { key: "smaller-model", figures: {} }, request: null };
  if (verdict !== "shorten-context") return null;
  const figures = { contextTokens, beforeTokens, freedBytes, thenOnGpu: false };
  return { says: { key: "shorter-context", figures }, request: { contextTokens } };
}

function place(model: SampleModel, machine: MachineInput, weights: number, kv: number, compute: number) {
  const gpu = machine.gpus?.find((one) => one.dedicatedBytes);
  const cpuBudget = (machine.memory.freeBytes ?? machine.memory.totalBytes * 0.75) - 0.6e9;
  const lane = (
    kind: "cpu" | "gpu",
    share: number,
    budgetBytes: number,
    totalBytes: number,
    name: string,
  ): DeviceNeed => ({
    name,
    kind,
    needBytes: Math.round((weights + kv) * share + compute * (share > 0 ? 1 : 0)),
    budgetBytes,
    totalBytes,
    weightsBytes: Math.round(weights * share),
    kvBytes: Math.round(kv * share),
    computeBytes: share > 0 ? compute : 0,
  });
  if (!gpu?.dedicatedBytes)
    return { devices: [lane("cpu", 1, cpuBudget, machine.memory.totalBytes, "RAM")], gpuLayers: 0 };
  const gpuBudget = (gpu.freeBytes ?? gpu.dedicatedBytes * 0.92) - 0.4e9;
  const share = Math.min(1, Math.max(0, (gpuBudget - compute) / (weights + kv)));
  const gpuLayers = Math.floor(share * model.layers);
  const exact = gpuLayers / model.layers;
  return {
    devices: [
      lane("gpu", exact, gpuBudget, gpu.dedicatedBytes, gpu.name ?? "Graphics card"),
      lane("cpu", 1 - exact, cpuBudget, machine.memory.totalBytes, "RAM"),
    ],
    gpuLayers: gpuLayers === model.layers ? 99 : gpuLayers,
  };
}

function judge(
  model: SampleModel,
  devices: DeviceNeed[],
  gpuLayers: number,
  weights: number,
  over: DeviceNeed | undefined,
): Verdict {
  if (over) return over.weightsBytes + over.computeBytes < over.budgetBytes ? "shorten-context" : "does-not-fit";
  const gpu = devices.find((device) => device.kind === "gpu");
  if (gpu && gpuLayers < model.layers) return "partly-on-gpu";
  const host = devices.find((device) => device.kind === "cpu");
  if (host && host.needBytes > host.budgetBytes * 0.9) return "tight";
  return !gpu && weights > 7e9 ? "runs-slowly" : "runs-well";
}

/** What the list shows before the ladder is opened. */
export function sampleListFit(
  model: SampleModel,
  here: HardwareProfile,
  machine: MachineInput | null = null,
): RepositorySummary["fit"] {
  const report = sampleLadder(model, { repository: model.repository, plan: {}, machine }, here).report;
  const shown = report?.variants.find(({ key }) => key === report.recommended) ?? report?.variants.at(-1);
  if (!shown?.memory) return null;
  return {
    label: shown.label,
    verdict: shown.verdict,
    band: shown.quality.band,
    sizeBytes: shown.sizeBytes,
    tokensPerSecond: shown.speed?.tokensPerSecond ?? null,
    needBytes: totalNeedBytes(shown.memory),
    deciding: shown.memory.devices.reduce((most, device) =>
      device.needBytes / device.budgetBytes > most.needBytes / most.budgetBytes ? device : most,
    ),
  };
}
