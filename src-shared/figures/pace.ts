import type { Pace } from "../contract/index.ts";
import { toldSpeed, typicalOf } from "./speeds.ts";

/** With less than this a person reads faster than the model writes (about 5 to 7 tokens a second). */
export const readingTokensPerSecond = 5;
/** Above this the model is always ahead of the reader. */
const comfortableTokensPerSecond = 8;

/**
 * A range of tokens a second against a reader's pace, judged by the figures as they are shown: two that look the same never get
 * different words. Slower only where all of the range is: a forecast on both sides of a reader's pace is about as fast as it.
 */
export function paceOf(range: readonly [number, number]): Pace {
  const [low, high] = range;
  if (toldSpeed(high) < readingTokensPerSecond) return "slower";
  if (toldSpeed(low) < readingTokensPerSecond) return "as-fast";
  return toldSpeed(typicalOf(range)) < comfortableTokensPerSecond ? "as-fast" : "faster";
}

/** Whether a reader's pace lies within a range of tokens a second, so that it cannot be told which side it will be on. */
export function isAboutReadingPace([low, high]: readonly [number, number]): boolean {
  return toldSpeed(low) < readingTokensPerSecond && toldSpeed(high) >= readingTokensPerSecond;
}
