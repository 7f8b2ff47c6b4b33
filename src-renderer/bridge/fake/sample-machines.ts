import type { CommonMachine, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { GiB } from "../../../src-shared/figures/index.ts";

/** A laptop with 16 GB and a graphics chip that borrows from it: the machine of the design's pictures. */
export const sampleLaptop: HardwareProfile = {
  name: "16 GB laptop",
  platform: "linux",
  arch: "x64",
  cpu: {
    name: "Intel Core i5-1240P",
    physicalCores: 12,
    logicalCores: 16,
    performanceCores: 4,
    usableCores: 4,
    instructionSets: ["sse4.2", "avx", "avx2", "fma", "f16c", "avx_vnni"],
  },
  memory: {
    totalBytes: 16 * GiB,
    freeBytes: 11.4e9,
    limitBytes: null,
    bandwidthBytesPerSecond: 54e9,
    bandwidthBasis: "measured",
    bandwidthMeasuredAt: Date.UTC(2026, 10, 12),
  },
  gpus: [
    {
      vendor: "intel",
      name: "Intel Iris Xe Graphics",
      backend: null,
      dedicatedBytes: null,
      sharedBytes: 8 * GiB,
      freeBytes: null,
      unified: true,
      workingSetBytes: null,
      bandwidthBytesPerSecond: null,
      driver: "i915",
    },
  ],
  appleSilicon: null,
  disk: { freeBytes: 212e9, totalBytes: 512e9 },
  problems: [{ field: "gpus", key: "program-missing", figures: { program: "vulkaninfo" } }],
  sources: [
    { field: "cpu", key: "of-system", figures: { names: ["/proc/cpuinfo", "/sys/devices/system/cpu"] } },
    { field: "cpu.usableCores", key: "of-affinity", figures: {} },
    { field: "memory", key: "of-system", figures: { names: ["/proc/meminfo"] } },
    { field: "gpus.0", key: "of-system", figures: { names: ["/sys/bus/pci"] } },
    { field: "disk", key: "of-file-system", figures: {} },
  ],
};

/** A desktop with a graphics card, for the ladder's second lane. */
export const sampleDesktop: HardwareProfile = {
  name: "Desktop, RTX 4070",
  platform: "win32",
  arch: "x64",
  cpu: {
    name: "AMD Ryzen 7 5800X",
    physicalCores: 8,
    logicalCores: 16,
    performanceCores: 8,
    usableCores: 8,
    instructionSets: ["sse4.2", "avx", "avx2", "fma", "f16c"],
  },
  memory: {
    totalBytes: 32 * GiB,
    freeBytes: 24e9,
    limitBytes: null,
    bandwidthBytesPerSecond: 51.2e9,
    bandwidthBasis: "table",
  },
  gpus: [
    {
      vendor: "nvidia",
      name: "NVIDIA GeForce RTX 4070",
      backend: "cuda",
      dedicatedBytes: 12 * GiB,
      sharedBytes: null,
      freeBytes: 11.2e9,
      unified: false,
      workingSetBytes: null,
      bandwidthBytesPerSecond: 504e9,
      driver: "551.23",
    },
  ],
  appleSilicon: null,
  disk: { freeBytes: 640e9, totalBytes: 1000e9 },
  problems: [],
};

const gpuOf = (name: string, dedicatedGiB: number, gigabytesPerSecond: number) => ({
  vendor: "nvidia" as const,
  name,
  backend: "cuda" as const,
  dedicatedBytes: dedicatedGiB * GiB,
  unified: false,
  bandwidthBytesPerSecond: gigabytesPerSecond * 1e9,
});

const common = (
  id: string,
  group: CommonMachine["group"],
  kind: CommonMachine["kind"]["figures"],
  ramGiB: number,
  rest: Omit<CommonMachine["input"], "name" | "memory">,
): CommonMachine => ({
  id,
  group,
  kind: { key: "common-machine", figures: kind },
  ramGiB,
  input: { memory: { totalBytes: ramGiB * GiB }, ...rest },
});

/** A few of the computers that main lists. */
export const sampleCommonMachines: CommonMachine[] = [
  common("laptop-8", "laptop", { form: "laptop", cores: 4, parts: [] }, 8, { platform: "win32", arch: "x64" }),
  common("laptop-rtx4060-16", "laptop", { form: "laptop", cores: null, parts: ["RTX 4060 8 GB"] }, 16, {
    gpus: [gpuOf("RTX 4060 Laptop GPU", 8, 256)],
  }),
  common("rtx4070-32", "desktop", { form: "desktop", cores: null, parts: ["RTX 4070 12 GB"] }, 32, {
    gpus: [gpuOf("RTX 4070", 12, 504)],
  }),
  common("mac-m2-16", "apple", { form: "mac", cores: null, parts: ["M2"] }, 16, { appleSilicon: { chip: "M2" } }),
  common("server-h100-256", "server", { form: "server", cores: null, parts: ["H100"] }, 256, {
    gpus: [gpuOf("H100", 80, 3350)],
  }),
];
