import type { Gpu, HardwareProfile, LedgerView } from "../../../src-shared/contract/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";

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

export function measuredMachine({ cpu, memory, gpus }: HardwareProfile): LedgerView["machine"] {
  const cards = gpus.filter((gpu) => gpu.backend !== null).map((gpu) => gpu.name);
  return { key: "measured-machine", figures: { cpu: cpu.name, memoryBytes: memory.totalBytes, gpus: cards } };
}
