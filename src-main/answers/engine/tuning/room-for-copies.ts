import { GiB } from "../../../../src-shared/figures/index.ts";

export interface CopyNeed {
  /** Of the model's files; what is mapped of them is shared by all copies, and must not be pushed out. */
  sizeBytes: number;
  /** What each copy takes for itself, as predicted; null without a prediction. */
  anonymousBytes: number | null;
}

/** Left to everything else. */
const reserveBytes = GiB;
/** Predictions may err a little; without one, all weights are taken to be copied into another layout. */
const margin = 1.1;
const unknownMargin = 1.3;

/** Whether this many processes with the model fit into free memory. */
export function hasRoomForCopies(copies: number, { sizeBytes, anonymousBytes }: CopyNeed, freeBytes: number): boolean {
  const eachBytes = anonymousBytes === null ? unknownMargin * sizeBytes : margin * anonymousBytes;
  return sizeBytes + copies * eachBytes + reserveBytes <= freeBytes;
}
