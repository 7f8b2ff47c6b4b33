/** The contract's bound on one message. */
export const maxQuestionChars = 2_000_000;
/**
 * What a text field holds. It lays out all of its text with every key, so that what is pasted beyond this is kept beside it
 * and shown apart.
 */
export const maxTypedChars = 20_000;

/** The question that is asked: what was typed, then what was pasted. */
export function questionOf(typed: string, pasted: string): string {
  return [typed.trim(), pasted].filter((part) => part !== "").join("\n\n");
}

export type PasteOutcome = { kind: "field" } | { kind: "kept"; pasted: string } | { kind: "too-long" };

/** Where a text goes that is pasted (or dropped) beside what is there. */
export function placePaste(typed: string, pasted: string, added: string): PasteOutcome {
  if (questionOf(typed, questionOf(pasted, added)).length > maxQuestionChars) return { kind: "too-long" };
  if (typed.length + added.length <= maxTypedChars) return { kind: "field" };
  return { kind: "kept", pasted: questionOf(pasted, added) };
}
