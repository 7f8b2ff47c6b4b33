import type { ExactCheck, VariantFit } from "../../../src-shared/contract/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import { type LaneBar, laneName, needOf } from "./memory-lanes.ts";

/** Our figure and the engine's as one: "6.1 GB, checked by the engine"; null where the engine has not said anything of use. */
export function checkWords(
  { words, figures }: LanguageState,
  fit: VariantFit,
  check: ExactCheck | null,
): string | null {
  const ours = needOf(fit);
  if (check?.basis !== "engine" || check.cpuBytes === null || ours === null) return null;
  const theirs = check.cpuBytes + (check.gpuBytes ?? 0);
  const { agrees, saysMore, saysLess } = words.discover.ladder.check;
  if (check.agrees !== false || figures.memory(theirs) === figures.memory(ours)) return agrees(Math.max(ours, theirs));
  return theirs > ours ? saysMore(theirs, ours) : saysLess(theirs, ours);
}

/** For a variant that fits by our figure: the memory that would not be enough by the engine's; null where all are. */
export function overByCheckWords({ words }: LanguageState, bars: readonly LaneBar[]): string | null {
  const over = bars.find((bar) => !bar.fits);
  if (!over) return null;
  const { kind, budgetBytes } = over.lane;
  const gpu = kind === "cpu" ? null : laneName(over.lane);
  return words.discover.ladder.check.doesNotFit(over.needBytes - budgetBytes, gpu);
}
