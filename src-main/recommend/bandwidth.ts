import type { Gpu, HardwareProfile } from "../contract/hardware.ts";

/** Low and high of a figure that only a measurement would pin down. */
export type Range = readonly [low: number, high: number];

/** Share of the nominal bandwidth that decoding reaches, by published runs. */
const gpuEfficiency: Readonly<Record<Exclude<Gpu["vendor"], "apple">, Range>> = {
  nvidia: [0.62, 0.85],
  amd: [0.52, 0.75],
  intel: [0.35, 0.6],
  other: [0.3, 0.6],
};
/** Apple's small chips use their memory best; the largest are held up by something else. Upper bound of bandwidth, efficiency. */
const appleEfficiency: readonly (readonly [bytesPerSecond: number, efficiency: Range])[] = [
  [160e9, [0.72, 0.86]],
  [320e9, [0.6, 0.78]],
  [Infinity, [0.45, 0.6]],
];

/** Of nominal (computed) system bandwidth; a measured one is what a program really gets. */
const cpuEfficiency: Range = [0.55, 0.8];
const measuredCpuEfficiency: Range = [0.7, 0.95];
/** Weights that one CPU core takes in a second, bytes: the limit of machines with few cores. */
const coreBytesPerSecond: Range = [4.5e9, 10e9];
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

/** Bytes per second that decoding on the CPU gets, low and high. */
export function cpuDecodeRate(machine: HardwareProfile): Range {
  const nominal = machine.memory.bandwidthBytesPerSecond ?? appleChipBandwidth(machine) ?? assumedSystemBandwidth;
  const efficiency = machine.memory.bandwidthBasis === "measured" ? measuredCpuEfficiency : cpuEfficiency;
  const cores = machine.cpu.usableCores;
  return [
    Math.min(nominal * efficiency[0], cores * coreBytesPerSecond[0]),
    Math.min(nominal * efficiency[1], cores * coreBytesPerSecond[1]),
  ];
}

/** A GPU's own bandwidth, or the memory's that it shares; an assumed one where nobody told. */
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
  return appleEfficiency.find(([limit]) => bytesPerSecond <= limit)?.[1] ?? [0.45, 0.6];
}
