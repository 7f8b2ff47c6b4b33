import type { HardwareProfile } from "../../../src-shared/contract/index.ts";

type Sources = NonNullable<HardwareProfile["sources"]>;

/**
 * Which probe found each part of a profile, for people who want to look there themselves. A part whose probe failed is
 * named in the profile's problems instead.
 */
export function probeSources(
  platform: string,
  { memory, gpus }: Pick<HardwareProfile, "memory" | "gpus">,
  problems: HardwareProfile["problems"],
): Sources {
  const failed = new Set(problems.map(({ field }) => field));
  const sources: Sources = [];
  const add = (field: string, source: string): void => {
    if (!failed.has(field)) sources.push({ field, source });
  };
  switch (platform) {
    case "linux":
      add("cpu", "/proc/cpuinfo and /sys/devices/system/cpu");
      add("cpu.usableCores", "this process's affinity and its control group");
      add("memory", "/proc/meminfo");
      if (memory.limitBytes !== null) add("memory.limitBytes", "/sys/fs/cgroup");
      break;
    case "darwin":
      add("cpu", "sysctl");
      add("memory", "sysctl and vm_stat");
      break;
    case "win32":
      add("cpu", "Windows Management Instrumentation");
      add("memory", "Windows Management Instrumentation");
      break;
    default:
      break;
  }
  gpus.forEach((gpu, i) => {
    sources.push({ field: `gpus.${i}`, source: gpuSource(platform, gpu) });
  });
  add("disk", "the file system");
  return sources;
}

function gpuSource(platform: string, gpu: HardwareProfile["gpus"][number]): string {
  if (gpu.vendor === "apple") return "sysctl and a table of known chips";
  if (gpu.vendor === "nvidia" && gpu.driver !== null) return "nvidia-smi";
  return platform === "win32" ? "the registry and Windows Management Instrumentation" : "/sys/bus/pci";
}
