const openTag = /^\s*<(think|thinking|reasoning)>/;
const closeTag = /<\/(?:think|thinking|reasoning)>/;

/** How much of an answer is reasoning, 0 to 1, by characters; null when none of it is (or all: it never came to an end). */
export function reasoningShare(text: string): number | null {
  const end = closeTag.exec(text);
  if (!end || text.length === 0) return null;
  const start = openTag.exec(text)?.[0].length ?? 0;
  return Math.max(0, end.index - start) / text.length;
}
