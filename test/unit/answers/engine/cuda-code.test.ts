import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../../scripts/setup/paths.mjs";
import { cudaNeeds } from "../../../../src-main/answers/engine/builds/cuda-runtime.ts";
import { gpuCode } from "../../../fixtures/gpu-code.ts";

const packages = join(root, "node_modules", "@node-llama-cpp");
const libraries = {
  13: join(packages, "linux-x64-cuda/bins/linux-x64-cuda/libggml-cuda.so"),
  12: join(packages, "linux-x64-cuda-ext/bins/linux-x64-cuda/fallback/libggml-cuda.so"),
} as const;
/** The first driver of each version of PTX: NVIDIA's "PTX ISA, Release History" and "CUDA Toolkit Release Notes". */
const driverOf: Readonly<Record<string, number>> = { "8.4": 550, "9.1": 590 };

/** On another system than Linux on x64, npm leaves these packages out. */
describe.each([13, 12] as const)("the engine's build for CUDA %i", (version) => {
  it.skipIf(!existsSync(libraries[version]))("holds the code that drivers and cards are judged by", () => {
    const code = gpuCode(libraries[version]);
    const needs = cudaNeeds[version];
    const made = code.filter(({ kind }) => kind === "finished").map(({ capability }) => capability);
    // Machine code runs on later cards of the same generation as well.
    const runs = (capability: string): boolean =>
      made.some((own) => own.split(".")[0] === capability.split(".")[0] && Number(own) <= Number(capability));
    expect(needs.finished.every(runs)).toBe(true);
    expect(made.filter((capability) => !needs.finished.includes(capability))).toEqual([]);
    const ptx = code.filter(({ kind }) => kind === "ptx");
    expect(ptx.length).toBeGreaterThan(0);
    for (const { ptxVersion } of ptx) expect(driverOf[ptxVersion ?? ""]).toBe(needs.compilingDriver);
    // Cards from there on can have it compiled.
    const lowest = Math.min(...ptx.map(({ capability }) => Number(capability)));
    expect(Number(needs.capability)).toBeGreaterThanOrEqual(lowest);
  });
});
