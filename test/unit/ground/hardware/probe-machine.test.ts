import { describe, expect, test, vi } from "vitest";
import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../../src-shared/figures/index.ts";
import { sayAll } from "../../../../src-shared/words/index.ts";
import { saidMachine } from "../../../../src-main/doors/cli/said-machine.ts";
import { probeMachine } from "../../../../src-main/ground/hardware/probe-machine.ts";
import { machineInputSchema } from "../../../../src-main/ground/inputs/index.ts";
import { ProgramFailed } from "../../../../src-main/ground/processes/index.ts";
import { type FakeComputer, fakeSystem, linuxCores, meminfo } from "./fake-system.ts";
import * as linux from "./machines/linux.ts";
import * as others from "./machines/others.ts";

const probe = (computer: FakeComputer): Promise<HardwareProfile> => probeMachine(fakeSystem(computer), "/models");
const machines = Object.entries({ ...linux, ...others });

describe("every machine", () => {
  test.each(machines)("%s: a whole profile, with no more free than there is", async (_, computer) => {
    const profile = await probe(computer);
    expect(machineInputSchema.safeParse(saidMachine(profile)).error).toBeUndefined();
    expect(profile.memory.freeBytes).toBeLessThanOrEqual(profile.memory.limitBytes ?? profile.memory.totalBytes);
    expect(profile.cpu.usableCores).toBeLessThanOrEqual(profile.cpu.performanceCores);
    for (const gpu of profile.gpus)
      expect(gpu.freeBytes ?? 0).toBeLessThanOrEqual((gpu.dedicatedBytes ?? 0) + (gpu.sharedBytes ?? 0));
  });
});

describe("Linux", () => {
  test("a desktop with an NVIDIA card: its free memory, not its total", async () => {
    const system = fakeSystem(linux.nvidiaDesktop);
    const profile = await probeMachine(system, "/models");
    expect(profile).toMatchObject({
      name: "AMD Ryzen 7 5800X, GeForce RTX 4070",
      cpu: { name: "AMD Ryzen 7 5800X", physicalCores: 8, logicalCores: 16, performanceCores: 8, usableCores: 8 },
      memory: {
        totalBytes: 32_780_000 * 1024,
        freeBytes: 25_000_000 * 1024,
        limitBytes: null,
        bandwidthBytesPerSecond: null,
      },
      problems: [],
    });
    expect(profile.cpu.instructionSets).toEqual(["sse4_2", "avx", "avx2", "fma", "f16c", "bmi2"]);
    expect(profile.gpus).toEqual([
      {
        vendor: "nvidia",
        name: "GeForce RTX 4070",
        backend: "cuda",
        backendReasons: [{ key: "cuda-is-fastest", figures: {} }],
        dedicatedBytes: 12_282 * MiB,
        sharedBytes: null,
        freeBytes: 11_363 * MiB,
        unified: false,
        workingSetBytes: null,
        bandwidthBytesPerSecond: 504e9,
        driver: "550.90.07",
      },
    ]);
    expect(system.started).toEqual(["nvidia-smi"]);
  });

  test("a laptop with two: performance cores alone, and neither GPU taken for the other", async () => {
    const { cpu, gpus } = await probe(linux.hybridLaptop);
    expect(cpu).toMatchObject({
      name: "Intel Core i7-12700H",
      physicalCores: 14,
      logicalCores: 20,
      performanceCores: 6,
      usableCores: 6,
    });
    expect(
      gpus.map(({ name, backend, unified, dedicatedBytes, bandwidthBytesPerSecond }) => [
        name,
        backend,
        unified,
        dedicatedBytes,
        bandwidthBytesPerSecond,
      ]),
    ).toEqual([
      ["GeForce RTX 4060 Laptop GPU", "cuda", false, 8188 * MiB, 256e9],
      ["Iris Xe Graphics", "vulkan", true, null, null],
    ]);
    expect(gpus[1]?.sharedBytes).toBe(Math.floor((16_100_000 * 1024) / 2));
  });

  test("a Radeon and the processor's own graphics", async () => {
    const { gpus } = await probe(linux.amdDesktop);
    expect(gpus[0]).toMatchObject({
      name: "Radeon RX 7900 XTX",
      backend: "vulkan",
      unified: false,
      dedicatedBytes: 25_753_026_560,
      freeBytes: 25_753_026_560 - GiB,
      bandwidthBytesPerSecond: 960e9,
    });
    expect(gpus[1]).toMatchObject({
      name: "AMD Raphael",
      unified: true,
      dedicatedBytes: 512 * MiB,
      sharedBytes: 33_587_200_000,
    });
  });

  test("Intel's graphics alone share the memory, named or not", async () => {
    const { gpus, problems } = await probe(linux.intelIntegrated);
    expect(gpus).toMatchObject([
      { vendor: "intel", name: "Intel GPU 0x5917", backend: "vulkan", unified: true, dedicatedBytes: null },
    ]);
    expect(problems).toEqual([{ field: "gpus", key: "program-missing", figures: { program: "lspci" } }]);
  });

  test("a container's limits hold, and cached files count as free", async () => {
    const { cpu, memory } = await probe(linux.container);
    expect(memory).toMatchObject({ limitBytes: 6 * GiB, freeBytes: 5 * GiB });
    expect(cpu).toMatchObject({ physicalCores: 32, usableCores: 2 });
  });

  test("the older control groups, and a thread a core of those that are allowed", async () => {
    const { cpu, memory } = await probe(linux.oldContainer);
    expect(memory).toMatchObject({ limitBytes: 4 * GiB, freeBytes: 3 * GiB + 256 * MiB });
    expect(cpu).toMatchObject({ physicalCores: 18, usableCores: 2 });
  });

  test("limits of a group above", async () => {
    const { cpu, memory } = await probe(linux.sliceWithLimit);
    expect(memory).toMatchObject({ limitBytes: 8 * GiB, freeBytes: 7 * GiB });
    expect(cpu.usableCores).toBe(1);
  });

  test("what a group is slowed down at counts as its limit", async () => {
    const { memory } = await probe(linux.sliceWithSoftLimit);
    expect(memory).toMatchObject({ limitBytes: 6 * GiB, freeBytes: 5 * GiB });
  });

  test("limits of a group whose name holds a colon", async () => {
    const { memory, cpu } = await probe(linux.dbusServiceWithLimit);
    expect(memory).toMatchObject({ limitBytes: 4 * GiB, freeBytes: 3 * GiB });
    expect(cpu.usableCores).toBe(2);
  });

  test("two cards, each with its own free memory; the board's display adapter is none", async () => {
    const { name, gpus } = await probe(linux.twoGpuServer);
    expect(name).toBe("AMD EPYC 7742, 2 x A100 80GB PCIe");
    expect(gpus.map(({ freeBytes }) => freeBytes)).toEqual([81_037 * MiB, 2048 * MiB]);
  });

  test("no GPU at all starts no program", async () => {
    const system = fakeSystem(linux.noGpu);
    expect(await probeMachine(system, "/models")).toMatchObject({ gpus: [], problems: [] });
    expect(system.started).toEqual([]);
  });

  test("Arm boards", async () => {
    expect(await probe(linux.raspberryPi)).toMatchObject({
      cpu: { name: "Cortex-A76", physicalCores: 4, usableCores: 4, instructionSets: ["neon", "fp16", "dotprod"] },
      gpus: [],
      problems: [],
    });
    expect((await probe(linux.bigLittle)).cpu).toMatchObject({ physicalCores: 8, performanceCores: 4, usableCores: 4 });
  });

  test("a card without its driver is shown, not used, and the reason told", async () => {
    const { gpus, problems } = await probe(linux.noNvidiaDriver);
    expect(gpus).toMatchObject([{ name: "GeForce RTX 4070", backend: null, driver: null }]);
    expect(sayAll(problems)).toMatch(/driver is not installed/);
  });

  test("without a Vulkan driver the engine cannot use a Radeon", async () => {
    const { gpus, problems } = await probe({ ...linux.amdDesktop, folders: {} });
    expect(gpus.every(({ backend }) => backend === null)).toBe(true);
    expect(sayAll(problems)).toMatch(/Vulkan/);
  });
});

describe("macOS", () => {
  /** 21845.34 MiB, as llama.cpp prints it on M1 Max, M2 Max and M2 Pro with 32 GB. */
  const metalLimitOf32 = Math.floor((32 * GiB * 2) / 3);

  test("Apple silicon: unified memory, an estimated limit that is told as one", async () => {
    const profile = await probe(others.appleM2Pro);
    expect(profile).toMatchObject({
      name: "Apple M2 Pro, 32 GB",
      cpu: { name: "Apple M2 Pro", physicalCores: 12, performanceCores: 8, usableCores: 8 },
      memory: {
        totalBytes: 32 * GiB,
        freeBytes: 1_150_000 * 16_384,
        bandwidthBytesPerSecond: 200e9,
        bandwidthBasis: "table",
      },
      appleSilicon: { chip: "M2 Pro", workingSetBytes: metalLimitOf32 },
    });
    expect(profile.cpu.instructionSets).toEqual(["neon", "fp16", "dotprod", "i8mm", "bf16"]);
    expect(profile.gpus).toMatchObject([
      { vendor: "apple", backend: "metal", unified: true, dedicatedBytes: null, workingSetBytes: metalLimitOf32 },
    ]);
    expect(profile.problems).toMatchObject([{ field: "appleSilicon.workingSetBytes" }]);
  });

  test("a limit that the owner set is taken as it is", async () => {
    const { appleSilicon, problems } = await probe(others.appleM1Raised);
    expect(appleSilicon).toEqual({ chip: "M1", workingSetBytes: 7000 * MiB });
    expect(problems).toEqual([]);
  });

  test("an Intel Mac has no GPU that the engine can use", async () => {
    expect(await probe(others.intelMac)).toMatchObject({
      cpu: {
        name: "Intel Core i7-9750H",
        physicalCores: 6,
        usableCores: 6,
        instructionSets: ["sse4_2", "avx", "fma", "f16c", "bmi2", "avx2"],
      },
      gpus: [],
      appleSilicon: null,
      problems: [{ field: "gpus" }],
    });
  });
});

describe("instruction sets", () => {
  const guest = (flags: string): FakeComputer => ({
    platform: "linux",
    arch: "x64",
    files: {
      ...linuxCores({ model: "QEMU Virtual CPU version 2.5+", flags, cores: 4, threads: 1 }),
      ...meminfo(8_000_000, 6_000_000),
    },
  });

  test("of a processor with none that help the engine are known all the same", async () => {
    const { cpu } = await probe(guest("fpu de pse tsc msr pae mce cx8 apic fxsr sse sse2 ht syscall nx lm pni cx16"));
    expect(cpu.instructionSets).toEqual(["sse2"]);
  });

  test("are unknown where the system tells none", async () => {
    expect((await probe(guest(""))).cpu.instructionSets).toEqual([]);
  });

  test("are asked of Windows from the first that every processor has", async () => {
    const system = fakeSystem(others.windowsDesktop);
    let asked = "";
    const run = system.run.bind(system);
    system.run = (command, args, options) => {
      if (command.endsWith("powershell.exe")) asked = args.join(" ");
      return run(command, args, options);
    };
    await probeMachine(system, "/models");
    // PF_XMMI64_INSTRUCTIONS_AVAILABLE
    expect(asked).toContain("@(10,'sse2')");
  });
});

describe("Windows", () => {
  test("a desktop with an NVIDIA card: the driver's figures, not the 4 GB of WMI", async () => {
    const profile = await probe(others.windowsDesktop);
    expect(profile).toMatchObject({
      cpu: { name: "AMD Ryzen 7 5800X", physicalCores: 8, usableCores: 8 },
      memory: { freeBytes: 22_000_000_000, bandwidthBytesPerSecond: 35_840_000_000, bandwidthBasis: "computed" },
      gpus: [{ backend: "cuda", dedicatedBytes: 12_282 * MiB, freeBytes: 11_264 * MiB }],
      problems: [],
    });
    expect(profile.cpu.instructionSets).toEqual(expect.arrayContaining(["avx2", "fma"]));
  });

  test("a hybrid processor: one thread for each performance core", async () => {
    const { cpu } = await probe(others.windowsHybrid);
    expect(cpu).toMatchObject({ physicalCores: 14, logicalCores: 20, performanceCores: 6, usableCores: 6 });
  });

  test("a Radeon's memory from the registry, and graphics of the processor beside it", async () => {
    const { gpus } = await probe(others.windowsAmd);
    expect(gpus[0]).toMatchObject({
      name: "AMD Radeon RX 7800 XT",
      backend: "vulkan",
      dedicatedBytes: 17_163_091_968,
      freeBytes: null,
      unified: false,
      bandwidthBytesPerSecond: 624e9,
    });
    expect(gpus[1]).toMatchObject({ name: "AMD Radeon Graphics", unified: true });
  });

  test("affinity to a few threads", async () => {
    expect((await probe({ ...others.windowsDesktop, parallelism: 4 })).cpu.usableCores).toBe(2);
  });
});

describe("a probe that fails costs its own field", () => {
  const broken = (programs: Record<string, string | Error>): FakeComputer => ({ ...linux.nvidiaDesktop, programs });

  test.each<[string, Record<string, string | Error>, RegExp]>([
    ["fails", { "nvidia-smi": new Error("nvidia-smi failed (9)") }, /failed/],
    [
      "prints rubbish",
      { "nvidia-smi": "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver" },
      /named no card: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver"$/,
    ],
    [
      "fails and says why",
      {
        "nvidia-smi": new ProgramFailed(
          "nvidia-smi",
          { how: "18" },
          "\nFailed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.54\n",
        ),
      },
      /failed \(18\): "Failed to initialize NVML: Driver\/library version mismatch"$/,
    ],
    ["prints nothing", { "nvidia-smi": "" }, /named no card/],
  ])("nvidia-smi %s", async (_, programs, message) => {
    const profile = await probe(
      broken({
        ...programs,
        lspci: '0000:09:00.0 "VGA compatible controller" "NVIDIA Corporation" "AD104 [GeForce RTX 4070]"\n',
      }),
    );
    expect(profile.cpu.usableCores).toBe(8);
    expect(profile.gpus).toMatchObject([{ name: "GeForce RTX 4070", backend: null }]);
    expect(profile.problems).toMatchObject([{ field: "gpus" }]);
    expect(sayAll(profile.problems)).toMatch(message);
  });

  test("nvidia-smi hangs", async () => {
    vi.useFakeTimers();
    try {
      const probing = probe(broken({ "nvidia-smi": "hang", lspci: "" }));
      await vi.advanceTimersByTimeAsync(20_000);
      const profile = await probing;
      expect(profile.memory.totalBytes).toBe(32_780_000 * 1024);
      expect(profile.gpus).toMatchObject([{ name: "NVIDIA GPU 0x2786", backend: null }]);
      expect(profile.problems).toEqual([{ field: "gpus", key: "probe-took-too-long", figures: { seconds: 14 } }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a Linux whose /proc and /sys are empty", async () => {
    const profile = await probe({ platform: "linux", arch: "x64", parallelism: 6, totalMemoryBytes: 8 * GiB });
    expect(profile).toMatchObject({
      cpu: { physicalCores: 6, usableCores: 6, instructionSets: [] },
      memory: { totalBytes: 8 * GiB, freeBytes: 4 * GiB },
      gpus: [],
    });
  });

  test("a Mac and a Windows where nothing answers", async () => {
    for (const platform of ["darwin", "win32"] as const) {
      const profile = await probe({ platform, arch: "arm64", totalMemoryBytes: 8 * GiB });
      expect(machineInputSchema.safeParse(saidMachine(profile)).success).toBe(true);
      expect(profile.memory.totalBytes).toBe(8 * GiB);
      expect(profile.cpu.usableCores).toBe(1);
      expect(profile.problems.length).toBeGreaterThan(1);
    }
  });
});
