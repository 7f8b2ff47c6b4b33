import { wording } from "../../../fixtures/worded.ts";
import { describe, expect, it } from "vitest";
import { requireAble } from "../../../../src-main/answers/loading/require-able.ts";
import { planSchema } from "../../../../src-main/ground/schemas/index.ts";

const plan = planSchema.parse({
  contextTokens: 4096,
  kvType: "f16",
  gpuLayers: 20,
  backend: "cuda",
  flashAttention: true,
  mmap: true,
  batchTokens: 512,
  threads: 4,
});

describe("a plan that the engine is asked to carry out", () => {
  it("goes on where the engine can", () => {
    expect(requireAble(plan)).toBe(plan);
    const abilities = { expertsOnCpu: true, repackOff: true };
    expect(requireAble({ ...plan, cpuExpertLayers: 4, repack: false }, abilities)).toMatchObject({
      cpuExpertLayers: 4,
    });
  });

  it("is refused in words where it cannot", () => {
    expect(wording(() => requireAble({ ...plan, cpuExpertLayers: 4 }))).toThrow(
      "The engine of this version cannot keep experts on the CPU.",
    );
    expect(wording(() => requireAble({ ...plan, repack: false }))).toThrow(/layout/);
  });
});
