const words: Record<string, string> = {
  "text-generation": "text",
  "image-text-to-text": "text and images",
  "function-calling": "tools",
  "tool-use": "tools",
  conversational: "chat",
  code: "code",
  reasoning: "reasoning",
  imatrix: "importance matrix",
  moe: "mixture of experts",
};

/** Of a repository's tags, those that tell a person something, in words; the Hub's own bookkeeping is left out. */
export function tellingTags(tags: readonly string[]): string[] {
  return [...new Set(tags.flatMap((tag) => words[tag] ?? []))];
}
