import type { ExactCheck, VariantFit, WayOut } from "../../../src-main/contract/index.ts";
import { checkWords } from "./check-words.ts";

/** What stands under a row's bars, each null where there is nothing to say. */
export interface RowNotes {
  /** The figure that decides. */
  headline: string | null;
  /** The engine's word on it. */
  checked: string | null;
  failedBefore: string | null;
  wayOut: WayOut | null;
}

/** The notes of a row; null where its bars, speed and verdict say it all. */
export function rowNotes(
  fit: VariantFit,
  { check, fits, recommended }: { check: ExactCheck | null; fits: boolean; recommended: boolean },
): RowNotes | null {
  const notes: RowNotes = {
    headline: recommended || !fits || fit.verdict !== "runs-well" ? fit.headline : null,
    checked: checkWords(fit, check),
    failedBefore: fit.failedBefore,
    wayOut: fit.wayOut,
  };
  return Object.values(notes).some((note) => note !== null) ? notes : null;
}
