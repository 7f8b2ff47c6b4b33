import { describe, expect, it } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { commonMachineInput } from "../../../../src-main/doors/cli/common-machine-input.ts";
import { commonMachines, completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { machineInputSchema } from "../../../../src-main/ground/inputs/index.ts";

describe("the common machines", () => {
  it("are sixty, each with an id and a name of its own that is typed without quotes", () => {
    expect(commonMachines).toHaveLength(60);
    expect(new Set(commonMachines.map(({ id }) => id)).size).toBe(60);
    expect(new Set(commonMachines.map((one) => commonMachineInput(one).name)).size).toBe(60);
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

  /** As makers document them: Zen 4's and Zen 5's AVX-512, Intel's without since Alder Lake, Apple's i8mm since the M2. */
  it.each([
    ["mac-m1-8", ["neon", "dotprod"], ["i8mm", "bf16", "sme"]],
    ["mac-m1-max-64", ["neon", "dotprod"], ["i8mm", "bf16", "sme"]],
    ["mac-m2-pro-32", ["i8mm", "bf16"], ["sme"]],
    ["mac-m3-ultra-512", ["i8mm", "bf16"], ["sme"]],
    ["mac-m4-16", ["i8mm", "sme"], ["sve"]],
    ["mac-m5-max-128", ["i8mm", "sme"], ["sve"]],
    ["snapdragon-16", ["i8mm", "bf16"], ["sve", "sme"]],
    ["raspberry-pi5-8", ["neon", "dotprod"], ["i8mm", "bf16", "sve"]],
    ["laptop-4", ["avx2", "fma", "f16c", "bmi2"], ["avx512f", "avx_vnni"]],
    ["laptop-16", ["avx512f", "avx512vbmi", "avx512_vnni"], ["avx512_bf16"]],
    ["laptop-ryzen-16", ["avx2"], ["avx512f"]],
    ["laptop-780m-32", ["avx512f", "avx512_bf16"], ["avx_vnni"]],
    ["laptop-890m-32", ["avx512f", "avx512_bf16", "avx_vnni"], ["amx_int8"]],
    ["strix-halo-128", ["avx512f", "avx512_bf16", "avx_vnni"], []],
    ["laptop-ultra5-16", ["avx2", "avx_vnni"], ["avx512f"]],
    ["laptop-lunar-32", ["avx2", "avx_vnni"], ["avx512f"]],
    ["laptop-rtx4090-32", ["avx2", "avx_vnni"], ["avx512f"]],
    ["mini-n100-16", ["avx2", "avx_vnni"], ["avx512f"]],
    ["desktop-16", ["avx2", "avx_vnni"], ["avx512f"]],
    ["rtx3060-32", ["avx2"], ["avx512f", "avx_vnni"]],
    ["desktop-128", ["avx512f", "avx_vnni"], []],
    ["vm-16", ["avx512f", "avx512vbmi", "avx512_vnni"], ["avx512_bf16", "amx_int8"]],
    ["vm-64", ["avx2"], ["avx512f"]],
    ["server-t4-32", ["avx512f", "avx512_vnni"], ["avx512vbmi"]],
    ["server-2xrtx3090-128", ["avx2"], ["avx512f"]],
    ["server-h100-256", ["avx512f", "avx512_bf16"], ["amx_int8"]],
  ] as const)("%s has its processor's instruction sets", (id, has, lacks) => {
    const sets = commonMachines.find((machine) => machine.id === id)?.input.cpu?.instructionSets ?? [];
    expect(sets).toEqual(expect.arrayContaining([...has]));
    expect(sets.filter((name) => (lacks as readonly string[]).includes(name))).toEqual([]);
  });
});
