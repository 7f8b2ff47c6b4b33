import type { DeviceNeed, MemoryNeed, Plan, Speed, Verdict } from "../../../src-shared/contract/index.ts";
import { paceOf, sharedNeedBytes } from "../../../src-shared/figures/index.ts";
import { fitsBudgets } from "./memory.ts";

/** Above this share of the CPU's budget the next program that is opened makes it swap. */
export const tightShare = 0.92;

/** Part of the budget of the device that is fullest. */
export function fullestDevice(memory: MemoryNeed): DeviceNeed {
  const share = (device: DeviceNeed): number => device.needBytes / Math.max(1, device.budgetBytes);
  return memory.devices.reduce((worst, device) => (share(device) > share(worst) ? device : worst));
}

/** The first device that cannot hold its part. */
export function missingDevice(memory: MemoryNeed): DeviceNeed | null {
  return memory.devices.find((device) => device.needBytes > device.budgetBytes) ?? null;
}

/** What a plan needs of the system's memory, and may: what a GPU that shares it takes is already off the CPU's budget. */
export function systemMemory(memory: MemoryNeed): { needBytes: number; budgetBytes: number } {
  const shared = sharedNeedBytes(memory);
  const cpu = memory.devices[0];
  return { needBytes: (cpu?.needBytes ?? 0) + shared, budgetBytes: (cpu?.budgetBytes ?? 0) + shared };
}

function isTight(memory: MemoryNeed): boolean {
  // Dedicated GPUs keep a margin; filling them up to it is what the split is chosen for.
  const { needBytes, budgetBytes } = systemMemory(memory);
  return needBytes > budgetBytes * tightShare;
}

export function isPartlyOnGpu(plan: Plan, blockCount: number): boolean {
  return plan.gpuLayers > 0 && plan.gpuLayers <= blockCount;
}

export interface VerdictInput {
  memory: MemoryNeed;
  plan: Plan;
  speed: Speed;
  blockCount: number;
  /** Whether a shorter or smaller cache would make it fit. */
  smallerCacheFits: boolean;
}

export function verdictOf({ memory, plan, speed, blockCount, smallerCacheFits }: VerdictInput): Verdict {
  if (!fitsBudgets(memory)) return smallerCacheFits ? "shorten-context" : "does-not-fit";
  if (isTight(memory)) return "tight";
  if (isPartlyOnGpu(plan, blockCount)) return "partly-on-gpu";
  return paceOf(speed.tokensPerSecond) === "slower" ? "runs-slowly" : "runs-well";
}
