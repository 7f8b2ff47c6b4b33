import { describe, expect, it } from "vitest";
import type { HardwareProfile, KvType, Speed } from "../../../../src-shared/contract/index.ts";
import { commonMachines, completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { budgetsOf, fitVariant, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import { speedParts } from "../../../../src-main/models/recommend/speed.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { computedVariant } from "../../../fixtures/variants.ts";

function speedOf(
  kind: ModelKind,
  label: string,
  machine: HardwareProfile,
  contextTokens = 4096,
  gpuLayers?: number,
  kvType: KvType = "f16",
): Speed {
  const facts = factsOf(kind);
  const variant = computedVariant(facts, label);
  const { speed } = fitVariant({
    facts,
    variant,
    ownHeader: false,
    computedSize: false,
    machine,
    request: { contextTokens, kvType, ...(gpuLayers === undefined ? {} : { gpuLayers }) },
    defaults: { contextTokens, memoryReserveBytes: null },
  });
  if (speed === null) throw new Error("it has no speed");
  return speed;
}

function common(id: string): HardwareProfile {
  const machine = commonMachines.find((one) => one.id === id);
  if (!machine) throw new Error(id);
  return completeMachine(machine.input);
}

/** Two cores of a server whose memory was measured; SmolLM2-135M Q4_1 wrote 97 to 121 tokens a second there. */
const server = machineOf({
  cpu: { physicalCores: 2, usableCores: 2, performanceCores: 2, instructionSets: ["avx2", "fma", "f16c", "avx512f"] },
  memory: { bandwidthBytesPerSecond: 45e9, bandwidthBasis: "measured" },
});

describe("the speed", () => {
  it("holds what was measured of a small model, in a range of less than 2.5 to 1", () => {
    const { tokensPerSecond: [low, high], basis } = speedOf("smollm2-135m", "Q4_1", server, 8192); // prettier-ignore
    expect(basis).toBe("bandwidth");
    expect(low).toBeLessThan(97);
    expect(high).toBeGreaterThan(121);
    expect(high / low).toBeLessThan(2.5);
  });

  it.each(["Q8_0", "Q6_K", "Q4_K_M", "Q4_0", "IQ4_XS", "Q2_K", "IQ2_XXS"])(
    "is narrow for %s once the bandwidth is measured",
    (label) => {
      for (const kind of ["llama-3.2-1b", "llama-3.1-8b"] as const) {
        const [low, high] = speedOf(kind, label, server).tokensPerSecond;
        expect(high / low).toBeLessThan(2.5);
      }
    },
  );

  // 16 threads of a Xeon with tiles, two to a core, beside an H200 through Vulkan.
  it.each([
    ["llama-3.2-1b", "Q8_0", 0, 73],
    ["llama-3.1-8b", "Q4_K_M", 0, 14],
    ["llama-3.1-8b", "Q8_0", 0, 13.3],
    ["granite-4-h-tiny", "Q4_K_M", 0, 42],
    ["qwen3-30b-a3b", "Q4_K_M", 0, 25.6],
    ["llama-3.2-1b", "Q8_0", 8, 76],
    ["llama-3.1-8b", "Q4_K_M", 16, 21.4],
    ["granite-4-h-tiny", "Q4_K_M", 20, 54],
    ["qwen3-30b-a3b", "Q4_K_M", 24, 39.5],
  ] as const)("holds what a server wrote by %s %s with %d layers on its card", (kind, label, gpuLayers, tokens) => {
    const card = { name: "H200", backend: "vulkan", dedicatedBytes: 140e9, freeBytes: 139e9 } as const;
    const machine = machineOf({
      ...{ freeBytes: 134e9, totalBytes: 135e9 },
      cpu: {
        ...{ physicalCores: 16, logicalCores: 16, performanceCores: 16, usableCores: 16 },
        instructionSets: ["avx2", "fma", "f16c", "avx512f", "avx512_vnni", "amx_tile", "amx_int8"],
      },
      memory: { bandwidthBytesPerSecond: 154e9, bandwidthBasis: "measured" },
      gpus: gpuLayers === 0 ? [] : [{ ...card, bandwidthBytesPerSecond: 4800e9 }],
    });
    const [low, high] = speedOf(kind, label, machine, 8192, gpuLayers).tokensPerSecond;
    expect(low).toBeLessThanOrEqual(tokens);
    expect(high).toBeGreaterThanOrEqual(tokens);
  });

  // Llama-2-7B Q4_0, an empty context: llama.cpp's discussions 4167 (Apple) and 15013 (CUDA), tokens a second and prompt.
  it.each([
    ["mac-m1-8", 14, 118],
    ["mac-m2-pro-32", 38, 340],
    ["mac-m3-max-128", 66, 759],
    ["mac-m4-16", 24, 221],
    ["mac-m4-max-64", 83, 885],
    ["rtx3060-32", 70, 2137],
    ["rtx3090-64", 158, 5200],
    ["server-t4-32", 48, 1060],
  ])("holds what people published for %s", (id, tokens, prompt) => {
    // Shorter than the default, as those were measured with next to nothing in the context.
    const machine = common(id);
    const roomy = { ...machine, memory: { ...machine.memory, freeBytes: machine.memory.totalBytes } };
    const speed = speedOf("llama-2-7b", "Q4_0", roomy, 512);
    expect(speed.tokensPerSecond[0]).toBeLessThanOrEqual(tokens);
    expect(speed.tokensPerSecond[1]).toBeGreaterThanOrEqual(tokens);
    expect(speed.promptTokensPerSecond[0]).toBeLessThanOrEqual(prompt);
    expect(speed.promptTokensPerSecond[1]).toBeGreaterThanOrEqual(prompt);
  });

  // Measured with models of zeros: an H200, driver 580, Vulkan; the whole model on the card, prompts of 2,760 tokens.
  it.each([
    ["llama-3.2-1b", "Q8_0", 445, 34_200],
    ["llama-3.1-8b", "Q4_K_M", 182, 9200],
    ["qwen3-30b-a3b", "Q4_K_M", 194, 8850],
    ["gemma-3-4b", "Q4_K_M", 176, 10_900],
    ["gemma-4-e4b", "Q4_K_M", 127, 7600],
    ["gpt-oss-20b", "MXFP4_MOE", 219, 7150],
    ["granite-4-h-tiny", "Q4_K_M", 168, 8530],
    ["lfm2-8b-a1b", "Q4_K_M", 327, 18_000],
  ] as const)("holds what an H200 did with %s %s", (kind, label, tokens, prompt) => {
    const h200 = { name: "NVIDIA H200", dedicatedBytes: 150e9, freeBytes: 150e9, bandwidthBytesPerSecond: 4800e9 };
    const speed = speedOf(kind, label, machineOf({ gpus: [{ ...h200, vendor: "nvidia", backend: "vulkan" }] }), 8192);
    expect(speed.tokensPerSecond[0]).toBeLessThanOrEqual(tokens);
    expect(speed.tokensPerSecond[1]).toBeGreaterThanOrEqual(tokens);
    expect(speed.promptTokensPerSecond[0]).toBeLessThanOrEqual(prompt);
    expect(speed.promptTokensPerSecond[1]).toBeGreaterThanOrEqual(prompt);
  });

  const sixteen = { dedicatedBytes: 16e9, freeBytes: 16e9, bandwidthBytesPerSecond: 288e9 };
  // The same card, 58,640 tokens in use.
  it.each([
    ["f16", 82],
    ["q8_0", 77],
    ["q4_0", 75],
  ] as const)("holds what an H200 did with a long conversation kept in %s", (kvType, tokens) => {
    const h200 = { name: "NVIDIA H200", dedicatedBytes: 150e9, freeBytes: 150e9, bandwidthBytesPerSecond: 4800e9 };
    const machine = machineOf({ gpus: [{ ...h200, vendor: "nvidia", backend: "vulkan" }] });
    const { fullContextTokensPerSecond: full } = speedOf("llama-3.1-8b", "Q4_K_M", machine, 58_640, undefined, kvType);
    expect(full[0]).toBeLessThanOrEqual(tokens);
    expect(full[0]).toBeGreaterThan(tokens * 0.8);
    expect(full[1]).toBeGreaterThanOrEqual(tokens);
    // A card that is not so large waits for its memory, which fewer bits relieve.
    const small = machineOf({ gpus: [{ name: "RTX 4060 Ti", vendor: "nvidia", backend: "vulkan", ...sixteen }] });
    const ofSmall = speedOf("llama-3.1-8b", "Q4_K_M", small, 58_640, 99, kvType).fullContextTokensPerSecond[0];
    const inFull = speedOf("llama-3.1-8b", "Q4_K_M", small, 58_640, 99).fullContextTokensPerSecond[0];
    if (kvType !== "f16") expect(ofSmall).toBeGreaterThan(inFull * 1.3);
  });

  it.each([
    ["Q4_K_M", 20, 23, 1210],
    ["Q8_0", 21, null, 757],
  ] as const)(
    "holds what an H200 did with a part of Llama-3.1-8B %s: %i layers",
    (label, gpuLayers, tokens, prompt) => {
      const h200 = { name: "NVIDIA H200", dedicatedBytes: 150e9, freeBytes: 150e9, bandwidthBytesPerSecond: 4800e9 };
      const cpu = { usableCores: 16, physicalCores: 16, instructionSets: ["avx2", "fma", "f16c", "avx512f"] };
      const machine = machineOf({ cpu, gpus: [{ ...h200, vendor: "nvidia", backend: "vulkan" }], freeBytes: 120e9 });
      const speed = speedOf("llama-3.1-8b", label, machine, 8192, gpuLayers);
      if (tokens !== null) expect(speed.tokensPerSecond[1]).toBeGreaterThanOrEqual(tokens);
      expect(speed.promptTokensPerSecond[0]).toBeLessThanOrEqual(prompt);
      expect(speed.promptTokensPerSecond[1]).toBeGreaterThanOrEqual(prompt);
      // A card that shares the system's memory takes nothing over.
      const shared = machineOf({ cpu, gpus: [{ ...h200, unified: true, sharedBytes: 100e9 }], freeBytes: 120e9 });
      const own = speedOf("llama-3.1-8b", label, shared, 8192, gpuLayers);
      expect(own.promptTokensPerSecond[1]).toBeLessThan(prompt);
    },
  );

  it("does not rise for labels that are costly to unpack where cores are few", () => {
    const q4 = speedOf("llama-3.1-8b", "Q4_K_M", server).tokensPerSecond;
    const iq2 = speedOf("llama-3.1-8b", "IQ2_XXS", server).tokensPerSecond;
    expect(iq2[0]).toBeLessThan(q4[0]);
    // Many cores wait for memory, and then fewer bytes are faster.
    const wide = { ...server, cpu: { ...server.cpu, usableCores: 64, physicalCores: 64 } };
    expect(speedOf("llama-3.1-8b", "IQ2_XXS", wide).tokensPerSecond[0]).toBeGreaterThan(
      speedOf("llama-3.1-8b", "Q4_K_M", wide).tokensPerSecond[0],
    );
  });

  it("counts only the experts that work", () => {
    const dense = speedOf("qwen3-8b", "Q4_K_M", server).tokensPerSecond;
    const sparse = speedOf("qwen3-30b-a3b", "Q4_K_M", server).tokensPerSecond;
    expect(sparse[1]).toBeGreaterThan(dense[1]);
  });

  it("falls with what is in the context, but not with one that nobody fills", () => {
    const short = speedOf("llama-3.1-8b", "Q4_K_M", server, 2048).tokensPerSecond;
    const long = speedOf("llama-3.1-8b", "Q4_K_M", server, 32_768).tokensPerSecond;
    const longest = speedOf("llama-3.1-8b", "Q4_K_M", server, 131_072).tokensPerSecond;
    expect(long[0]).toBeLessThan(short[0]);
    expect(longest[0]).toBe(long[0]);
  });

  it("tells what is left of it when all of a long context is in use", () => {
    const of = (contextTokens: number): Speed => speedOf("llama-3.1-8b", "Q4_K_M", server, contextTokens);
    const [short, long] = [of(2048), of(131_072)];
    // The cache of 131,072 tokens is 17 GB beside 4.9 GB of weights, of which each token reads all.
    expect(long.fullContextTokensPerSecond[1]).toBeLessThan(long.tokensPerSecond[0] / 2);
    expect(short.fullContextTokensPerSecond[1]).toBeGreaterThan(short.tokensPerSecond[1] * 0.9);
    for (const { fullContextTokensPerSecond: full, tokensPerSecond: fresh } of [short, long]) {
      expect(full[0]).toBeLessThanOrEqual(full[1]);
      expect(full[0]).toBeLessThanOrEqual(fresh[0]);
    }
  });

  it("counts for a prompt all that its tokens are multiplied with, wherever it lies", () => {
    const facts = factsOf("llama-3.1-8b");
    const machine = machineOf({ gpus: [{}] });
    const weights = headerWeights(facts);
    const multiplied = facts.parameters - 2 * facts.vocabularySize * facts.embeddingLength;
    for (const gpuLayers of [0, 1, 16, 33]) {
      const plan = cpuPlan({ contextTokens: 4096, gpuLayers, backend: gpuLayers > 0 ? "cuda" : null });
      const parts = speedParts(facts, weights, plan, machine, budgetsOf(machine, 0));
      expect(parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBeCloseTo(multiplied, -1);
    }
  });
});
