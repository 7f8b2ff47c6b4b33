import type { Gpu, HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { metalLimitBytes } from "../../core/index.ts";
import { appleBandwidth } from "../bandwidth-tables.ts";
import { ProbeFailed } from "../attempt.ts";
import { cleanCpuName } from "../cpu-name.ts";
import { instructionSetsOf } from "../instruction-sets.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "../probe-system.ts";

type Sysctl = ReadonlyMap<string, string>;

/** All names of both processors; macOS leaves out those that it does not know and ends with an error then. */
const names = [
  "machdep.cpu.brand_string",
  "machdep.cpu.features",
  "machdep.cpu.leaf7_features",
  "hw.memsize",
  "hw.physicalcpu",
  "hw.logicalcpu",
  "hw.perflevel0.physicalcpu",
  "hw.optional.AdvSIMD",
  "hw.optional.arm.FEAT_FP16",
  "hw.optional.arm.FEAT_DotProd",
  "hw.optional.arm.FEAT_I8MM",
  "hw.optional.arm.FEAT_BF16",
  "hw.optional.arm.FEAT_SME",
  "iogpu.wired_limit_mb",
];

/** `-i` passes over names that this Mac does not have. */
export async function readSysctl(system: ProbeSystem): Promise<Sysctl> {
  const output = await system.run("/usr/sbin/sysctl", ["-i", ...names], { timeoutMs: PROBE_TIMEOUT_MS });
  const values = new Map<string, string>();
  for (const line of output.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 2).trim());
  }
  if (values.size === 0) throw new ProbeFailed({ key: "told-nothing", figures: { source: "sysctl" } });
  return values;
}

const count = (sysctl: Sysctl, name: string): number | null => {
  const value = Number(sysctl.get(name) ?? NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
};

/** "M2 Pro"; null on an Intel Mac. */
export function appleChip(sysctl: Sysctl): string | null {
  return /^Apple (.+)$/.exec(sysctl.get("machdep.cpu.brand_string") ?? "")?.[1] ?? null;
}

export function darwinCpu(system: ProbeSystem, sysctl: Sysctl): HardwareProfile["cpu"] {
  const logicalCores = count(sysctl, "hw.logicalcpu") ?? system.availableParallelism();
  const physicalCores = count(sysctl, "hw.physicalcpu") ?? logicalCores;
  const performanceCores = count(sysctl, "hw.perflevel0.physicalcpu") ?? physicalCores;
  const armFlags = [...sysctl].filter(([name, value]) => name.startsWith("hw.optional.") && value === "1");
  const flags = [
    ...armFlags.map(([name]) => name.split(".").at(-1) ?? ""),
    sysctl.get("machdep.cpu.features") ?? "",
    sysctl.get("machdep.cpu.leaf7_features") ?? "",
  ];
  return {
    name: cleanCpuName(sysctl.get("machdep.cpu.brand_string") ?? `${system.arch} CPU`),
    physicalCores,
    logicalCores,
    performanceCores,
    usableCores: performanceCores,
    instructionSets: instructionSetsOf(flags.join(" ")),
  };
}

/** Free, inactive and speculative pages: what macOS gives to a new program without swapping. */
export async function darwinMemory(
  system: ProbeSystem,
): Promise<{ totalBytes: number; freeBytes: number; limitBytes: null }> {
  const totalBytes = system.totalMemoryBytes();
  const output = await system.run("/usr/bin/vm_stat", [], { timeoutMs: PROBE_TIMEOUT_MS });
  const pageBytes = Number(/page size of (\d+) bytes/.exec(output)?.[1] ?? NaN);
  const pages = (name: string): number => Number(new RegExp(`^Pages ${name}:\\s+(\\d+)`, "m").exec(output)?.[1] ?? NaN);
  const freePages = pages("free") + pages("inactive") + pages("speculative");
  if (!Number.isFinite(freePages * pageBytes))
    throw new ProbeFailed({ key: "told-nothing", figures: { source: "vm_stat" } });
  return { totalBytes, freeBytes: Math.min(totalBytes, freePages * pageBytes), limitBytes: null };
}

export interface WorkingSet {
  bytes: number;
  /** Set by the user with `iogpu.wired_limit_mb`; otherwise estimated. */
  stated: boolean;
}

export function metalWorkingSet(sysctl: Sysctl, totalBytes: number): WorkingSet {
  const limit = count(sysctl, "iogpu.wired_limit_mb");
  if (limit !== null && limit * MiB < totalBytes) return { bytes: limit * MiB, stated: true };
  return { bytes: metalLimitBytes(totalBytes), stated: false };
}

export function appleGpu(chip: string, workingSetBytes: number, freeBytes: number): Gpu {
  return {
    vendor: "apple",
    name: `Apple ${chip}`,
    backend: "metal",
    backendReasons: [{ key: "metal-is-apples-own", figures: {} }],
    dedicatedBytes: null,
    sharedBytes: workingSetBytes,
    freeBytes: Math.min(workingSetBytes, freeBytes),
    unified: true,
    workingSetBytes,
    bandwidthBytesPerSecond: appleBandwidth(chip),
    driver: null,
  };
}
