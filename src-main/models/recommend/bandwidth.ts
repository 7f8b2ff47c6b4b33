import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";

/** Low and high of a figure that only a measurement would pin down. */
export type Range = readonly [low: number, high: number];

/**
 * Share of the nominal bandwidth that decoding reaches, by the runs that people published of Llama-2-7B Q4_0: NVIDIA in llama.cpp's
 * discussion 15013, AMD and Intel through Vulkan in 10879, Apple silicon in 4167.
 */
const gpuEfficiency: Readonly<Record<Exclude<Gpu["vendor"], "apple">, Range>> = {
  nvidia: [0.62, 0.92],
  amd: [0.5, 0.95],
  intel: [0.35, 0.65],
  other: [0.3, 0.65],
};
/** Apple's small chips use their memory best; the largest are held up by something else. Upper bound of bandwidth, efficiency. */
const appleEfficiency: readonly (readonly [bytesPerSecond: number, efficiency: Range])[] = [
  [160e9, [0.7, 0.94]],
  [320e9, [0.6, 0.86]],
  [Infinity, [0.44, 0.76]],
];

/** Of a memory's nominal bandwidth, of one computed from its modules (which is a practical figure already), and of a measured one. */
const memoryEfficiency = {
  table: [0.55, 0.85],
  computed: [0.78, 1.15],
  measured: [0.7, 1.05],
} as const satisfies Record<string, Range>;
/**
 * What one core unpacks and multiplies, in bytes of Q8_0 a second: 29.5 GB/s measured on a server's core (`decode-cost.ts`), more on a
 * desktop's, less on an old laptop's. The first rule that holds is taken.
 */
const coreRates: readonly (readonly [
  holds: (sets: readonly string[], arch: string) => boolean,
  bytesPerSecond: Range,
])[] = [
  // Servers, whose threads share a core: 16 of a Xeon with tiles had 5.2 GB/s each of Q4_K and 7.1 of Q8_0, one alone 10 and 17.
  [(sets) => sets.includes("amx_int8"), [5e9, 20e9]],
  [(sets) => sets.includes("avx512f"), [20e9, 33e9]],
  [(sets, arch) => arch === "x64" && (sets.length === 0 || sets.includes("avx2")), [15e9, 34e9]],
  [
    (sets, arch) => arch === "arm64" && (sets.length === 0 || sets.includes("i8mm") || sets.includes("sve")),
    [18e9, 42e9],
  ],
  // Without i8mm: the small cores of boards.
  [(sets, arch) => arch === "arm64" && sets.includes("dotprod"), [6e9, 16e9]],
  [() => true, [4e9, 11e9]],
];

/** System memory of a computer of which nothing is known: two channels of DDR4-2666 to DDR5-5600. */
const assumedSystemBandwidth = 50e9;
const assumedGpuBandwidth = 200e9;

/** Bandwidth of Apple's chips in gigabytes per second, from Apple's own pages. */
const appleChips: readonly (readonly [pattern: RegExp, gigabytesPerSecond: number])[] = [
  [/\bM1 Ultra/i, 800], [/\bM1 Max/i, 400], [/\bM1 Pro/i, 200], [/\bM1\b/i, 68],
  [/\bM2 Ultra/i, 800], [/\bM2 Max/i, 400], [/\bM2 Pro/i, 200], [/\bM2\b/i, 100],
  [/\bM3 Ultra/i, 800], [/\bM3 Max/i, 400], [/\bM3 Pro/i, 150], [/\bM3\b/i, 100],
  [/\bM4 Max/i, 546], [/\bM4 Pro/i, 273], [/\bM4\b/i, 120],
  [/\bM5 Max/i, 614], [/\bM5 Pro/i, 307], [/\bM5\b/i, 153],
]; // prettier-ignore

function appleChipBandwidth(machine: HardwareProfile): number | null {
  const chip = machine.appleSilicon?.chip;
  const known = chip === undefined ? undefined : appleChips.find(([pattern]) => pattern.test(chip));
  return known ? known[1] * 1e9 : null;
}

/** What the CPU's memory gives and what its cores take, in bytes a second, low and high. */
export interface CpuRates {
  memory: Range;
  cores: Range;
}

function coreRate({ cpu, arch, appleSilicon }: HardwareProfile): Range {
  if (appleSilicon !== null) return [18e9, 42e9];
  return coreRates.find(([holds]) => holds(cpu.instructionSets, arch))?.[1] ?? [4e9, 11e9];
}

export function cpuRates(machine: HardwareProfile, threads: number): CpuRates {
  const nominal = machine.memory.bandwidthBytesPerSecond ?? appleChipBandwidth(machine) ?? assumedSystemBandwidth;
  const efficiency = memoryEfficiency[machine.memory.bandwidthBasis ?? "table"];
  const core = coreRate(machine);
  return {
    memory: [nominal * efficiency[0], nominal * efficiency[1]],
    cores: [threads * core[0], threads * core[1]],
  };
}

/**
 * Bytes of Q8_0 a second that decoding on the CPU gets, for a type of which a byte costs as much as `cost` bytes of Q8_0. Reading and
 * arithmetic overlap, but not wholly: the sum of their cubes is what the measured types follow within a tenth.
 */
export function cpuDecodeRate({ memory, cores }: CpuRates, cost: number): Range {
  const rate = (bound: 0 | 1): number => 1 / Math.cbrt(cores[bound] ** -3 + (memory[bound] * cost) ** -3);
  return [rate(0), rate(1)];
}

/** A GPU's own bandwidth, or that of the memory that it shares; an assumed one where neither is known. */
export function gpuBandwidth(gpu: Gpu, machine: HardwareProfile): number {
  const shared = appleChipBandwidth(machine) ?? machine.memory.bandwidthBytesPerSecond ?? assumedSystemBandwidth;
  return gpu.bandwidthBytesPerSecond ?? (gpu.unified ? shared : assumedGpuBandwidth);
}

/** Bytes per second that decoding on a GPU gets, low and high. */
export function gpuDecodeRate(gpu: Gpu, machine: HardwareProfile): Range {
  const nominal = gpuBandwidth(gpu, machine);
  const efficiency = gpu.vendor === "apple" ? appleRange(nominal) : gpuEfficiency[gpu.vendor];
  return [nominal * efficiency[0], nominal * efficiency[1]];
}

function appleRange(bytesPerSecond: number): Range {
  return appleEfficiency.find(([limit]) => bytesPerSecond <= limit)?.[1] ?? [0.44, 0.76];
}
