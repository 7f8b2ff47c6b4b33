/** Architectures of which at least one model was checked against the engine's own figures. */
export const knownArchitectures: ReadonlySet<string> = new Set([
  "llama", "mistral3", "smollm3", "qwen2", "qwen2moe", "qwen2vl", "qwen3", "qwen3moe", "qwen3vl", "gemma", "gemma2", "gemma3", "phi2", "phi3", "phimoe",
  "granite", "granitemoe", "granitehybrid", "command-r", "cohere2", "olmo2", "olmoe", "internlm2", "baichuan", "starcoder2", "stablelm", "falcon",
  "deepseek2", "gpt-oss", "glm4", "exaone", "exaone4", "minicpm", "nemotron", "llama4", "arcee", "seed_oss", "ernie4_5", "hunyuan-dense", "mamba",
  "gemma3n", "gemma4", "glm4moe", "ernie4_5-moe", "hunyuan-moe", "mamba2", "jamba", "falcon-h1", "lfm2", "lfm2moe", "rwkv6", "rwkv7", "rwkv6qwen2", "arwkv7", "nemotron_h", "nemotron_h_moe", "plamo2", "qwen3next", "qwen35", "qwen35moe", "kimi-linear",
  "minimax-m2", "nanbeige", "apertus", "bailingmoe2", "exaone-moe", "afmoe", "mimo2", "step35", "smallthinker", "mistral4", "hunyuan_vl", "hy_v3", "gptneox", "mpt", "olmo", "deepseek", "deepseek2-ocr",
  "cohere2moe", "mellum", "laguna", "granite_swa", "muse-glimmer", "plamo", "plamo3", "arctic", "jais", "jais2", "bloom", "refact", "codeshell", "qwen", "qwen3vlmoe", "pangu-embedded", "maincoder", "paddleocr", "cogvlm",
  "orion", "minicpm3", "xverse", "chatglm", "dbrx", "dots1", "bailingmoe",
]); // prettier-ignore

/** Whether the estimate for the architecture rests on more than its tensors. */
export function isKnownArchitecture(architecture: string): boolean {
  return knownArchitectures.has(architecture);
}
