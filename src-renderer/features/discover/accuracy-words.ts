import type { FitAccuracy } from "../../../src-main/contract/index.ts";

/** "Predictions on this computer were within 3 % over the last 9 loads." */
export function accuracyWords({ loads, withinShare }: FitAccuracy): string {
  const percent = Math.max(1, Math.ceil(withinShare * 100 - 1e-9));
  const over = loads === 1 ? "at the last load" : `over the last ${loads} loads`;
  return `Predictions on this computer were within ${percent} % ${over}.`;
}
