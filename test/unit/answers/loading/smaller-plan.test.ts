import { describe, expect, it } from "vitest";
import type { InstalledVariant, PlanRequest, VariantFit } from "../../../../src-shared/contract/index.ts";
import { fitVariant } from "../../../../src-main/models/recommend/index.ts";
import { nextSmaller } from "../../../../src-main/answers/loading/smaller-plan.ts";
import type { Candidate } from "../../../../src-main/answers/loading/types.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "../../models/recommend/facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";

const machine = machineOf({});
const outOfMemory = { code: "out-of-memory", key: "kept", details: { message: "", deviceKind: "cpu" } } as const;

function judgeOf(kind: ModelKind): (request: PlanRequest) => VariantFit {
  const facts = factsOf(kind);
  const variant = computedVariant(facts, "Q4_K_M");
  const defaults = { contextTokens: 8192, memoryReserveBytes: null };
  return (request) => fitVariant({ facts, variant, ownHeader: true, computedSize: false, machine, request, defaults });
}

/** The plans on the way down, until nothing is left to try. */
async function ladder(kind: ModelKind, asked: PlanRequest): Promise<PlanRequest[]> {
  const judge = judgeOf(kind);
  const fit = judge(asked);
  if (fit.plan === null) throw new Error("no plan");
  const variant = {
    id: "one",
    label: "Q4_K_M",
    modifiers: [],
    sizeBytes: fit.sizeBytes,
  } as unknown as InstalledVariant;
  const steps: PlanRequest[] = [];
  let candidate: Candidate | null = { variant, request: asked, fit, plan: fit.plan, halved: false };
  while (candidate !== null) {
    const options = {
      asked,
      variants: [variant],
      judge: (_: InstalledVariant, request: PlanRequest) => Promise.resolve(judge(request)),
      // As for someone who insists: what is refused must not be a step all the same.
      accepts: () => true,
    };
    candidate = await nextSmaller(candidate, outOfMemory, options);
    if (candidate !== null) steps.push(candidate.request);
  }
  return steps;
}

describe("the ladder", () => {
  it("has a step for each precision of the cache before the context is cut", async () => {
    const steps = await ladder("llama-3.2-1b", { contextTokens: 8192 });
    expect(steps.map(({ kvType, contextTokens }) => [kvType, contextTokens])).toEqual([
      ["q8_0", 8192],
      ["q4_0", 8192],
      ["q4_0", 4096],
      ["q4_0", 2048],
    ]);
  });

  it("leaves out a cache that the engine would refuse", async () => {
    const steps = await ladder("phi-2", { contextTokens: 8192 });
    expect(steps.map(({ kvType, contextTokens }) => [kvType, contextTokens])).toEqual([
      [undefined, 4096],
      [undefined, 2048],
    ]);
  });
});
