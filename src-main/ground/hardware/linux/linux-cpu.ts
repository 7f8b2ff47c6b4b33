import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { parseCpuList } from "../cpu-list.ts";
import { cleanCpuName } from "../cpu-name.ts";
import { instructionSetsOf } from "../instruction-sets.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { armCoreName } from "./arm-cores.ts";
import { cgroupLimits } from "./cgroup.ts";

const CPU_FOLDER = "/sys/devices/system/cpu";
/** Cores below this share of the fastest one's capacity or clock are efficiency cores. */
const PERFORMANCE_SHARE = 0.8;

interface Topology {
  /** Processors of each physical core. */
  cores: number[][];
  /** Processors on performance cores; all of them where cores are alike. */
  performance: Set<number>;
  online: number[];
}

/** From /proc and /sys alone: no program is started. */
export async function linuxCpu(system: ProbeSystem): Promise<HardwareProfile["cpu"]> {
  const info = (await system.readText("/proc/cpuinfo")) ?? "";
  const topology = await readTopology(system, info);
  const allowed = await allowedProcessors(system, topology.online);
  const { cpuQuota } = await cgroupLimits(system);
  return {
    name: await cpuName(system, info),
    physicalCores: topology.cores.length,
    logicalCores: topology.online.length,
    performanceCores: coresAmong(topology.cores, topology.performance),
    usableCores: usableCores(topology, allowed, cpuQuota),
    instructionSets: instructionSetsOf(field(info, "flags") ?? field(info, "Features") ?? ""),
  };
}

function field(info: string, key: string): string | null {
  return new RegExp(`^${key}\\s*:\\s*(.+)$`, "m").exec(info)?.[1]?.trim() ?? null;
}

async function cpuName(system: ProbeSystem, info: string): Promise<string> {
  const named = field(info, "model name") ?? field(info, "cpu model");
  if (named !== null && !/^(?:ARMv|AArch64)/i.test(named)) return cleanCpuName(named);
  const arm = armCoreName(field(info, "CPU implementer"), field(info, "CPU part"));
  if (arm !== null) return arm;
  const board = (await system.readText("/sys/firmware/devicetree/base/model")) ?? field(info, "Hardware");
  return board?.replaceAll("\0", "").trim() ?? named ?? `${system.arch} processor`;
}

async function readTopology(system: ProbeSystem, info: string): Promise<Topology> {
  const listed = parseCpuList(await system.readText(`${CPU_FOLDER}/online`));
  const inInfo = [...info.matchAll(/^processor\s*:\s*(\d+)/gm)].map((match) => Number(match[1]));
  const online = listed.length > 0 ? listed : inInfo.length > 0 ? inInfo : range(system.availableParallelism());
  const siblings = await Promise.all(
    online.map(async (processor) => {
      const folder = `${CPU_FOLDER}/cpu${processor}/topology`;
      const list =
        (await system.readText(`${folder}/core_cpus_list`)) ??
        (await system.readText(`${folder}/thread_siblings_list`));
      const found = parseCpuList(list).filter((sibling) => online.includes(sibling));
      return found.length > 0 ? found : [processor];
    }),
  );
  const cores = new Map(siblings.map((core) => [core.join(","), core]));
  return { cores: [...cores.values()], performance: await performanceProcessors(system, online), online };
}

const range = (count: number): number[] => Array.from({ length: Math.max(1, count) }, (_, index) => index);

/**
 * Intel's hybrids list their performance cores; ARM gives capacities; elsewhere the highest clock identifies compact
 * cores.
 */
async function performanceProcessors(system: ProbeSystem, online: number[]): Promise<Set<number>> {
  const listed = parseCpuList(await system.readText("/sys/devices/cpu_core/cpus")).filter((cpu) =>
    online.includes(cpu),
  );
  if (listed.length > 0) return new Set(listed);
  for (const measure of ["cpu_capacity", "cpufreq/cpuinfo_max_freq"]) {
    const values = await Promise.all(
      online.map(async (cpu) => Number((await system.readText(`${CPU_FOLDER}/cpu${cpu}/${measure}`)) ?? NaN)),
    );
    if (!values.every((value) => Number.isFinite(value) && value > 0)) continue;
    const fastest = Math.max(...values);
    const fast = online.filter((_, index) => (values[index] ?? 0) >= fastest * PERFORMANCE_SHARE);
    if (fast.length < online.length) return new Set(fast);
  }
  return new Set(online);
}

/** What the scheduler may use: affinity and cpusets. */
async function allowedProcessors(system: ProbeSystem, online: number[]): Promise<Set<number>> {
  const status = (await system.readText("/proc/self/status")) ?? "";
  const listed = parseCpuList(field(status, "Cpus_allowed_list")).filter((cpu) => online.includes(cpu));
  return new Set(listed.length > 0 ? listed : online);
}

function coresAmong(cores: number[][], processors: ReadonlySet<number>): number {
  return Math.max(1, cores.filter((core) => core.some((processor) => processors.has(processor))).length);
}

/**
 * One thread for each core that may be used: performance cores where any is allowed, and no more than the quota pays
 * for in full, as a thread that waits for its share stalls all others at llama.cpp's barriers.
 */
function usableCores({ cores, performance }: Topology, allowed: ReadonlySet<number>, quota: number | null): number {
  const fast = new Set([...allowed].filter((processor) => performance.has(processor)));
  const usable = coresAmong(cores, fast.size > 0 ? fast : allowed);
  return quota === null ? usable : Math.max(1, Math.min(usable, Math.floor(quota)));
}
