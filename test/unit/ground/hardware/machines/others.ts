import type { FakeComputer } from "../fake-system.ts";

const GiB = 1024 ** 3;

const vmStat = (
  free: number,
  inactive: number,
  speculative: number,
): string => `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               ${free}.
Pages active:                            400000.
Pages inactive:                          ${inactive}.
Pages speculative:                       ${speculative}.
Pages throttled:                              0.
Pages wired down:                        150000.
Pages purgeable:                           9000.
`;

/** MacBook Pro with an M2 Pro and 32 GB. */
export const appleM2Pro: FakeComputer = {
  platform: "darwin",
  arch: "arm64",
  totalMemoryBytes: 32 * GiB,
  parallelism: 12,
  programs: {
    sysctl: `machdep.cpu.brand_string: Apple M2 Pro
hw.memsize: 34359738368
hw.physicalcpu: 12
hw.logicalcpu: 12
hw.perflevel0.physicalcpu: 8
hw.optional.AdvSIMD: 1
hw.optional.arm.FEAT_FP16: 1
hw.optional.arm.FEAT_DotProd: 1
hw.optional.arm.FEAT_I8MM: 1
hw.optional.arm.FEAT_BF16: 1
hw.optional.arm.FEAT_SME: 0
iogpu.wired_limit_mb: 0
`,
    vm_stat: vmStat(500_000, 600_000, 50_000),
  },
};

/** MacBook Air with an M1 and 8 GB whose owner raised the GPU's limit. */
export const appleM1Raised: FakeComputer = {
  platform: "darwin",
  arch: "arm64",
  totalMemoryBytes: 8 * GiB,
  parallelism: 8,
  programs: {
    sysctl:
      "machdep.cpu.brand_string: Apple M1\nhw.physicalcpu: 8\nhw.logicalcpu: 8\nhw.perflevel0.physicalcpu: 4\nhw.optional.AdvSIMD: 1\nhw.optional.arm.FEAT_DotProd: 1\niogpu.wired_limit_mb: 7000\n",
    vm_stat: vmStat(20_000, 120_000, 5_000),
  },
};

/** An Intel Mac: the engine has no GPU support for it. */
export const intelMac: FakeComputer = {
  platform: "darwin",
  arch: "x64",
  totalMemoryBytes: 16 * GiB,
  parallelism: 12,
  programs: {
    sysctl:
      "machdep.cpu.brand_string: Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz\nmachdep.cpu.features: FPU VME SSE4.2 AVX1.0 FMA F16C\nmachdep.cpu.leaf7_features: BMI2 AVX2\nhw.physicalcpu: 6\nhw.logicalcpu: 12\n",
    vm_stat: vmStat(100_000, 200_000, 10_000).replace("16384", "4096"),
  },
};

const extras = (adapters: { name: string; bytes: string }[], features: string[]): string =>
  JSON.stringify({ adapters, features });

/** Windows 11 with an RTX 4070, whose memory WMI shows as 4 GB, and the processor's own graphics. */
export const windowsDesktop: FakeComputer = {
  platform: "win32",
  arch: "x64",
  totalMemoryBytes: 32 * GiB,
  parallelism: 16,
  programs: {
    "nvidia-smi.exe": "NVIDIA GeForce RTX 4070, 12282, 11264, 566.03\r\n",
    "powershell.exe": extras([{ name: "NVIDIA GeForce RTX 4070", bytes: "12878610432" }], ["sse4_2", "avx", "avx2"]),
  },
  information: {
    cpu: { manufacturer: "AMD", brand: "Ryzen 7 5800X", cores: 16, physicalCores: 8, performanceCores: 16 },
    mem: { total: 34_270_000_000, available: 22_000_000_000 },
    memLayout: [
      { size: 17_179_869_184, clockSpeed: 3200, type: "DDR4" },
      { size: 17_179_869_184, clockSpeed: 3200, type: "DDR4" },
    ],
    graphics: {
      controllers: [
        { vendor: "NVIDIA", model: "NVIDIA GeForce RTX 4070", vram: 4095, vramDynamic: false, bus: "PCI" },
        { vendor: "Microsoft", model: "Microsoft Remote Display Adapter", vram: 0, vramDynamic: false, bus: "" },
      ],
    },
  },
};

/** A laptop with 6 performance and 8 efficiency cores, of which systeminformation says that all threads are performance cores. */
export const windowsHybrid: FakeComputer = {
  ...windowsDesktop,
  parallelism: 20,
  information: {
    ...windowsDesktop.information,
    cpu: { manufacturer: "Intel", brand: "Core i7-13700H", cores: 20, physicalCores: 14, performanceCores: 20 },
  },
};

/** Windows with a Radeon RX 7800 XT: 16 GB, of which WMI shows 4. */
export const windowsAmd: FakeComputer = {
  ...windowsDesktop,
  programs: {
    "powershell.exe": extras([{ name: "AMD Radeon RX 7800 XT", bytes: "17163091968" }], ["avx2", "avx512f"]),
  },
  information: {
    ...windowsDesktop.information,
    graphics: {
      controllers: [
        {
          vendor: "Advanced Micro Devices, Inc.",
          model: "AMD Radeon RX 7800 XT",
          vram: 4095,
          vramDynamic: false,
          bus: "PCI",
        },
        {
          vendor: "Advanced Micro Devices, Inc.",
          model: "AMD Radeon(TM) Graphics",
          vram: 512,
          vramDynamic: false,
          bus: "PCI",
        },
      ],
    },
  },
};
