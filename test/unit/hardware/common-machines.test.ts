import { describe, expect, it } from "vitest";
import { machineInputSchema } from "../../../src-main/contract/index.ts";
import { GiB } from "../../../src-main/core/index.ts";
import { commonMachines, completeMachine } from "../../../src-main/hardware/index.ts";

describe("the common machines", () => {
  it("are sixty, each with an id and a name of its own that is typed without quotes", () => {
    expect(commonMachines).toHaveLength(60);
    expect(new Set(commonMachines.map(({ id }) => id)).size).toBe(60);
    expect(new Set(commonMachines.map(({ input }) => input.name)).size).toBe(60);
    for (const { id } of commonMachines) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(new Set(commonMachines.map(({ group }) => group)).size).toBe(4);
  });

  it.each(commonMachines.map((machine) => [machine.id, machine] as const))("%s is a whole machine", (_, machine) => {
    expect(machineInputSchema.parse(machine.input)).toEqual(machine.input);
    const { memory, gpus, arch, platform } = completeMachine(machine.input);
    expect(memory.totalBytes).toBe(machine.ramGiB * GiB);
    // A computer in use: never all of it is free, and never nothing.
    expect(memory.freeBytes).toBeLessThan(memory.totalBytes);
    expect(memory.freeBytes).toBeGreaterThan(memory.totalBytes / 3);
    for (const gpu of gpus) {
      expect(gpu.backend).not.toBeNull();
      expect(gpu.bandwidthBytesPerSecond).toBeGreaterThan(30e9);
      if (!gpu.unified) expect(gpu.freeBytes).toBeLessThan(gpu.dedicatedBytes ?? 0);
    }
    if (machine.group === "apple")
      expect({ arch, platform, gpus: gpus.length }).toEqual({ arch: "arm64", platform: "darwin", gpus: 1 });
  });
});
