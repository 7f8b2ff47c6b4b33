import type { Gpu, HardwareProfile, MachineOverrides } from "../../../src-shared/contract/index.ts";
import { budgetsOf } from "./budget.ts";

/**
 * A machine as its owner knows it, on top of what the probes found. A GPU that is switched off is left out of every
 * plan; a figure for its free memory belongs to the one that plans use first, and one above what was taken for the
 * whole replaces that too. Cores beyond those of the computer are ignored: threads beyond them make all others wait.
 */
export function applyOverrides(machine: HardwareProfile, overrides: MachineOverrides | null): HardwareProfile {
  if (overrides === null) return machine;
  const { gpuFreeBytes, useGpu, usableCores, memoryBandwidthBytesPerSecond } = overrides;
  const first = budgetsOf(machine, null).gpus[0]?.gpu;
  const gpus = machine.gpus.map((gpu) =>
    gpu === first && gpuFreeBytes !== undefined ? freed(gpu, gpuFreeBytes) : gpu,
  );
  return {
    ...machine,
    cpu:
      usableCores === undefined
        ? machine.cpu
        : { ...machine.cpu, usableCores: Math.min(usableCores, machine.cpu.logicalCores) },
    memory:
      memoryBandwidthBytesPerSecond === undefined
        ? machine.memory
        : { ...machine.memory, bandwidthBytesPerSecond: memoryBandwidthBytesPerSecond, bandwidthBasis: "table" },
    gpus: useGpu === false ? [] : gpus,
  };
}

function freed(gpu: Gpu, freeBytes: number): Gpu {
  const atLeast = (known: number | null): number | null => (known === null ? null : Math.max(known, freeBytes));
  return gpu.unified
    ? { ...gpu, freeBytes, workingSetBytes: atLeast(gpu.workingSetBytes) }
    : { ...gpu, freeBytes, dedicatedBytes: atLeast(gpu.dedicatedBytes) };
}
