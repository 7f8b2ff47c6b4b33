import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { cgroupLimits } from "./cgroup.ts";

type Memory = Pick<HardwareProfile["memory"], "totalBytes" | "freeBytes" | "limitBytes">;

/** `MemAvailable` is what programs can take without swapping; kernels before 3.14 lack it. */
export async function linuxMemory(system: ProbeSystem): Promise<Memory> {
  const text = await system.readText("/proc/meminfo");
  const bytes = (key: string): number | null => {
    const match = new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text ?? "");
    return match === null ? null : Number(match[1]) * 1024;
  };
  const totalBytes = bytes("MemTotal") ?? system.totalMemoryBytes();
  const older = (bytes("MemFree") ?? 0) + (bytes("Buffers") ?? 0) + (bytes("Cached") ?? 0);
  const availableBytes = bytes("MemAvailable") ?? (older > 0 ? older : system.freeMemoryBytes());
  const { memoryLimitBytes, memoryFreeBytes } = await cgroupLimits(system);
  // A limit above what the computer has limits nothing.
  const limitBytes = memoryLimitBytes !== null && memoryLimitBytes < totalBytes ? memoryLimitBytes : null;
  const leftBytes = limitBytes === null ? availableBytes : Math.min(availableBytes, memoryFreeBytes ?? limitBytes);
  return { totalBytes, freeBytes: Math.max(0, Math.min(leftBytes, totalBytes)), limitBytes };
}
