/** What names a format or a way of storing in a repository's name, and what is not part of the model's. */
const notTheModel =
  /(?<![a-z0-9])(?:gptq|awq|exl[23]|exllamav[23]|mlx|bnb|bitsandbytes|nf4|gguf|ggml|ggjt|safetensors|int[48]|[2-8][-_ ]?bits?|[2-8](?:\.\d+)?bpw|fp(?:8|16)|bf16|marlin|latest|bin)(?![a-z0-9])/gi;

/** "llama3.2:3b" is the Hub's "Llama-3.2-3B"; "qwen3" is "Qwen3" there as well. */
const joined = /(?<![a-z])(gemma|granite|llama|phi|small)(?=\d)/gi;

/** What to look for on the Hub to find a model of this name in another format; null where nothing is left of the name. */
export function searchTextFor(name: string): string | null {
  const [, repository = name] = /([^/]+)$/.exec(name) ?? [];
  const words = repository
    .replace(/:/g, " ")
    .replace(joined, "$1 ")
    .replace(notTheModel, " ")
    .split(/[^A-Za-z0-9.]+/)
    .filter((word) => /[A-Za-z0-9]/.test(word));
  return words.length === 0 ? null : words.join(" ").slice(0, 100);
}
