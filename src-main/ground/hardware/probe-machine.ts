import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { Problems } from "./attempt.ts";
import { appleBandwidth } from "./bandwidth-tables.ts";
import { appleChip, appleGpu, darwinCpu, darwinMemory, metalWorkingSet, readSysctl } from "./darwin/darwin-probe.ts";
import { linuxCpu } from "./linux/linux-cpu.ts";
import { type EngineBuilds, allBuilds, withoutRefusedWays } from "./gpu/gpu-backend.ts";
import { linuxGpus, linuxGpusLimitMs } from "./linux/linux-gpus.ts";
import { linuxMemory } from "./linux/linux-memory.ts";
import { machineName } from "./machine-name.ts";
import { probeSources } from "./probe-sources.ts";
import { plainName } from "./plain-name.ts";
import type { ProbeSystem } from "./probe-system.ts";
import { powershellTimeoutMs, windowsExtras } from "./windows/windows-extras.ts";
import { windowsGpus, windowsGpusLimitMs, wmiLimitMs } from "./windows/windows-gpus.ts";
import { moduleBandwidth, windowsCpu, windowsMemory } from "./windows/windows-probe.ts";

type Parts = Pick<HardwareProfile, "cpu" | "memory" | "gpus" | "appleSilicon">;

/**
 * Finds out what this computer is, and through which of the engine's builds its GPUs can be used. Never rejects: what
 * fails is left at its most careful value and named in `problems`.
 */
export async function probeMachine(
  system: ProbeSystem,
  modelsFolder: string,
  builds: EngineBuilds = allBuilds,
): Promise<HardwareProfile> {
  const problems = new Problems();
  const [parts, disk] = await Promise.all([
    probePlatform(system, problems, builds),
    problems.attempt("disk", () => system.diskSpace(modelsFolder), null),
  ]);
  const cpu = { ...parts.cpu, name: plainName(parts.cpu.name) || `${system.arch} CPU` };
  return {
    name: machineName({ ...parts, cpu }),
    platform: system.platform,
    arch: system.arch,
    ...parts,
    cpu,
    disk,
    problems: problems.list,
    sources: probeSources(system.platform, parts, problems.list),
  };
}

function probePlatform(system: ProbeSystem, problems: Problems, builds: EngineBuilds): Promise<Parts> {
  if (system.platform === "linux") return probeLinux(system, problems, builds);
  if (system.platform === "darwin") return probeDarwin(system, problems, builds);
  if (system.platform === "win32") return probeWindows(system, problems, builds);
  problems.add("platform", { key: "no-probes", figures: { platform: system.platform } });
  return Promise.resolve({
    cpu: unknownCpu(system),
    memory: withoutBandwidth(unknownMemory(system)),
    gpus: [],
    appleSilicon: null,
  });
}

async function probeLinux(system: ProbeSystem, problems: Problems, builds: EngineBuilds): Promise<Parts> {
  const memoryProbe = problems.attempt("memory", () => linuxMemory(system), unknownMemory(system));
  const [cpu, memory, gpus] = await Promise.all([
    problems.attempt("cpu", () => linuxCpu(system), unknownCpu(system)),
    memoryProbe,
    memoryProbe.then(({ totalBytes }) =>
      problems.attempt("gpus", () => linuxGpus(system, problems, totalBytes, builds), noGpus(), linuxGpusLimitMs),
    ),
  ]);
  return { cpu, memory: withoutBandwidth(memory), gpus, appleSilicon: null };
}

async function probeDarwin(system: ProbeSystem, problems: Problems, builds: EngineBuilds): Promise<Parts> {
  const [sysctl, memory] = await Promise.all([
    problems.attempt("cpu", () => readSysctl(system), null),
    problems.attempt("memory", () => darwinMemory(system), unknownMemory(system)),
  ]);
  const cpu = sysctl === null ? unknownCpu(system) : darwinCpu(system, sysctl);
  const chip = sysctl === null ? null : appleChip(sysctl);
  if (sysctl === null || chip === null) {
    if (sysctl !== null) problems.add("gpus", { key: "no-gpu-on-intel-mac", figures: {} });
    return { cpu, memory: withoutBandwidth(memory), gpus: [], appleSilicon: null };
  }
  const workingSet = metalWorkingSet(sysctl, memory.totalBytes);
  if (!workingSet.stated) {
    const figures = { bytes: workingSet.bytes };
    problems.add("appleSilicon.workingSetBytes", { key: "metal-limit-estimated", figures });
  }
  const bandwidth = appleBandwidth(chip);
  return {
    cpu,
    memory: { ...memory, bandwidthBytesPerSecond: bandwidth, bandwidthBasis: bandwidth === null ? null : "table" },
    gpus: withoutRefusedWays([appleGpu(chip, workingSet.bytes, memory.freeBytes)], builds),
    appleSilicon: { chip, workingSetBytes: workingSet.bytes },
  };
}

async function probeWindows(system: ProbeSystem, problems: Problems, builds: EngineBuilds): Promise<Parts> {
  const extrasProbe = problems.attempt(
    "cpu.instructionSets",
    () => windowsExtras(system),
    null,
    powershellTimeoutMs + 1000,
  );
  const memoryProbe = problems.attempt("memory", () => windowsMemory(system), unknownMemory(system), wmiLimitMs);
  const [cpu, memory, gpus, bandwidth] = await Promise.all([
    extrasProbe.then((extras) =>
      problems.attempt("cpu", () => windowsCpu(system, extras), unknownCpu(system), wmiLimitMs),
    ),
    memoryProbe,
    Promise.all([extrasProbe, memoryProbe]).then(([extras, { totalBytes }]) =>
      problems.attempt(
        "gpus",
        () => windowsGpus(system, problems, extras, totalBytes, builds),
        noGpus(),
        windowsGpusLimitMs,
      ),
    ),
    problems.attempt("memory.bandwidthBytesPerSecond", () => moduleBandwidth(system), null, wmiLimitMs),
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
  const name = `${system.arch} CPU`;
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
