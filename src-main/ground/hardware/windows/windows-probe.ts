import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { ProbeFailed } from "../attempt.ts";
import { computedBandwidth } from "../bandwidth-tables.ts";
import { cleanCpuName } from "../cpu-name.ts";
import type { ProbeSystem } from "../probe-system.ts";
import type { WindowsExtras } from "./windows-extras.ts";

export async function windowsCpu(system: ProbeSystem, extras: WindowsExtras | null): Promise<HardwareProfile["cpu"]> {
  const { cpu } = await system.systemInformation();
  const found = await cpu();
  const logicalCores = found.cores > 0 ? found.cores : system.availableParallelism();
  const physicalCores = found.physicalCores > 0 ? found.physicalCores : logicalCores;
  // WMI does not distinguish kinds of cores. Of Intel's hybrids only the performance cores run two threads, so that
  // what threads there are beyond one a core is their number; where no core runs two, all are taken for alike.
  const seconds = logicalCores - physicalCores;
  const performanceCores = seconds > 0 ? Math.min(seconds, physicalCores) : physicalCores;
  // Affinity counts threads; with two of them a core, half as many cores are left.
  const threadsPerCore = Math.max(1, Math.round(logicalCores / physicalCores));
  const allowedCores = Math.max(1, Math.floor(system.availableParallelism() / threadsPerCore));
  const features = new Set(extras?.features ?? []);
  // Every x64 processor with AVX2 has these, and Windows has no name for them.
  if (features.has("avx2")) for (const implied of ["fma", "f16c", "bmi2"]) features.add(implied);
  if (system.arch === "arm64") features.add("neon");
  return {
    name:
      cleanCpuName([found.manufacturer, found.brand].filter((part) => part !== "").join(" ")) || `${system.arch} CPU`,
    physicalCores,
    logicalCores,
    performanceCores,
    usableCores: Math.min(performanceCores, allowedCores),
    instructionSets: [...features],
  };
}

export async function windowsMemory(
  system: ProbeSystem,
): Promise<{ totalBytes: number; freeBytes: number; limitBytes: null }> {
  const { mem } = await system.systemInformation();
  const { total, available } = await mem();
  if (!(total > 0) || !(available >= 0)) throw new ProbeFailed({ key: "told-nothing", figures: { source: "WMI" } });
  return { totalBytes: total, freeBytes: Math.min(total, available), limitBytes: null };
}

/** From the modules' speed; two channels wherever there are two modules or more, as on all but workstations. */
export async function moduleBandwidth(system: ProbeSystem): Promise<number | null> {
  const { memLayout } = await system.systemInformation();
  const modules = (await memLayout()).filter(({ size, clockSpeed }) => size > 0 && (clockSpeed ?? 0) > 0);
  const slowest = Math.min(...modules.map(({ clockSpeed }) => clockSpeed ?? Infinity));
  return modules.length === 0 ? null : computedBandwidth(slowest, Math.min(2, modules.length));
}
