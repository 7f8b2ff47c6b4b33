import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../src-shared/figures/index.ts";
import { metalLimitBytes } from "../../ground/core/index.ts";

/** Memory left alone on a GPU: llama.cpp's own margin for a device (`fit_params_target`), which also covers the driver's context. */
export const gpuReserveBytes = 1024 * MiB;
/** The share of system memory that every plan leaves to the rest of the computer, and the least of it. */
const systemReserveShare = 0.06;
const smallestReserveBytes = 512 * MiB;
const largestReserveBytes = 4 * GiB;
/** What a GPU gives out of its memory when the free amount is unknown: the desktop and the driver hold some. */
const assumedFreeShare = 0.9;

/** One GPU that the engine can use, and what a plan may take of it. */
export interface GpuBudget {
  gpu: Gpu;
  budgetBytes: number;
  totalBytes: number;
  /** Free now before the reserve: llama.cpp splits layers over several GPUs by it. */
  freeBytes: number;
  /** Takes its memory out of the system's. */
  shared: boolean;
}

/** What plans may use on a machine. */
export interface Budgets {
  /** Free system memory less the reserve: for the CPU, and for GPUs that share it. */
  systemBytes: number;
  systemFreeBytes: number;
  systemTotalBytes: number;
  systemReserveBytes: number;
  gpus: GpuBudget[];
}

/** Memory that no plan touches on this machine: a share of the total, within bounds; `override` is the user's own figure. */
export function systemReserve(machine: HardwareProfile, override: number | null): number {
  if (override !== null) return override;
  const total = Math.min(machine.memory.totalBytes, machine.memory.limitBytes ?? Infinity);
  return Math.round(Math.min(largestReserveBytes, Math.max(smallestReserveBytes, total * systemReserveShare)));
}

/** Metal's limit for the GPU's share of unified memory. */
function workingSet(machine: HardwareProfile, gpu: Gpu): number {
  return gpu.workingSetBytes ?? machine.appleSilicon?.workingSetBytes ?? metalLimitBytes(machine.memory.totalBytes);
}

function gpuBudget(machine: HardwareProfile, gpu: Gpu, systemFreeBytes: number): GpuBudget {
  const ownFreeBytes = carvedOut(gpu);
  if (gpu.unified && ownFreeBytes > Math.min(gpu.sharedBytes ?? 0, systemFreeBytes)) {
    const budgetBytes = Math.max(0, ownFreeBytes - gpuReserveBytes);
    return { gpu, shared: false, totalBytes: gpu.dedicatedBytes ?? 0, freeBytes: ownFreeBytes, budgetBytes };
  }
  if (gpu.unified) {
    const limit =
      gpu.vendor === "apple" || gpu.backend === "metal" ? workingSet(machine, gpu) : sharedLimit(machine, gpu);
    const freeBytes = Math.min(limit, gpu.freeBytes ?? limit, systemFreeBytes);
    return { gpu, shared: true, totalBytes: limit, freeBytes, budgetBytes: Math.max(0, freeBytes - gpuReserveBytes) };
  }
  const total = gpu.dedicatedBytes ?? gpu.freeBytes ?? 0;
  const freeBytes = gpu.freeBytes ?? Math.round(total * assumedFreeShare);
  return { gpu, shared: false, totalBytes: total, freeBytes, budgetBytes: Math.max(0, freeBytes - gpuReserveBytes) };
}

/**
 * What is free of the memory that firmware sets aside for an integrated GPU, which the system does not count as its
 * own. Where it is more than what the GPU may borrow, plans use it alone; a model spread over both would be counted
 * correctly against neither.
 */
function carvedOut({ dedicatedBytes, sharedBytes, freeBytes, workingSetBytes }: Gpu): number {
  if (dedicatedBytes === null || sharedBytes === null || workingSetBytes !== null) return 0;
  if (freeBytes === null) return Math.round(dedicatedBytes * assumedFreeShare);
  return Math.max(0, Math.min(dedicatedBytes, freeBytes - sharedBytes));
}

/** What an integrated GPU may borrow: what its driver says, else half of the memory, as Windows and Linux drivers do. */
function sharedLimit(machine: HardwareProfile, gpu: Gpu): number {
  return (gpu.dedicatedBytes ?? 0) + (gpu.sharedBytes ?? Math.round(machine.memory.totalBytes / 2));
}

/**
 * The budgets of a machine: free now (within a cgroup's limit) less the reserve, never the total. GPUs that the engine cannot use
 * are left out, and so are integrated ones beside a dedicated card, as llama.cpp does.
 */
export function budgetsOf(machine: HardwareProfile, memoryReserveBytes: number | null): Budgets {
  const limit = machine.memory.limitBytes ?? Infinity;
  const systemFreeBytes = Math.min(machine.memory.freeBytes, limit);
  const reserve = systemReserve(machine, memoryReserveBytes);
  const usable = machine.gpus.filter((gpu) => gpu.backend !== null);
  const cards = usable.filter((gpu) => !gpu.unified);
  // Metal and a CUDA card are never in one process: the backend with the most memory is the one that the engine is started with.
  const candidates = (cards.length > 0 ? cards : usable.slice(0, 1)).map((gpu) =>
    gpuBudget(machine, gpu, systemFreeBytes),
  );
  const byBackend = new Map<string, GpuBudget[]>();
  for (const budget of candidates) {
    const backend = budget.gpu.backend ?? "none";
    byBackend.set(backend, [...(byBackend.get(backend) ?? []), budget]);
  }
  const sum = (budgets: GpuBudget[]): number => budgets.reduce((total, budget) => total + budget.budgetBytes, 0);
  const best = [...byBackend.values()].sort((a, b) => sum(b) - sum(a))[0] ?? [];
  return {
    systemBytes: Math.max(0, systemFreeBytes - reserve),
    systemFreeBytes,
    systemTotalBytes: Math.min(machine.memory.totalBytes, limit),
    systemReserveBytes: reserve,
    gpus: best,
  };
}
