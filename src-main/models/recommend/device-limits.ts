import type { DeviceLimit, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { budgetsOf, gpuReserveBytes } from "./budget.ts";

/** What plans may use of each device of a machine, in bytes: free now less the reserve. The processor comes first. */
export function deviceLimits(machine: HardwareProfile, memoryReserveBytes: number | null): DeviceLimit[] {
  const budgets = budgetsOf(machine, memoryReserveBytes);
  return [
    {
      name: "CPU",
      kind: "cpu",
      freeBytes: budgets.systemFreeBytes,
      reserveBytes: budgets.systemReserveBytes,
      budgetBytes: budgets.systemBytes,
      shared: false,
    },
    ...budgets.gpus.map(({ gpu, freeBytes, budgetBytes, shared }) => ({
      name: gpu.name,
      kind: "gpu" as const,
      freeBytes,
      reserveBytes: gpuReserveBytes,
      budgetBytes,
      shared,
    })),
  ];
}
