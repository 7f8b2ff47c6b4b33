import { describe, expect, it } from "vitest";
import { parseGgufHeader, projectorFacts } from "../../../../src-main/models/catalog/index.ts";
import type { ProjectorFacts } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { wording } from "../../../fixtures/worded.ts";
import { estimateProjector } from "../../../../src-main/models/recommend/index.ts";
import { type GgufContent, type GgufValue, ggufHeaderBytes, syntheticModel } from "../../../fixtures/index.ts";

/** Gemma 3's encoder: SigLIP for pictures of 896 by 896. */
const gemma3: Record<string, GgufValue> = {
  "general.architecture": "clip",
  "general.type": "mmproj",
  "clip.has_vision_encoder": true,
  "clip.projector_type": "gemma3",
  "clip.vision.image_size": 896,
  "clip.vision.patch_size": 14,
  "clip.vision.embedding_length": 1152,
  "clip.vision.feed_forward_length": 4304,
  "clip.vision.attention.head_count": 16,
  "clip.vision.block_count": 27,
  "clip.vision.projection_dim": 2560,
};

const matrix = { name: "v.blk.0.ffn_up.weight", type: "F16", shape: [1152, 4304] };

function factsOf(content: GgufContent): ProjectorFacts {
  const progress = parseGgufHeader(ggufHeaderBytes(content));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  return projectorFacts(progress.header);
}

describe("the companion of a model for pictures", () => {
  it("is read from its header", () => {
    const facts = factsOf({ metadata: gemma3, tensors: [matrix] });
    expect(facts).toMatchObject({ projector: "gemma3", positions: 64 * 64, headCount: 16, blockCount: 27 });
    expect(facts.weightsBytes).toBe(2 * 1152 * 4304);
  });

  it("takes pictures of any size as far as the file or the engine allows", () => {
    const any = { ...gemma3, "clip.projector_type": "qwen2.5vl_merger", "clip.vision.spatial_merge_size": 2 };
    expect(factsOf({ metadata: any, tensors: [] }).positions).toBe(4096 * 4);
    const stated = { ...any, "clip.vision.image_max_pixels": 1280 * 28 * 28 };
    expect(factsOf({ metadata: stated, tensors: [] }).positions).toBe(1280 * 4);
  });

  it("is told from a language model, and from a file without its sizes", () => {
    expect(wording(() => factsOf(syntheticModel("smollm2-135m", { vocabulary: "none" })))).toThrow(/companion/);
    const { "clip.vision.block_count": dropped, ...rest } = gemma3;
    expect(dropped).toBe(27);
    expect(wording(() => factsOf({ metadata: rest, tensors: [] }))).toThrow(/block_count/);
  });

  it("needs its weights, and room for the widest moment of its encoder", () => {
    const facts = factsOf({ metadata: gemma3, tensors: [matrix] });
    const { weightsBytes, computeBytes } = estimateProjector(facts);
    expect(weightsBytes).toBe(facts.weightsBytes);
    // The feed-forward part beside the residual stream, its norm and the picture.
    const widest = 4 * 4096 * (4304 + 2 * 1152);
    expect(computeBytes).toBeGreaterThanOrEqual(widest);
    expect(computeBytes).toBeLessThan(widest + 4 * 4096 * 4 * 1152);
    expect(computeBytes / MiB).toBeLessThan(200);
  });

  it("needs more for a larger picture and not more for more layers", () => {
    const facts = factsOf({ metadata: gemma3, tensors: [matrix] });
    const compute = (change: Partial<ProjectorFacts>): number =>
      estimateProjector({ ...facts, ...change }).computeBytes;
    expect(compute({ positions: 2 * facts.positions })).toBeGreaterThan(compute({}));
    expect(compute({ blockCount: 2 * facts.blockCount })).toBe(compute({}));
  });
});
