import type { Gpu, HardwareProfile } from "../contract/index.ts";
import { formatBytes } from "../core/index.ts";
import { Problems } from "./attempt.ts";
import { appleBandwidth } from "./bandwidth-tables.ts";
import { appleChip, appleGpu, darwinCpu, darwinMemory, metalWorkingSet, readSysctl } from "./darwin/darwin-probe.ts";
import { linuxCpu } from "./linux/linux-cpu.ts";
import { linuxGpus } from "./linux/linux-gpus.ts";
import { linuxMemory } from "./linux/linux-memory.ts";
import { machineName } from "./machine-name.ts";
import { probeSources } from "./probe-sources.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "./probe-system.ts";
import { moduleBandwidth, windowsCpu, windowsExtras, windowsGpus, windowsMemory } from "./windows/windows-probe.ts";

type Parts = Pick<HardwareProfile, "cpu" | "memory" | "gpus" | "appleSilicon">;

/** Two programs may be asked one after the other, each with its own limit. */
const LINUX_GPUS_LIMIT_MS = 3 * PROBE_TIMEOUT_MS;
/** systeminformation asks PowerShell several times over. */
const WINDOWS_LIMIT_MS = 3 * PROBE_TIMEOUT_MS;

/** Finds out what this computer is. Never rejects: what fails is left at its most careful value and told in `problems`. */
export async function probeMachine(system: ProbeSystem, modelsFolder: string): Promise<HardwareProfile> {
  const problems = new Problems();
  const [parts, disk] = await Promise.all([
    probePlatform(system, problems),
    problems.attempt("disk", () => system.diskSpace(modelsFolder), null),
  ]);
  return {
    name: machineName(parts),
    platform: system.platform,
    arch: system.arch,
    ...parts,
    disk,
    problems: problems.list,
    sources: probeSources(system.platform, parts, problems.list),
  };
}

function probePlatform(system: ProbeSystem, problems: Problems): Promise<Parts> {
  if (system.platform === "linux") return probeLinux(system, problems);
  if (system.platform === "darwin") return probeDarwin(system, problems);
  if (system.platform === "win32") return probeWindows(system, problems);
  problems.add("platform", `Bitloft knows no probes for ${system.platform}.`);
  return Promise.resolve({
    cpu: unknownCpu(system),
    memory: withoutBandwidth(unknownMemory(system)),
    gpus: [],
    appleSilicon: null,
  });
}

async function probeLinux(system: ProbeSystem, problems: Problems): Promise<Parts> {
  const memoryProbe = problems.attempt("memory", () => linuxMemory(system), unknownMemory(system));
  const [cpu, memory, gpus] = await Promise.all([
    problems.attempt("cpu", () => linuxCpu(system), unknownCpu(system)),
    memoryProbe,
    memoryProbe.then(({ totalBytes }) =>
      problems.attempt("gpus", () => linuxGpus(system, problems, totalBytes), noGpus(), LINUX_GPUS_LIMIT_MS),
    ),
  ]);
  return { cpu, memory: withoutBandwidth(memory), gpus, appleSilicon: null };
}

async function probeDarwin(system: ProbeSystem, problems: Problems): Promise<Parts> {
  const [sysctl, memory] = await Promise.all([
    problems.attempt("cpu", () => readSysctl(system), null),
    problems.attempt("memory", () => darwinMemory(system), unknownMemory(system)),
  ]);
  const cpu = sysctl === null ? unknownCpu(system) : darwinCpu(system, sysctl);
  const chip = sysctl === null ? null : appleChip(sysctl);
  if (sysctl === null || chip === null) {
    if (sysctl !== null) problems.add("gpus", "The engine has no GPU support on Intel Macs; it uses the processor.");
    return { cpu, memory: withoutBandwidth(memory), gpus: [], appleSilicon: null };
  }
  const workingSet = metalWorkingSet(sysctl, memory.totalBytes);
  if (!workingSet.stated) {
    const message = `Metal's limit for the GPU is an estimate (${formatBytes(workingSet.bytes)}), as only Metal itself tells it.`;
    problems.add("appleSilicon.workingSetBytes", message);
  }
  const bandwidth = appleBandwidth(chip);
  return {
    cpu,
    memory: { ...memory, bandwidthBytesPerSecond: bandwidth, bandwidthBasis: bandwidth === null ? null : "table" },
    gpus: [appleGpu(chip, workingSet.bytes, memory.freeBytes)],
    appleSilicon: { chip, workingSetBytes: workingSet.bytes },
  };
}

async function probeWindows(system: ProbeSystem, problems: Problems): Promise<Parts> {
  const extrasProbe = problems.attempt("cpu.instructionSets", () => windowsExtras(system), null, WINDOWS_LIMIT_MS);
  const memoryProbe = problems.attempt("memory", () => windowsMemory(system), unknownMemory(system), WINDOWS_LIMIT_MS);
  const [cpu, memory, gpus, bandwidth] = await Promise.all([
    extrasProbe.then((extras) =>
      problems.attempt("cpu", () => windowsCpu(system, extras), unknownCpu(system), WINDOWS_LIMIT_MS),
    ),
    memoryProbe,
    Promise.all([extrasProbe, memoryProbe]).then(([extras, { totalBytes }]) =>
      problems.attempt("gpus", () => windowsGpus(system, problems, extras, totalBytes), noGpus(), WINDOWS_LIMIT_MS),
    ),
    problems.attempt("memory.bandwidthBytesPerSecond", () => moduleBandwidth(system), null, WINDOWS_LIMIT_MS),
  ]);
  const basis = bandwidth === null ? null : ("computed" as const);
  return {
    cpu,
    memory: { ...memory, bandwidthBytesPerSecond: bandwidth, bandwidthBasis: basis },
    gpus,
    appleSilicon: null,
  };
}

const noGpus = (): Gpu[] => [];

/** One core is the only count that is never too many. */
function unknownCpu(system: ProbeSystem): HardwareProfile["cpu"] {
  const logicalCores = Math.max(1, system.availableParallelism());
  const name = `${system.arch} processor`;
  return {
    name,
    physicalCores: logicalCores,
    logicalCores,
    performanceCores: logicalCores,
    usableCores: 1,
    instructionSets: [],
  };
}

function unknownMemory(system: ProbeSystem): { totalBytes: number; freeBytes: number; limitBytes: number | null } {
  const totalBytes = Math.max(1, system.totalMemoryBytes());
  return { totalBytes, freeBytes: Math.min(totalBytes, system.freeMemoryBytes()), limitBytes: null };
}

function withoutBandwidth(memory: {
  totalBytes: number;
  freeBytes: number;
  limitBytes: number | null;
}): HardwareProfile["memory"] {
  return { ...memory, bandwidthBytesPerSecond: null, bandwidthBasis: null };
}
