import type { ExactCheck, VariantFit, WayOut } from "../../../src-shared/contract/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import { checkWords, overByCheckWords } from "./check-words.ts";
import type { LaneBar } from "./memory-lanes.ts";

/** What stands under a row's bars, each null where there is nothing to say. */
export interface RowNotes {
  /** The figure that decides. */
  headline: string | null;
  /** The engine's word on it. */
  checked: string | null;
  /** Where the engine's figure would be judged otherwise than ours was. */
  overByCheck: string | null;
  failedBefore: string | null;
  wayOut: WayOut | null;
}

/** The notes of a row; null where its bars, speed and verdict say it all. */
export function rowNotes(
  language: LanguageState,
  fit: VariantFit,
  {
    check,
    bars,
    fits,
    recommended,
  }: { check: ExactCheck | null; bars: readonly LaneBar[]; fits: boolean; recommended: boolean },
): RowNotes | null {
  const notes: RowNotes = {
    headline: recommended || !fits || fit.verdict !== "runs-well" ? language.say(fit.headline) : null,
    checked: checkWords(language, fit, check),
    overByCheck: fits && check?.basis === "engine" ? overByCheckWords(language, bars) : null,
    failedBefore: fit.failedBefore && language.say(fit.failedBefore),
    wayOut: fit.wayOut,
  };
  return Object.values(notes).some((note) => note !== null) ? notes : null;
}
