import type { Gpu, HardwareProfile, MachineInput } from "../../../src-shared/contract/index.ts";
import { GiB } from "../../../src-shared/figures/index.ts";
import { metalLimitBytes } from "../core/index.ts";
import { appleBandwidth, gpuBandwidth } from "./bandwidth-tables.ts";
import { gpuBackend } from "./gpu/gpu-backend.ts";
import { isIntegratedIntel, sharesByName } from "./gpu/gpu-kind.ts";
import { machineName } from "./machine-name.ts";
import { plainName } from "./plain-name.ts";

/** Of the memory of a computer that was not measured: the system and open programs hold the rest. */
const ASSUMED_FREE_SHARE = 0.75;
/** Of a card's memory: the desktop and the driver hold the rest. */
const ASSUMED_CARD_FREE_SHARE = 0.9;
/** A computer with few gigabytes has few cores; four is the least of what is sold with 8 GB and more. */
const ASSUMED_CORES = 4;
const SMALL_MACHINE_BYTES = 8 * GiB;

/** Words of a GPU's name that identify its maker. */
const makers: readonly (readonly [RegExp, Gpu["vendor"]])[] = [
  [/nvidia|geforce|\b[rg]tx\b|quadro|tesla|\b[ahblv]\d{2,3}\b/i, "nvidia"],
  [/\bamd\b|radeon|\brx \d|instinct|\bmi\d{3}/i, "amd"],
  [/intel|\barc\b|iris|\buhd\b/i, "intel"],
  [/apple|\bm\d(?: (?:pro|max|ultra))?$/i, "apple"],
];

/**
 * A machine that was typed in or read from a file, made whole. What is left out is chosen carefully: less free memory,
 * fewer cores, no bandwidth and no GPU rather than too much. What a GPU's name proves is believed before what is stated of it.
 */
export function completeMachine(input: MachineInput): HardwareProfile {
  const isApple = input.appleSilicon != null || (input.gpus ?? []).some(({ vendor }) => vendor === "apple");
  const platform = input.platform ?? (isApple ? "darwin" : "linux");
  const arch = input.arch ?? (isApple ? "arm64" : "x64");
  const cpu = completeCpu(input, arch);
  const memory = completeMemory(input);
  const appleSilicon = completeApple(input, memory.totalBytes);
  const gpus = (input.gpus ?? []).map((gpu) => completeGpu(gpu, { platform, arch, memory, appleSilicon }));
  if (appleSilicon !== null && gpus.length === 0) {
    gpus.push(
      completeGpu({ vendor: "apple", name: `Apple ${appleSilicon.chip}` }, { platform, arch, memory, appleSilicon }),
    );
  }
  const parts = { cpu, memory, gpus, appleSilicon };
  return {
    name: plainName(input.name ?? "") || machineName(parts),
    platform,
    arch,
    ...parts,
    disk: input.disk ?? null,
    problems: (input.problems ?? []).map(({ field, message }) => ({
      field,
      key: "problem-as-told",
      figures: { words: message },
    })),
  };
}

function completeCpu({ cpu = {}, memory }: MachineInput, arch: string): HardwareProfile["cpu"] {
  const assumed = memory.totalBytes < SMALL_MACHINE_BYTES ? ASSUMED_CORES / 2 : ASSUMED_CORES;
  const threads = cpu.logicalCores;
  // Two threads a core is the rule where only threads are known.
  const physicalCores =
    cpu.physicalCores ??
    cpu.performanceCores ??
    cpu.usableCores ??
    (threads === undefined ? assumed : Math.max(1, Math.floor(threads / 2)));
  const performanceCores = cpu.performanceCores ?? physicalCores;
  return {
    name: plainName(cpu.name ?? "") || `${arch} CPU`,
    physicalCores,
    logicalCores: threads ?? physicalCores,
    performanceCores,
    usableCores: cpu.usableCores ?? Math.min(performanceCores, physicalCores),
    instructionSets: cpu.instructionSets ?? [],
  };
}

function completeMemory({ memory, appleSilicon }: MachineInput): HardwareProfile["memory"] {
  const { totalBytes } = memory;
  const limitBytes = memory.limitBytes ?? null;
  const mostBytes = Math.min(totalBytes, limitBytes ?? totalBytes);
  const chip = appleSilicon?.chip ?? null;
  const bandwidth = memory.bandwidthBytesPerSecond ?? (chip === null ? null : appleBandwidth(chip));
  return {
    totalBytes,
    freeBytes: Math.min(memory.freeBytes ?? Math.floor(mostBytes * ASSUMED_FREE_SHARE), totalBytes),
    limitBytes,
    bandwidthBytesPerSecond: bandwidth,
    bandwidthBasis: bandwidth === null ? null : (memory.bandwidthBasis ?? "table"),
  };
}

function completeApple({ appleSilicon }: MachineInput, totalBytes: number): HardwareProfile["appleSilicon"] {
  if (appleSilicon == null) return null;
  return {
    chip: plainName(appleSilicon.chip) || "silicon",
    workingSetBytes: appleSilicon.workingSetBytes ?? metalLimitBytes(totalBytes),
  };
}

/** Never more than the card has, whatever was typed in. */
function cardFreeBytes(stated: number | null | undefined, ownBytes: number | null): number | null {
  if (ownBytes === null) return stated ?? null;
  return Math.min(stated ?? Math.floor(ownBytes * ASSUMED_CARD_FREE_SHARE), ownBytes);
}

/** What was taken for a card only reported what is free of its dedicated part; what it may borrow is added to that. */
function sharedFreeBytes({ freeBytes, unified, sharedBytes }: GpuInput, borrowedBytes: number): number | null {
  if (freeBytes == null) return null;
  return unified === false ? freeBytes + (sharedBytes ?? borrowedBytes) : freeBytes;
}

type GpuInput = NonNullable<MachineInput["gpus"]>[number];

interface GpuContext {
  platform: string;
  arch: string;
  memory: HardwareProfile["memory"];
  appleSilicon: HardwareProfile["appleSilicon"];
}

function completeGpu(gpu: GpuInput, { platform, arch, memory, appleSilicon }: GpuContext): Gpu {
  const name = plainName(gpu.name ?? "") || "GPU";
  const vendor = gpu.vendor ?? makers.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
  const ownBytes = gpu.dedicatedBytes === 0 ? null : (gpu.dedicatedBytes ?? null);
  const unified =
    sharesByName(vendor, name) ?? gpu.unified ?? (vendor === "intel" && isIntegratedIntel(name) && ownBytes === null);
  const borrowedBytes = Math.floor(memory.totalBytes / 2);
  const workingSetBytes = gpu.workingSetBytes ?? (vendor === "apple" ? (appleSilicon?.workingSetBytes ?? null) : null);
  return {
    vendor,
    name,
    backend: gpu.backend === undefined ? gpuBackend(platform, arch, vendor) : gpu.backend,
    ...(gpu.backendReason === undefined
      ? {}
      : { backendReasons: [{ key: "reason-as-told", figures: { words: gpu.backendReason } }] }),
    dedicatedBytes: ownBytes,
    sharedBytes: gpu.sharedBytes ?? (unified && vendor !== "apple" ? borrowedBytes : null),
    freeBytes: unified ? sharedFreeBytes(gpu, borrowedBytes) : cardFreeBytes(gpu.freeBytes, ownBytes),
    unified,
    workingSetBytes,
    bandwidthBytesPerSecond:
      gpu.bandwidthBytesPerSecond ??
      (vendor === "apple" ? appleBandwidth(appleSilicon?.chip ?? name) : gpuBandwidth(name)),
    driver: gpu.driver == null ? null : plainName(gpu.driver),
  };
}
