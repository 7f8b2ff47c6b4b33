/** A variant as people write it, modifiers and label joined: its key, unless another of the repository is called so too. */
export function variantKey(modifiers: readonly string[], label: string): string {
  return [...modifiers, label].join("-");
}

/** "UD-Q4_K_XL" of a variant that has modifiers and label. */
export function variantLabel({ modifiers, label }: { label: string; modifiers: readonly string[] }): string {
  return variantKey(modifiers, label);
}

/** "Qwen3-4B" of "Qwen3-4B-GGUF": what a name says beside the format. */
export function withoutFormat(name: string): string {
  return name.replace(/[-_.]gguf$/i, "");
}

/** "bartowski/Qwen3-4B-GGUF" as "Qwen3-4B". */
export function modelName(repository: string): string {
  return withoutFormat(repository.slice(repository.indexOf("/") + 1));
}
