import type { HardwareProfile, ProbeSource } from "../../../src-shared/contract/index.ts";

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
  const add = (field: string, source: ProbeSource): void => {
    if (!failed.has(field)) sources.push({ field, ...source });
  };
  switch (platform) {
    case "linux":
      add("cpu", ofSystem("/proc/cpuinfo", "/sys/devices/system/cpu"));
      add("cpu.usableCores", { key: "of-affinity", figures: {} });
      add("memory", ofSystem("/proc/meminfo"));
      if (memory.limitBytes !== null) add("memory.limitBytes", ofSystem("/sys/fs/cgroup"));
      break;
    case "darwin":
      add("cpu", ofSystem("sysctl"));
      add("memory", ofSystem("sysctl", "vm_stat"));
      break;
    case "win32":
      add("cpu", { key: "of-windows", figures: {} });
      add("memory", { key: "of-windows", figures: {} });
      break;
    default:
      break;
  }
  gpus.forEach((gpu, i) => {
    sources.push({ field: `gpus.${i}`, ...gpuSource(platform, gpu) });
  });
  add("disk", { key: "of-file-system", figures: {} });
  return sources;
}

/** Files and programs, by the names that they have everywhere. */
const ofSystem = (...names: string[]): ProbeSource => ({ key: "of-system", figures: { names } });

function gpuSource(platform: string, gpu: HardwareProfile["gpus"][number]): ProbeSource {
  if (gpu.vendor === "apple") return { key: "of-chip-table", figures: {} };
  if (gpu.vendor === "nvidia" && gpu.driver !== null) return ofSystem("nvidia-smi");
  return platform === "win32" ? { key: "of-registry", figures: {} } : ofSystem("/sys/bus/pci");
}
