/** Architectures whose figures are checked against the engine's own, or built like one that is. */
const known = new Set([
  "llama", "mistral", "mistral3", "mixtral", "smollm3", "qwen2", "qwen2moe", "qwen3", "qwen3moe", "gemma", "gemma2", "gemma3", "phi2", "phi3", "phimoe",
  "granite", "granitemoe", "command-r", "cohere2", "olmo", "olmo2", "olmoe", "internlm2", "baichuan", "starcoder2", "stablelm", "falcon", "gptneox",
  "deepseek2", "gpt-oss", "glm4", "exaone", "exaone4", "minicpm", "nemotron", "yi",
]); // prettier-ignore

/** Whether the estimate for the architecture rests on more than its tensors. */
export function isKnownArchitecture(architecture: string): boolean {
  return known.has(architecture);
}
