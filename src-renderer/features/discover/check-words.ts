import type { ExactCheck, VariantFit } from "../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../src-shared/figures/index.ts";
import { type LaneBar, laneName, needOf } from "./memory-lanes.ts";

/** Our figure and the engine's as one: "6.1 GB, checked by the engine"; null where the engine has not said anything of use. */
export function checkWords(fit: VariantFit, check: ExactCheck | null): string | null {
  const ours = needOf(fit);
  if (check?.basis !== "engine" || check.cpuBytes === null || ours === null) return null;
  const theirs = check.cpuBytes + (check.gpuBytes ?? 0);
  if (check.agrees !== false || formatBytes(theirs) === formatBytes(ours))
    return `${formatBytes(Math.max(ours, theirs))}, checked by the engine`;
  return theirs > ours
    ? `The engine says ${formatBytes(theirs)}, not ${formatBytes(ours)}; the larger is shown.`
    : `The engine says ${formatBytes(theirs)}; ours, ${formatBytes(ours)}, is larger and is shown.`;
}

/** For a variant that fits by our figure: the memory that would not be enough by the engine's; null where all are. */
export function overByCheckWords(bars: readonly LaneBar[]): string | null {
  const over = bars.find((bar) => !bar.fits);
  if (!over) return null;
  const { kind, budgetBytes } = over.lane;
  const where = kind === "cpu" ? "the computer's memory" : `the ${laneName(over.lane)}`;
  return `By the engine's figure it does not fit: ${formatBytes(over.needBytes - budgetBytes)} more than is free in ${where}.`;
}
