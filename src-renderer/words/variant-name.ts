/** "UD-Q4_K_XL": modifiers and label as people write them; the twin of the contract's `variantKey`. */
export function variantLabel(of: { label: string; modifiers: readonly string[] }): string {
  return [...of.modifiers, of.label].join("-");
}

/** "bartowski/Qwen3-4B-GGUF" as "Qwen3-4B". */
export function modelName(repository: string): string {
  const name = repository.slice(repository.indexOf("/") + 1);
  return name.replace(/[-_.]gguf$/i, "");
}
