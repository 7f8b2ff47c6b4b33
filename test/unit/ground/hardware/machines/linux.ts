import { type FakeComputer, linuxCores, meminfo, pciDisplay } from "../fake-system.ts";

const zen3 = "fpu sse4_2 avx avx2 fma f16c bmi2 rdtscp";
const zen4 = `${zen3} avx512f avx512bw avx512vbmi avx512_vnni avx512_bf16`;
const alderLake = "fpu sse4_2 avx avx2 fma f16c bmi2 avx_vnni";
const vulkan = { "/usr/share/vulkan/icd.d": ["radeon_icd.x86_64.json", "intel_icd.x86_64.json"] };
const nvidiaDriver = { "/proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.90.07\n" };

/** Ryzen 7 5800X with an RTX 4070; the desktop holds 0.9 GB of it. */
export const nvidiaDesktop: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({ model: "AMD Ryzen 7 5800X 8-Core Processor", flags: zen3, cores: 8, threads: 2 }),
    ...meminfo(32_780_000, 25_000_000),
    ...pciDisplay("0000:09:00.0", "0x10de", "0x2786"),
    ...nvidiaDriver,
  },
  programs: { "nvidia-smi": "NVIDIA GeForce RTX 4070, 12282, 11363, 550.90.07\n" },
};

/** A laptop whose screen hangs on Intel's graphics, with a mobile RTX 4060 beside it: the free memory is the card's own. */
export const hybridLaptop: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({
      model: "12th Gen Intel(R) Core(TM) i7-12700H",
      flags: alderLake,
      cores: 6,
      threads: 2,
      singleCores: 8,
      hybrid: { performance: "0-11", efficiency: "12-19" },
    }),
    ...meminfo(16_100_000, 11_000_000),
    ...pciDisplay("0000:00:02.0", "0x8086", "0x46a6", {
      resource:
        "0x0000006000000000 0x0000006000ffffff 0x0000000000140204\n0x0000004000000000 0x000000400fffffff 0x000000000014220c\n",
    }),
    ...pciDisplay("0000:01:00.0", "0x10de", "0x28e0", { class: "0x030200\n" }),
    ...nvidiaDriver,
  },
  folders: vulkan,
  programs: {
    "nvidia-smi": "NVIDIA GeForce RTX 4060 Laptop GPU, 8188, 7895, 550.90.07\n",
    lspci:
      '0000:00:02.0 "VGA compatible controller" "Intel Corporation" "Alder Lake-P GT2 [Iris Xe Graphics]" -r0c "Lenovo" "Device 3b2f"\n0000:01:00.0 "3D controller" "NVIDIA Corporation" "AD107M [GeForce RTX 4060 Max-Q / Mobile]" -ra1 "Lenovo" "Device 3b2f"\n',
  },
};

/** Ryzen 9 7950X with a Radeon RX 7900 XTX, and the processor's own small graphics. */
export const amdDesktop: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({ model: "AMD Ryzen 9 7950X 16-Core Processor", flags: zen4, cores: 16, threads: 2 }),
    ...meminfo(65_600_000, 55_000_000),
    ...pciDisplay("0000:03:00.0", "0x1002", "0x744c", {
      mem_info_vram_total: "25753026560\n",
      mem_info_vram_used: "1073741824\n",
      mem_info_gtt_total: "33587200000\n",
      mem_info_gtt_used: "50000000\n",
    }),
    ...pciDisplay("0000:0f:00.0", "0x1002", "0x164e", {
      mem_info_vram_total: "536870912\n",
      mem_info_vram_used: "20000000\n",
      mem_info_gtt_total: "33587200000\n",
      mem_info_gtt_used: "10000000\n",
    }),
  },
  folders: vulkan,
  programs: {
    lspci:
      '0000:03:00.0 "VGA compatible controller" "Advanced Micro Devices, Inc. [AMD/ATI]" "Navi 31 [Radeon RX 7900 XTX]" -rc8 "Sapphire" "Device e471"\n0000:0f:00.0 "VGA compatible controller" "Advanced Micro Devices, Inc. [AMD/ATI]" "Raphael" -rc1 "ASUSTeK" "Device 8877"\n',
  },
};

/** An office computer: Intel's graphics and nothing else, and no lspci. */
export const intelIntegrated: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({
      model: "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
      flags: "fpu sse4_2 avx avx2 fma f16c bmi2",
      cores: 4,
      threads: 2,
    }),
    ...meminfo(8_100_000, 5_200_000),
    ...pciDisplay("0000:00:02.0", "0x8086", "0x5917", {
      resource:
        "0x00000000eb000000 0x00000000ebffffff 0x0000000000140204\n0x0000000080000000 0x000000008fffffff 0x000000000014220c\n",
    }),
  },
  folders: vulkan,
};

/** A container of Docker's: 2.5 processors and 6 GiB by control groups of version 2, whose root is the container's own. */
export const container: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({
      model: "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz",
      flags: `${alderLake} avx512f avx512_vnni`,
      cores: 32,
      threads: 2,
    }),
    ...meminfo(263_000_000, 240_000_000),
    "/proc/self/cgroup": "0::/\n",
    "/sys/fs/cgroup/memory.max": "6442450944\n",
    "/sys/fs/cgroup/memory.current": "3221225472\n",
    "/sys/fs/cgroup/memory.stat":
      "anon 1073741824\nfile 2147483648\nactive_file 1073741824\ninactive_file 1073741824\n",
    "/sys/fs/cgroup/cpu.max": "250000 100000\n",
  },
};

/** The same with version 1, where /proc shows the host's path, which is not there; pinned to four threads of two cores. */
export const oldContainer: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({
      model: "Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz",
      flags: "fpu sse4_2 avx avx2 fma f16c bmi2",
      cores: 18,
      threads: 2,
      allowed: "0-1,18-19",
    }),
    ...meminfo(125_000_000, 100_000_000),
    "/proc/self/cgroup":
      "12:memory:/docker/3601745b3bd5\n5:cpu,cpuacct:/docker/3601745b3bd5\n1:name=systemd:/docker/3601745b3bd5\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "4294967296\n",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1073741824\n",
    "/sys/fs/cgroup/memory/memory.stat": "cache 100\ntotal_inactive_file 268435456\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
  },
};

/** A service of systemd: the limit is on the slice above it. */
export const sliceWithLimit: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({ model: "AMD EPYC 7763 64-Core Processor", flags: zen3, cores: 8, threads: 1 }),
    ...meminfo(32_000_000, 30_000_000),
    "/proc/self/cgroup": "0::/user.slice/user-1000.slice/app.scope\n",
    "/sys/fs/cgroup/user.slice/user-1000.slice/app.scope/memory.max": "max\n",
    "/sys/fs/cgroup/user.slice/user-1000.slice/memory.max": "8589934592\n",
    "/sys/fs/cgroup/user.slice/user-1000.slice/memory.high": "max\n",
    "/sys/fs/cgroup/user.slice/user-1000.slice/memory.current": "1073741824\n",
    "/sys/fs/cgroup/user.slice/user-1000.slice/app.scope/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/user.slice/cpu.max": "50000 100000\n",
  },
};

/** The same, where systemd slows down (`MemoryHigh=`) before it kills. */
export const sliceWithSoftLimit: FakeComputer = {
  ...sliceWithLimit,
  files: { ...sliceWithLimit.files, "/sys/fs/cgroup/user.slice/user-1000.slice/memory.high": "6442450944\n" },
};

/** A program that D-Bus started: the name of its group, which has the limit, holds a colon. */
export const dbusServiceWithLimit: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({ model: "AMD EPYC 7763 64-Core Processor", flags: zen3, cores: 8, threads: 1 }),
    ...meminfo(32_000_000, 30_000_000),
    "/proc/self/cgroup": "0::/user.slice/dbus-:1.2-org.bitloft.Bitloft@0.service\n",
    "/sys/fs/cgroup/user.slice/dbus-:1.2-org.bitloft.Bitloft@0.service/memory.max": "4294967296\n",
    "/sys/fs/cgroup/user.slice/dbus-:1.2-org.bitloft.Bitloft@0.service/memory.current": "1073741824\n",
    "/sys/fs/cgroup/user.slice/dbus-:1.2-org.bitloft.Bitloft@0.service/cpu.max": "200000 100000\n",
  },
};

/** A server with two A100, 80 GB each, one of them nearly full; its board's own display adapter is none of them. */
export const twoGpuServer: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({ model: "AMD EPYC 7742 64-Core Processor", flags: zen3, cores: 64, threads: 2 }),
    ...meminfo(528_000_000, 500_000_000),
    ...pciDisplay("0000:03:00.0", "0x1a03", "0x2000"),
    ...pciDisplay("0000:41:00.0", "0x10de", "0x20b5", { class: "0x030200\n" }),
    ...pciDisplay("0000:c1:00.0", "0x10de", "0x20b5", { class: "0x030200\n" }),
    ...nvidiaDriver,
  },
  programs: {
    "nvidia-smi": "NVIDIA A100 80GB PCIe, 81920, 81037, 535.183.01\nNVIDIA A100 80GB PCIe, 81920, 2048, 535.183.01\n",
  },
};

/** A small virtual server without any GPU. */
export const noGpu: FakeComputer = {
  platform: "linux",
  arch: "x64",
  files: {
    ...linuxCores({
      model: "Intel Xeon Processor (Skylake, IBRS)",
      flags: "fpu sse4_2 avx avx2 fma f16c bmi2 avx512f avx512bw",
      cores: 2,
    }),
    ...meminfo(4_000_000, 3_200_000),
    ...pciDisplay("0000:00:02.0", "0x1234", "0x1111"),
  },
};

/** Raspberry Pi 5 with 8 GB: no PCI display, a device tree, no topology of threads. */
export const raspberryPi: FakeComputer = {
  platform: "linux",
  arch: "arm64",
  files: {
    ...meminfo(8_245_000, 7_000_000),
    "/sys/devices/system/cpu/online": "0-3\n",
    "/proc/self/status": "Cpus_allowed_list:\t0-3\n",
    "/sys/firmware/devicetree/base/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "/proc/cpuinfo":
      Array.from(
        { length: 4 },
        (_, processor) =>
          `processor\t: ${processor}\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0b\n`,
      ).join("\n") + "\nModel\t\t: Raspberry Pi 5 Model B Rev 1.0\n",
  },
};

/** An Arm board with four fast and four slow cores, distinguished by capacity. */
export const bigLittle: FakeComputer = {
  platform: "linux",
  arch: "arm64",
  files: {
    ...meminfo(16_000_000, 14_000_000),
    "/sys/devices/system/cpu/online": "0-7\n",
    "/proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd05\n",
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, cpu) => [
        `/sys/devices/system/cpu/cpu${cpu}/cpu_capacity`,
        cpu < 4 ? "414\n" : "1024\n",
      ]),
    ),
  },
};

/** An NVIDIA card under the free driver, which the engine cannot use. */
export const noNvidiaDriver: FakeComputer = {
  ...nvidiaDesktop,
  files: Object.fromEntries(
    Object.entries(nvidiaDesktop.files ?? {}).filter(([path]) => !path.startsWith("/proc/driver")),
  ),
  programs: {
    lspci:
      '0000:09:00.0 "VGA compatible controller" "NVIDIA Corporation" "AD104 [GeForce RTX 4070]" -ra1 "MSI" "Device 5136"\n',
  },
};
