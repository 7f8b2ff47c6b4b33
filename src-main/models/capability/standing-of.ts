import type { ModelJob } from "../../../src-shared/contract/index.ts";
import { columnFor } from "./arena-columns.ts";
import { type VariantLoss, estimatedRating, euroevalMargin, lostPoints, middles } from "./capability-of.ts";
import type { Measured } from "./measured.ts";

/** Where a variant stands at a job, on the scale of the Arena's overall rating: for the order within a band, never shown. */
export interface Standing {
  value: number;
  /** The ends of its interval. Two whose intervals meet count as equal. */
  low: number;
  high: number;
}

/** Less than this nobody notices, however many have voted. */
const unnoticed = 12;
/** A band placed by hand says no more than that; of one that leads its band it is known that it does. */
const placedMargin = 25;
/** What one placed by hand gains over its band's middle where it is known to lead it. */
const aheadPoints = 45;
/** What being listed for a job is worth where nobody has voted on it: as its first, as another, not at all. */
const listedPoints = { first: 10, listed: 0, not: -20 } as const;

/** `jobs`: what the model is listed for, what it is best at first. Null where nothing is known. */
export function standingOf(
  measured: Measured,
  job: ModelJob,
  language: string | null,
  { jobs, loss }: { jobs: readonly ModelJob[]; loss: VariantLoss },
): Standing | null {
  const { arena, placed } = measured;
  const lost = lostPoints(loss);
  const column = arena === null ? null : columnFor(arena, job, language);
  if (column !== null) {
    const { rating, level } = column;
    const value = rating.value - level - lost;
    const [below, above] = [rating.value - rating.low, rating.high - rating.value];
    return { value, low: value - Math.max(below, unnoticed), high: value + Math.max(above, unnoticed) };
  }
  const listed = jobs[0] === job ? listedPoints.first : jobs.includes(job) ? listedPoints.listed : listedPoints.not;
  const estimated = estimatedRating(measured, job, language);
  if (estimated !== null && placed?.jobs.includes(job) !== true) {
    const value = estimated + listed - lost;
    return { value, low: value - euroevalMargin, high: value + euroevalMargin };
  }
  if (placed === null) return null;
  const ahead = placed.ahead.includes(job);
  const value = middles[placed.band] + (ahead ? aheadPoints : 0) + listed - lost;
  const margin = ahead ? 0 : placedMargin;
  return { value, low: value - margin, high: value + margin };
}
