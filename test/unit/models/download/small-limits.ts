import { KiB } from "../../../../src-shared/figures/index.ts";
import type { TransferLimits } from "../../../../src-main/models/download/index.ts";

/** Small parts, so that a file of a few hundred kilobytes goes through everything that a large one does. */
export const smallLimits: Partial<TransferLimits> = {
  rangeBytes: 64 * KiB,
  leastRangeBytes: 16 * KiB,
  writeBytes: 8 * KiB,
  flushBytes: 64 * KiB,
  progressBytes: 4 * KiB,
  diskSlackBytes: 0,
};
