import type { FitAccuracy } from "../../../src-main/contract/index.ts";

/** "Predictions on this computer were within 3 % over the last 9 loads." */
export function accuracyWords({ loads, withinShare }: FitAccuracy): string {
  const percent = Math.max(1, Math.ceil(withinShare * 100 - 1e-9));
  return `Predictions on this computer were within ${percent} % over the last ${loads === 1 ? "load" : `${loads} loads`}.`;
}
