import { statSync } from "node:fs";
import { MiB } from "../../../../src-shared/figures/index.ts";

const smallestClassBytes = 64 * MiB;

/**
 * Models that are four times as large are another class: 0 up to 64 MiB, 1 up to 256 MiB, 2 up to 1 GiB, and so on. The larger the
 * model, the less the handing-over of each step matters beside the memory's speed.
 */
export function sizeClassOf(sizeBytes: number): number {
  return Math.max(0, Math.ceil(Math.log(sizeBytes / smallestClassBytes) / Math.log(4)));
}

/** Bytes of all files together; null when one is gone. */
export function filesBytes(files: readonly string[]): number | null {
  try {
    return files.reduce((sum, file) => sum + statSync(file).size, 0);
  } catch {
    return null;
  }
}
