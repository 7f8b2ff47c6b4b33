import type { MeasuredMemory, MemoryNeed } from "../contract/index.ts";

type Devices = Pick<MemoryNeed, "devices">;

/** Two figures for one memory that differ by no more than this share of it agree. */
export const agreementShare = 0.05;

/** All that is needed, over the devices. */
export function totalNeedBytes({ devices }: Devices): number {
  return devices.reduce((sum, { needBytes }) => sum + needBytes, 0);
}

/** What is needed on GPUs, whichever memory they have. */
export function gpuNeedBytes({ devices }: Devices): number {
  return devices.reduce((sum, { kind, needBytes }) => sum + (kind === "gpu" ? needBytes : 0), 0);
}

/** What GPUs take out of the system's memory. */
export function sharedNeedBytes({ devices }: Devices): number {
  return devices.reduce((sum, { shared, needBytes }) => sum + (shared ? needBytes : 0), 0);
}

/**
 * Memory is shown as what must stay free for a model, on the processor and on GPUs: anonymous memory and the cards'
 * own. Pages of its file come and go as there is room, and would make one load look like three: before, right after,
 * and after an answer.
 */
export function mustBeFreeBytes(memory: MemoryNeed): number {
  return memory.anonymousBytes + gpuNeedBytes(memory);
}

/** The same as it was measured; null where nothing was, or where a part is missing that makes up the rest. */
export function usedBytes({
  anonymousBytes,
  gpuBytes,
}: Pick<MeasuredMemory, "anonymousBytes" | "gpuBytes">): number | null {
  return anonymousBytes === null && gpuBytes === null ? null : (anonymousBytes ?? 0) + (gpuBytes ?? 0);
}
