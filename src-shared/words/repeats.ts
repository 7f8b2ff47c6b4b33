import type { Statement, StatementKey } from "../contract/index.ts";

/** What begins or ends with another statement, with the same figures and more. */
const longer: Partial<Record<StatementKey, readonly StatementKey[]>> = {
  needs: ["headline-runs-well", "headline-tight"],
  "needs-too-much": ["headline-context-too-long"],
  "full-context-speed": ["speeds-are-early"],
};

/** Whether who reads `whole` has read `part` with it. */
export function says(whole: Statement, part: Statement): boolean {
  if (whole.key !== part.key && longer[part.key]?.includes(whole.key) !== true) return false;
  const figures: Record<string, unknown> = { ...whole.figures };
  return Object.entries(part.figures).every(([name, value]) => JSON.stringify(figures[name]) === JSON.stringify(value));
}
