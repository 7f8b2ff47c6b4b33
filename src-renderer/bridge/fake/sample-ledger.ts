import type { DeviceLimit, HardwareProfile, LedgerEntry, LedgerView } from "../../../src-shared/contract/index.ts";
import { samplePlan } from "./sample-plan.ts";
import { sampleNow } from "./sample-store.ts";

const hours = 3_600_000;
const MB = 1e6;

interface Brief {
  name: string;
  label: string;
  hoursAgo: number;
  contextTokens: number;
  predictedMB: number;
  /** Null: the load failed. */
  measuredMB: number | null;
  range: [number, number];
  /** Tokens a second near the beginning, and further down. */
  speeds: [contextTokens: number, tokensPerSecond: number][];
  firstTokenMs?: number;
}

const briefs: readonly Brief[] = [
  {
    name: "Gemma 3 4B it",
    label: "Q4_K_M",
    hoursAgo: 1,
    contextTokens: 8192,
    predictedMB: 2700,
    measuredMB: 2644,
    range: [9.4, 12],
    speeds: [
      [480, 11.6],
      [2614, 10.2],
    ],
    firstTokenMs: 1310,
  },
  {
    name: "Llama 3.1 8B Instruct",
    label: "Q8_0",
    hoursAgo: 5,
    contextTokens: 32_768,
    predictedMB: 12_900,
    measuredMB: null,
    range: [3.1, 3.9],
    speeds: [],
  },
  {
    name: "Llama 3.1 8B Instruct",
    label: "Q4_K_M",
    hoursAgo: 6,
    contextTokens: 8192,
    predictedMB: 4730,
    measuredMB: 4791,
    range: [5.4, 7],
    speeds: [
      [350, 6.3],
      [6100, 5.1],
    ],
    firstTokenMs: 2240,
  },
  {
    name: "Qwen3 4B",
    label: "Q5_K_M",
    hoursAgo: 27,
    contextTokens: 16_384,
    predictedMB: 5210,
    measuredMB: 5172,
    range: [7, 9.6],
    speeds: [[900, 8.8]],
    firstTokenMs: 1630,
  },
  {
    name: "Phi-4 mini Instruct",
    label: "Q4_K_M",
    hoursAgo: 52,
    contextTokens: 8192,
    predictedMB: 3080,
    measuredMB: 3127,
    range: [9, 14],
    speeds: [[1200, 9.9]],
    firstTokenMs: 1420,
  },
  {
    name: "Llama 3.2 1B Instruct",
    label: "Q8_0",
    hoursAgo: 75,
    contextTokens: 8192,
    predictedMB: 1010,
    measuredMB: 1034,
    range: [21, 36],
    speeds: [[300, 33.4]],
    firstTokenMs: 420,
  },
  {
    name: "SmolLM2 135M Instruct",
    label: "Q4_1",
    hoursAgo: 98,
    contextTokens: 8192,
    predictedMB: 386,
    measuredMB: 393,
    range: [60, 140],
    speeds: [[73, 92]],
    firstTokenMs: 120,
  },
];

const noRoom: LedgerEntry["failure"] = {
  code: "out-of-memory",
  key: "kept",
  details: {
    message:
      "There was no room for a context of 32,768 tokens: 4.3 GB of the computer's memory. Load it with a shorter context, or one kept in fewer bits.",
    device: "CPU",
    bufferBytes: 4_294_967_296,
  },
};

const entries = briefs.map((brief, i): LedgerEntry => {
  const { measuredMB } = brief;
  return {
    id: briefs.length - i,
    at: sampleNow - brief.hoursAgo * hours,
    name: brief.name,
    label: brief.label,
    outcome: measuredMB === null ? "failed" : "loaded",
    plan: { ...samplePlan, contextTokens: brief.contextTokens },
    predicted: { anonymousBytes: brief.predictedMB * MB, fileBackedBytes: 790 * MB, gpuBytes: 0 },
    measured:
      measuredMB === null ? null : { anonymousBytes: measuredMB * MB, fileBackedBytes: 781 * MB, gpuBytes: null },
    predictedTokensPerSecond: brief.range,
    loadMs: measuredMB === null ? null : 2140,
    firstTokenMs: brief.firstTokenMs ?? null,
    speeds: brief.speeds.map(([contextTokens, tokensPerSecond]) => ({
      contextTokens,
      tokensPerSecond,
      promptTokensPerSecond: tokensPerSecond * 6,
    })),
    failure: measuredMB === null ? noRoom : null,
    driver: null,
    engineVersion: "node-llama-cpp 3.21.1, llama.cpp v0.4.0",
  };
});

/** What a week of use leaves on the sample's laptop. */
export const sampleLedger: LedgerView = {
  machine: { key: "measured-machine", figures: { cpu: "Intel Core i5-1240P", memoryBytes: 17.2e9, gpus: [] } },
  engineVersion: "node-llama-cpp 3.21.1, llama.cpp v0.4.0",
  accuracy: { memory: { loads: 6, withinShare: 0.0238 }, speed: { loads: 6, within: 6, furthestShare: 0 } },
  entries,
};

export const emptyLedger: LedgerView = { ...sampleLedger, accuracy: null, entries: [] };

/** A share of what is free stays so, as in main; the figures here are made up. */
export function sampleLimits({ memory, gpus }: HardwareProfile): DeviceLimit[] {
  const limit = (name: string, kind: "cpu" | "gpu", freeBytes: number, reserveBytes: number): DeviceLimit => ({
    name,
    kind,
    freeBytes,
    reserveBytes,
    budgetBytes: Math.max(0, freeBytes - reserveBytes),
    shared: false,
  });
  return [
    limit("CPU", "cpu", memory.freeBytes, 1_030_792_151),
    ...gpus.flatMap((gpu) =>
      gpu.backend === null || gpu.freeBytes === null ? [] : [limit(gpu.name, "gpu", gpu.freeBytes, 1_073_741_824)],
    ),
  ];
}
