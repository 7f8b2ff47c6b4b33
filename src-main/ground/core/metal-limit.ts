import { GiB } from "../../../src-shared/figures/index.ts";

const turnBytes = 32 * GiB;

/**
 * What Metal lets the GPU have of a Mac's memory (`recommendedMaxWorkingSetSize`) where it cannot be asked: two thirds up to 32 GB, three
 * quarters above. Macs with 8, 16 and 32 GB say 5461, 10922 and 21845 MiB, those with 36, 64 and 96 GB 27648, 49152 and 73728.
 */
export function metalLimitBytes(totalBytes: number): number {
  return Math.floor(totalBytes * (totalBytes <= turnBytes ? 2 / 3 : 3 / 4));
}
