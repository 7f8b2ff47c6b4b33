import { describe, expect, it } from "vitest";
import { detailLimits } from "../../../../src-main/models/catalog/bound-detail.ts";
import type { HubRepository } from "../../../../src-main/models/catalog/hub/types.ts";
import { repositoryDetail } from "../../../../src-main/models/catalog/repository-detail.ts";
import { groupVariants } from "../../../../src-main/models/catalog/variants/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { say, sayError } from "../../../../src-shared/words/index.ts";

const model: HubRepository = {
  repository: "owner/name",
  commit: "0".repeat(40),
  parameters: null,
  architecture: null,
  trainedContextTokens: null,
  downloads: null,
  likes: null,
  license: "l".repeat(2000),
  gated: "no",
  private: false,
  tags: Array.from({ length: 2000 }, (_, index) => `${index}${"t".repeat(1900)}`).concat("gguf"),
  baseModels: ["b".repeat(2000)],
  updatedAt: null,
  hasGguf: true,
  paths: null,
  tree: null,
};
const long = "x-".repeat(480);
const detailOf = (count: number, path: (index: number) => string) =>
  repositoryDetail(
    model,
    {
      files: Array.from({ length: count }, (_, index) => ({ path: path(index), sizeBytes: index, sha256: null })),
      refusedPaths: { "leads-outside": 0, "control-characters": 0 },
      foreignNextHost: null,
      isCut: false,
    },
    "https://hub.example/owner/name",
  );

describe("what one answer about a repository may weigh", () => {
  it.each<[string, (index: number) => string]>([
    ["variants", (index) => `${index}-${long}Q4_K_M.gguf`],
    ["variants of one name", (index) => `${index}${long.repeat(1)}same-Q4_K_M.gguf`],
    ["shards", (index) => `a${index % 100}-${String(index).padStart(5, "0")}-of-99999.gguf`],
    ["companions", (index) => `mmproj-${index}-${long}.gguf`],
    ["raw pieces", (index) => `model-${long}.gguf.part${index}`],
    ["other formats", (index) => `${index}-${long}/model.safetensors`],
  ])("is bounded: 3,000 %s with long names", (_, path) => {
    const detail = detailOf(3000, path);
    expect(JSON.stringify(detail).length).toBeLessThan(3 * MiB);
    expect(detail.variants.length).toBeLessThanOrEqual(detailLimits.variants);
    expect(detail.companions.length).toBeLessThanOrEqual(detailLimits.companions);
    expect(detail.tags).toEqual(["gguf"]);
  });

  it("leaves out what does not run first, and says how many are not shown", () => {
    const detail = detailOf(detailLimits.variants + 10, (index) =>
      index < 10 ? `m${index}-00001-of-00002.gguf` : `m${index}-Q4_K_M.gguf`,
    );
    expect(detail.variants).toHaveLength(detailLimits.variants);
    expect(detail.variants.every(({ complete }) => complete)).toBe(true);
    expect(detail.notice && sayError(detail.notice)).toContain("10 more variants");
  });

  it("leaves an ordinary repository as it is", () => {
    const detail = detailOf(3, (index) => `m-Q${index + 3}_K_M.gguf`);
    expect(detail.variants).toHaveLength(3);
    expect(detail.notice).toBeNull();
  });
});

describe("many variants of one name", () => {
  it("have keys of their own, and their missing parts are counted without looking for each", () => {
    const files = Array.from({ length: 2000 }, (_, index) => ({
      path: `${index}/${"y".repeat(200)}-Q4_K_M-00002-of-99999.gguf`,
      sizeBytes: 1,
      sha256: null,
    }));
    const { variants } = groupVariants(files);
    expect(new Set(variants.map(({ key }) => key)).size).toBe(2000);
    expect(variants[0]?.note && say(variants[0].note)).toBe(
      "99998 of 99999 parts are missing on the Hub, so this variant cannot be loaded.",
    );
  });
});
