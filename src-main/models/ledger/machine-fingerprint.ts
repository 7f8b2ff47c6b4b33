import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { MiB, formatBytes } from "../../../src-shared/figures/index.ts";

/** A kernel's update changes what it keeps for itself by a few MiB; it is the same memory. */
const memoryGrainBytes = 256 * MiB;

const sizeOf = (gpu: Gpu): number | null => gpu.dedicatedBytes ?? gpu.workingSetBytes;
const rounded = (bytes: number): number => Math.round(bytes / memoryGrainBytes);

/** What a prediction depends on and nothing that changes from day to day: processor, memory, GPUs. */
export function machineFingerprint({ arch, cpu, memory, gpus }: HardwareProfile): string {
  const parts = [arch, cpu.name, String(cpu.physicalCores), String(rounded(memory.totalBytes))];
  for (const gpu of gpus) parts.push([gpu.name, gpu.backend, rounded(sizeOf(gpu) ?? 0)].join("/"));
  return parts.join(" | ");
}

/** The drivers of the GPUs that the engine can use; null where there are none. */
export function driverOf({ gpus }: HardwareProfile): string | null {
  const drivers = gpus.flatMap((gpu) => (gpu.backend === null || gpu.driver === null ? [] : [gpu.driver]));
  return drivers.length === 0 ? null : [...new Set(drivers)].join(", ");
}

/** "Ryzen 7 5800X, 34.4 GB of memory, RTX 4070". */
export function machineWords({ cpu, memory, gpus }: HardwareProfile): string {
  const cards = gpus.filter((gpu) => gpu.backend !== null).map((gpu) => gpu.name);
  return [cpu.name, `${formatBytes(memory.totalBytes)} of memory`, ...cards].join(", ");
}
