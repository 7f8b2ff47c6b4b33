import type { RepositorySummary, RepositoryVariant } from "../../../src-shared/contract/index.ts";

/** What the fake knows of a model: enough for a believable ladder. */
export interface SampleModel {
  repository: string;
  description: string;
  parameters: number;
  architecture: string;
  layers: number;
  /** Key and value heads together times their length, in elements per token and layer. */
  kvElements: number;
  trainedContextTokens: number;
  license: string;
  gated: "no" | "auto" | "manual";
  downloads: number;
  likes: number;
  updatedAt: string;
  tags: string[];
  bundled: boolean;
}

/** Parameters, layers, numbers of the cache for each token and layer, and the context it was trained on. */
type ShapeRow = readonly [parameters: number, layers: number, kvElements: number, trainedContextTokens: number];

const model = (
  repository: string,
  [parameters, layers, kvElements, trainedContextTokens]: ShapeRow,
  license: string,
  more: Partial<SampleModel> = {},
): SampleModel => ({
  repository,
  description: "A general chat model, quantised with an importance matrix.",
  parameters,
  architecture: "llama",
  layers,
  kvElements,
  trainedContextTokens,
  license,
  gated: "no",
  downloads: 180_000,
  likes: 410,
  updatedAt: "2026-08-20T09:00:00.000Z",
  tags: ["text-generation", "gguf", "conversational"],
  bundled: false,
  ...more,
});

export const sampleModels: readonly SampleModel[] = [
  model("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", [8_030_261_248, 32, 2048, 131_072], "llama3.1", {
    description: "Meta's general chat model. 32 layers, grouped-query attention, 128K context. GGUF by bartowski.",
    downloads: 1_240_000,
    likes: 2310,
    bundled: true,
  }),
  model("bartowski/Llama-3.2-3B-Instruct-GGUF", [3_212_749_888, 28, 2048, 131_072], "llama3.2", { bundled: true }),
  model("lmstudio-community/Qwen3-4B-GGUF", [4_022_468_096, 36, 2048, 40_960], "apache-2.0", { architecture: "qwen3" }),
  model("bartowski/google_gemma-3-4b-it-GGUF", [3_880_099_328, 34, 2048, 131_072], "gemma", {
    architecture: "gemma3",
    gated: "manual",
  }),
  model("NousResearch/Hermes-3-Llama-3.1-8B-GGUF", [8_030_261_248, 32, 2048, 131_072], "llama3", { downloads: 96_000 }),
  model("TheBloke/Mistral-7B-Instruct-v0.2-GGUF", [7_241_732_096, 32, 2048, 32_768], "apache-2.0", { bundled: true }),
  model("bartowski/Phi-3.5-mini-instruct-GGUF", [3_821_079_552, 32, 6144, 131_072], "mit", { architecture: "phi3" }),
  model("bartowski/Llama-3.3-70B-Instruct-GGUF", [70_553_706_496, 80, 2048, 131_072], "llama3.3", {
    downloads: 402_000,
  }),
];

export const sampleQuants = [
  { label: "F16", bits: 16, band: "full", kept: 1 },
  { label: "Q8_0", bits: 8.5, band: "near-lossless", kept: 0.994 },
  { label: "Q6_K", bits: 6.57, band: "near-lossless", kept: 0.985 },
  { label: "Q5_K_M", bits: 5.7, band: "very-good", kept: 0.975 },
  { label: "Q4_K_M", bits: 4.89, band: "good", kept: 0.953 },
  { label: "Q4_0", bits: 4.65, band: "fair", kept: 0.928 },
  { label: "Q3_K_M", bits: 4, band: "poor", kept: 0.9 },
  { label: "IQ3_KS", bits: 3.2, band: "unknown", kept: null },
  { label: "Q2_K", bits: 3.17, band: "broken", kept: 0.78 },
] as const;

/** ik_llama's types do not run in llama.cpp. */
export const foreignLabel = "IQ3_KS";

export function sampleVariants(of: SampleModel): RepositoryVariant[] {
  const stem = of.repository.split("/")[1]?.replace(/-GGUF$/, "") ?? "model";
  return sampleQuants.map(({ label, bits }) => {
    const sizeBytes = Math.round((of.parameters * bits) / 8);
    const runs = label !== foreignLabel;
    return {
      key: label,
      label,
      modifiers: [],
      files: [{ path: `${stem}-${label}.gguf`, sizeBytes, sha256: null }],
      sizeBytes,
      complete: true,
      runs,
      note: runs ? null : { key: "type-of-ik-llama", figures: {} },
    };
  });
}

export function sampleSummary(of: SampleModel): RepositorySummary {
  const [owner = "", name = ""] = of.repository.split("/");
  return {
    repository: of.repository,
    name,
    owner,
    parameters: of.parameters,
    architecture: of.architecture,
    trainedContextTokens: of.trainedContextTokens,
    downloads: of.downloads,
    likes: of.likes,
    license: of.license,
    gated: of.gated,
    updatedAt: of.updatedAt,
    fit: null,
    bundled: of.bundled,
    model: null,
  };
}
