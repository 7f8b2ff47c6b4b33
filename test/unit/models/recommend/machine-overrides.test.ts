import { describe, expect, it } from "vitest";
import { applyOverrides, budgetsOf } from "../../../../src-main/models/recommend/index.ts";
import { machineOf } from "./facts.ts";

const integrated = { name: "Iris", vendor: "intel" as const, backend: "vulkan" as const, unified: true };
const machine = machineOf({ gpus: [integrated, { name: "Card", freeBytes: 11e9, dedicatedBytes: 12e9 }] });

describe("a machine as its owner knows it", () => {
  it("is the one that was found where nothing is said", () => {
    expect(applyOverrides(machine, null)).toBe(machine);
    expect(applyOverrides(machine, {})).toEqual(machine);
  });

  it("gives the free memory that was typed to the GPU that plans use first, and to no other", () => {
    const owned = applyOverrides(machine, { gpuFreeBytes: 6e9 });
    expect(owned.gpus.map((gpu) => gpu.freeBytes)).toEqual([machine.gpus[0]?.freeBytes, 6e9]);
    expect(budgetsOf(owned, null).gpus.map(({ freeBytes }) => freeBytes)).toEqual([6e9]);
  });

  it("believes more than the probes took for the whole", () => {
    expect(applyOverrides(machine, { gpuFreeBytes: 20e9 }).gpus[1]).toMatchObject({ dedicatedBytes: 20e9 });
    const apple = { vendor: "apple" as const, backend: "metal" as const, unified: true, workingSetBytes: 11e9 };
    const mac = machineOf({ gpus: [apple], totalBytes: 64e9, freeBytes: 48e9 });
    expect(budgetsOf(applyOverrides(mac, { gpuFreeBytes: 30e9 }), null).gpus[0]?.freeBytes).toBe(30e9);
  });

  it("keeps plans off the GPUs", () => {
    expect(budgetsOf(applyOverrides(machine, { useGpu: false }), null).gpus).toEqual([]);
    expect(applyOverrides(machine, { useGpu: true }).gpus).toHaveLength(2);
  });

  it("takes cores and bandwidth as they were typed", () => {
    const owned = applyOverrides(machine, { usableCores: 3, memoryBandwidthBytesPerSecond: 80e9 });
    expect(owned.cpu.usableCores).toBe(3);
    const { logicalCores } = machine.cpu;
    expect(applyOverrides(machine, { usableCores: logicalCores + 90 }).cpu.usableCores).toBe(logicalCores);
    expect(owned.memory).toMatchObject({ bandwidthBytesPerSecond: 80e9, bandwidthBasis: "table" });
  });
});
