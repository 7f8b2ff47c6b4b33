import { type ModelKind, syntheticModel } from "../fixtures/index.ts";
import { ggufBody, modelBody, shardBodies } from "./model-bodies.ts";
import {
  type Repository,
  type RepositoryFile,
  type RepositoryInput,
  largeFile,
  repository,
  textFile,
} from "./repository.ts";

/** Variant by its file name, and the recipe that gives its tensors their types where that is another one. */
type Quant = string | { name: string; recipe: string };

/** Headers of several megabytes, as real ones are; the others keep llama.cpp's dummy, since long ones take long to make. */
const fullVocabulary = new Set(["llama-3.1-8b Q4_K_M", "llama-3.1-8b F16"]);

function ladder(kind: ModelKind, base: string, quants: readonly Quant[]): RepositoryFile[] {
  return quants.map((quant) => {
    const { name, recipe } = typeof quant === "string" ? { name: quant, recipe: quant } : quant;
    const vocabulary = fullVocabulary.has(`${kind} ${name}`) ? "full" : "none";
    return largeFile(`${base}-${name}.gguf`, modelBody(kind, { vocabulary, label: recipe }));
  });
}

interface WellKnown extends Omit<RepositoryInput, "id" | "files"> {
  name: string;
  kind: ModelKind;
  quants: readonly Quant[];
  more?: RepositoryFile[];
}

function wellKnown({ name, kind, quants, more = [], ...rest }: WellKnown): Repository {
  return repository({
    ...rest,
    id: `bitloft-test/${name}-GGUF`,
    files: [
      textFile(
        "README.md",
        `---\nbase_model: ${rest.baseModel ?? ""}\n---\n# ${name} GGUF\n\nQuantised with llama.cpp.\n`,
      ),
      ...ladder(kind, name, quants),
      ...more,
    ],
  });
}

/** A vision projector: a companion, not a variant. */
const projector = ggufBody("gemma-3 projector", () => ({
  metadata: {
    "general.architecture": "clip",
    "general.type": "mmproj",
    "general.file_type": 1,
    "clip.has_vision_encoder": true,
  },
  tensors: [{ name: "v.patch_embd.weight", type: "F16", shape: [1152, 4096] }],
}));

/** Repositories that look like the Hub's own: published shapes, sizes as llama.cpp makes them, weights that are noise. */
export function wellKnownRepositories(): Repository[] {
  return [
    wellKnown({
      name: "Llama-3.1-8B-Instruct",
      kind: "llama-3.1-8b",
      quants: ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_K_S", "Q4_K_M", "Q4_K_S", "IQ4_XS", "Q3_K_L", "Q3_K_M", "Q2_K"],
      license: "llama3.1",
      baseModel: "meta-llama/Llama-3.1-8B-Instruct",
      gguf: { total: 8_030_261_248, architecture: "llama", context_length: 131_072 },
      downloads: 1_482_331,
      likes: 903,
    }),
    wellKnown({
      name: "Llama-3.2-3B-Instruct",
      kind: "llama-3.2-3b",
      quants: ["F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M"],
      license: "llama3.2",
      baseModel: "meta-llama/Llama-3.2-3B-Instruct",
      gguf: { total: 3_212_749_824, architecture: "llama", context_length: 131_072 },
      downloads: 738_120,
      likes: 311,
    }),
    wellKnown({
      name: "gemma-3-4b-it",
      kind: "gemma-3-4b",
      quants: ["BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_K_S", "Q3_K_M", "Q2_K"],
      license: "gemma",
      baseModel: "google/gemma-3-4b-it",
      gguf: { total: 3_880_099_328, architecture: "gemma3", context_length: 131_072 },
      downloads: 655_902,
      likes: 287,
      more: [largeFile("mmproj-gemma-3-4b-it-F16.gguf", projector)],
    }),
    wellKnown({
      name: "Mistral-7B-Instruct-v0.3",
      kind: "mistral-7b",
      quants: ["Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "Q2_K"],
      baseModel: "mistralai/Mistral-7B-Instruct-v0.3",
      gguf: { total: 7_248_023_552, architecture: "llama", context_length: 32_768 },
      downloads: 540_871,
      likes: 420,
    }),
    wellKnown({
      name: "Qwen3-30B-A3B",
      kind: "qwen3-30b-a3b",
      quants: [{ name: "UD-Q4_K_XL", recipe: "Q4_K_M" }, { name: "UD-Q2_K_XL", recipe: "Q2_K" }, "MXFP4_MOE", "Q4_K_M"],
      baseModel: "Qwen/Qwen3-30B-A3B",
      gguf: { total: 30_532_122_624, architecture: "qwen3moe", context_length: 40_960 },
      downloads: 310_442,
      likes: 502,
    }),
    wellKnown({
      name: "Llama-3.3-70B-Instruct",
      kind: "llama-3.1-70b",
      quants: [],
      license: "llama3.3",
      baseModel: "meta-llama/Llama-3.3-70B-Instruct",
      gguf: { total: 70_553_706_496, architecture: "llama", context_length: 131_072 },
      downloads: 201_993,
      likes: 388,
      more: shardBodies(
        "llama 70b",
        () => syntheticModel("llama-3.1-70b", { label: "Q4_K_M", vocabulary: "none" }),
        3,
      ).map((body, index) => largeFile(`Q4_K_M/Llama-3.3-70B-Instruct-Q4_K_M-0000${index + 1}-of-00003.gguf`, body)),
    }),
  ];
}
