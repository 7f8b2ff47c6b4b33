import { appError } from "../../ground/core/index.ts";

export interface SpaceFigures {
  /** Of this download. */
  missingBytes: number;
  /** Of those that run beside it, on the same disk. */
  othersBytes: number;
  /** To be left free. */
  slackBytes: number;
  freeBytes: number;
}

/** Throws `disk-full`, with the figures, when the disk would be too small. */
export function requireSpace(figures: SpaceFigures): void {
  const { missingBytes, othersBytes, slackBytes, freeBytes } = figures;
  if (missingBytes === 0 || freeBytes >= missingBytes + othersBytes + slackBytes) return;
  throw appError("disk-full", "too-little-space", figures);
}
