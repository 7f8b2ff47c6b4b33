import type { ExactCheck, VariantFit, WayOut } from "../../../src-shared/contract/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import { checkWords, overByCheckWords } from "./check-words.ts";
import type { LaneBar } from "./memory-lanes.ts";

/** What stands under a row, each null where there is nothing to say. */
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

/** The notes of a row, `shown` where it is recommended or open; null where its bars, speed and verdict say it all. */
export function rowNotes(
  language: LanguageState,
  fit: VariantFit,
  { check, bars, fits, shown }: { check: ExactCheck | null; bars: readonly LaneBar[]; fits: boolean; shown: boolean },
): RowNotes | null {
  const notes: RowNotes = {
    headline: shown || !fits ? language.say(fit.headline) : null,
    checked: shown ? checkWords(language, fit, check) : null,
    overByCheck: fits && check?.basis === "engine" ? overByCheckWords(language, bars) : null,
    failedBefore: fit.failedBefore && language.say(fit.failedBefore),
    // Another variant is offered once, over the table, and a row that runs has its ways to better in what it opens.
    wayOut: fit.wayOut?.request && !fits ? fit.wayOut : null,
  };
  return Object.values(notes).some((note) => note !== null) ? notes : null;
}
