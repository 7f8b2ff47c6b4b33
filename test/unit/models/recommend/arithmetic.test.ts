import { describe, expect, it } from "vitest";
import type { PlanRequest } from "../../../../src-shared/contract/index.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { explainFit, fitVariant } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { variantOf } from "../../../fixtures/variants.ts";

const kinds: ModelKind[] = ["llama-3.1-8b", "gemma-3-4b", "qwen3-30b-a3b", "gpt-oss-20b"];
const requests: PlanRequest[] = [{}, { contextTokens: 32_768, kvType: "q8_0" }, { gpuLayers: 9 }];
const machine = machineOf({
  memory: { totalBytes: 64 * GiB },
  gpus: [{ vendor: "nvidia", name: "Card", backend: "cuda", dedicatedBytes: 12 * GiB, unified: false }],
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each(kinds)("the arithmetic of %s", (kind) => {
  it.each(requests)("adds up to the fit that it explains, for %j", (request) => {
    const facts = factsOf(kind);
    const variant = variantOf("Q4_K_M", 0);
    const defaults = { contextTokens: 8192, memoryReserveBytes: null };
    const input = { facts, variant, ownHeader: true, computedSize: false, machine, request, defaults };
    const { memory, speed } = fitVariant(input);
    const lines = explainFit(input);
    if (!memory || !speed) throw new Error("no fit");

    expect(Math.abs(sum(lines.cache.map((line) => line.bytes)) - memory.kvBytes)).toBeLessThan(64);
    for (const { layers, numbersPerToken, cells, bytesPerNumber, bytes, heads } of lines.cache) {
      expect(layers * numbersPerToken * cells * bytesPerNumber).toBeCloseTo(bytes, 0);
      if (heads) expect(heads.count * (heads.keyLength + heads.valueLength)).toBe(numbersPerToken);
    }
    expect(lines.limits.map(({ device, budgetBytes }) => [device, budgetBytes])).toEqual(
      memory.devices.map(({ name, budgetBytes }) => [name, budgetBytes]),
    );
    for (const { freeBytes, reserveBytes, sharedBytes, budgetBytes } of lines.limits) {
      expect(Math.max(0, freeBytes - reserveBytes - sharedBytes)).toBe(budgetBytes);
    }
    for (const bound of [0, 1] as const) {
      const seconds =
        lines.tokenSeconds[bound] + sum(lines.speed.map((line) => line.readBytes[bound] / line.bytesPerSecond[bound]));
      expect(1 / seconds / speed.tokensPerSecond[bound]).toBeCloseTo(1, 1);
    }
    // A tied output is copied beside the embedding; nothing else is more than the file.
    const inFile = sum(lines.weights.map((line) => line.bytes));
    expect(inFile).toBeLessThanOrEqual(memory.weightsBytes + 1e6);
    expect(inFile).toBeGreaterThan(memory.weightsBytes * 0.8);
    // Bytes as they are stored: no more than there are, and hardly faster than the memory is said to be.
    for (const { readBytes, bytesPerSecond, bandwidthBytesPerSecond } of lines.speed) {
      expect(Math.max(...readBytes)).toBeLessThanOrEqual(inFile + memory.kvBytes);
      expect(Math.max(...bytesPerSecond)).toBeLessThan(1.2 * (bandwidthBytesPerSecond ?? Infinity));
    }
  });
});
