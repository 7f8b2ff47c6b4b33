import type { Elsewhere, FoundModel, FoundModels } from "../../../src-shared/contract/index.ts";

const found = (id: string, more: Partial<FoundModel> & Pick<FoundModel, "program" | "name" | "path">): FoundModel => ({
  id,
  label: "Q4_K_M",
  sizeBytes: 4_920_734_272,
  fileCount: 1,
  sha256: null,
  inLibrary: false,
  runs: true,
  note: null,
  searchFor: null,
  ...more,
});

const studio = "/home/ada/.lmstudio/models";
const ollama = "/home/ada/.ollama/models/blobs";

/** What three programs keep on the sample's computer. */
export const sampleFound: FoundModels = {
  found: [
    found("f-studio-1", {
      program: "lm-studio",
      name: "Qwen3-30B-A3B-Instruct-2507",
      sizeBytes: 18_556_689_568,
      path: `${studio}/lmstudio-community/Qwen3-30B-A3B-Instruct-2507-GGUF/Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf`,
    }),
    found("f-studio-2", {
      program: "lm-studio",
      name: "gemma-3-12b-it",
      label: "Q5_K_M",
      sizeBytes: 8_445_027_904,
      path: `${studio}/lmstudio-community/gemma-3-12b-it-GGUF/gemma-3-12b-it-Q5_K_M.gguf`,
    }),
    found("f-studio-mlx", {
      program: "lm-studio",
      name: "Qwen3-14B-4bit",
      label: null,
      sizeBytes: 8_310_000_000,
      fileCount: 2,
      runs: false,
      note: { key: "foreign-format", figures: { format: "mlx" } },
      searchFor: "Qwen3 14B",
      path: `${studio}/mlx-community/Qwen3-14B-4bit/model-00001-of-00002.safetensors`,
    }),
    found("f-ollama-1", {
      program: "ollama",
      name: "llama3.2:3b",
      sizeBytes: 2_019_377_376,
      sha256: "dde5aa3fc5ffc17176b5e8bdc82f587b24b2678c6c66101bf7da77af9f7ccdff",
      path: `${ollama}/sha256-dde5aa3fc5ffc17176b5e8bdc82f587b24b2678c6c66101bf7da77af9f7ccdff`,
    }),
    found("f-ollama-known", {
      program: "ollama",
      name: "qwen3:8b",
      sizeBytes: 5_225_374_336,
      inLibrary: true,
      sha256: "a3de86cd1c132c822487ededd47a324c50491393e6565cd14bafa40d0b8e686f",
      path: `${ollama}/sha256-a3de86cd1c132c822487ededd47a324c50491393e6565cd14bafa40d0b8e686f`,
    }),
    found("f-hub-1", {
      program: "hf-cache",
      name: "Phi-4-mini-instruct-GGUF",
      label: "Q8_0",
      sizeBytes: 4_080_000_000,
      path: "/home/ada/.cache/huggingface/hub/models--unsloth--Phi-4-mini-instruct-GGUF/snapshots/0123456789abcdef0123456789abcdef01234567/Phi-4-mini-instruct.Q8_0.gguf",
    }),
  ],
  problems: [],
  partial: false,
};

/** The same in short. */
export const sampleElsewhere: Elsewhere = {
  programs: [
    { program: "lm-studio", models: 2, bytes: 27_001_717_472 },
    { program: "ollama", models: 1, bytes: 2_019_377_376 },
    { program: "hf-cache", models: 1, bytes: 4_080_000_000 },
  ],
  partial: false,
};
