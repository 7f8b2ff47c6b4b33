import type { Comparison, ComparisonSide } from "../../../src-shared/contract/index.ts";
import type { KeptComparison, KeptSide } from "./types.ts";

const openStates: ReadonlySet<KeptSide["state"]> = new Set(["waiting", "loading", "answering"]);

/** Whether something is still to be answered. */
export const isOpen = ({ sides }: KeptComparison): boolean => sides.some(({ state }) => openStates.has(state));

/** Whether every answer is whole. */
const isWhole = ({ sides }: KeptComparison): boolean => sides.every(({ state }) => state === "done");

/** Whether it is not to be known who answers: there may still be a vote. One with an answer that failed or was ended has none. */
export function isHidden(kept: KeptComparison): boolean {
  const { isBlind, isRevealed, vote } = kept;
  return isBlind && !isRevealed && vote === null && (isOpen(kept) || isWhole(kept));
}

/** Whether a vote can be given. */
export const mayBeVotedOn = (kept: KeptComparison): boolean => isHidden(kept) && isWhole(kept);

/**
 * A comparison as the window gets it. While it is hidden, nothing is told of a side by which it could be known: no name, no figure, and no
 * word before all answers are whole, since when a word comes tells how fast its model is.
 */
export function shownComparison(kept: KeptComparison): Comparison {
  const { id, order, batchId, prompt, above, seed, settings, isBlind, vote, sides, createdAt } = kept;
  const hidden = isHidden(kept);
  const show = hidden ? unnamed(isWhole(kept)) : whole;
  return {
    ...{ id, order, batchId, prompt, aboveCount: above.length, seed, settings, isBlind, vote, createdAt },
    isHidden: hidden,
    isOpen: isOpen(kept),
    doneCount: sides.filter(({ state }) => state === "done").length,
    sides: sides.map(show),
  };
}

const whole = ({ variant, state, parts, figures, error }: KeptSide): ComparisonSide => ({
  ...{ variant, state, parts, figures, error },
});

const unnamed =
  (areWhole: boolean) =>
  ({ parts }: KeptSide): ComparisonSide => ({
    variant: null,
    state: areWhole ? "done" : "waiting",
    parts: areWhole ? parts : [],
    figures: null,
    error: null,
  });
