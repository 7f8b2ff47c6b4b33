import type { Gpu } from "../../../../src-shared/contract/index.ts";
import type { Problems } from "../attempt.ts";
import {
  type EngineBuilds,
  type NvidiaCard,
  buildsFor,
  gpuBackend,
  wayToGpu,
  withoutRefusedWays,
} from "../gpu/gpu-backend.ts";
import { nvidiaGpus, nvidiaLimitMs } from "../gpu/nvidia-smi.ts";
import { amdGpu } from "../gpu/amd-gpu.ts";
import { intelGpu } from "../gpu/intel-gpu.ts";
import { lspciTimeoutMs, pciGpus, pciNames, silentNvidia } from "../gpu/pci-gpus.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { vulkanDrivers } from "./vulkan-driver.ts";

/** Both programs one after the other, each with its own time, and some for /sys. */
export const linuxGpusLimitMs = nvidiaLimitMs + 2 * lspciTimeoutMs;

/** Programs are started only where /sys or the NVIDIA driver shows that there is something to ask about. */
export async function linuxGpus(
  system: ProbeSystem,
  problems: Problems,
  systemBytes: number,
  builds: EngineBuilds,
): Promise<Gpu[]> {
  const onBus = await pciGpus(system);
  const nvidia = onBus.filter(({ vendor }) => vendor === "nvidia");
  const others = onBus.filter(({ vendor }) => vendor !== "nvidia");
  const hasDriver = await hasNvidiaDriver(system);
  const vulkanDriver = await vulkanDrivers(system);
  const { platform, arch } = system;
  const way = (vendor: Gpu["vendor"], own = builds) =>
    wayToGpu(vendor, { platform, arch, builds: own, vulkanDriver: vulkanDriver(vendor) });
  const wayToNvidia = (cards: readonly NvidiaCard[]) => way("nvidia", buildsFor(builds, cards));
  // A device tree has no PCI bus, as on NVIDIA's own boards; the driver is there all the same.
  const cards = hasDriver
    ? await problems.attempt("gpus", () => nvidiaGpus(system, problems, wayToNvidia), null, nvidiaLimitMs)
    : null;
  if (cards === null && nvidia.length === 0 && others.length === 0) return [];

  const needsNames = others.length > 0 || (cards === null && nvidia.length > 0);
  const names = needsNames
    ? await problems.attempt("gpus", () => pciNames(system), new Map<string, string>())
    : new Map<string, string>();
  const silent = cards === null ? nvidia.map((gpu) => silentNvidia(gpu, names)) : [];
  if (silent.length > 0 && !hasDriver) {
    problems.add("gpus", { key: "nvidia-driver-missing", figures: {} });
  }
  const rest = await Promise.all(
    others.map((gpu) => {
      const context = { names, systemBytes, way: way(gpu.vendor) };
      return gpu.vendor === "amd" ? amdGpu(system, gpu, context) : intelGpu(system, gpu, context);
    }),
  );
  const noNvidiaVulkan = vulkanDriver("nvidia");
  const all = withoutRefusedWays(
    [...(cards ?? []), ...silent, ...rest],
    builds,
    builds.vulkan ?? (noNvidiaVulkan && [noNvidiaVulkan]),
  );
  tellWhatIsLeftOut(all, system, problems);
  return all;
}

/** A GPU that a build exists for but that still cannot be used is reported with the reason. */
function tellWhatIsLeftOut(gpus: readonly Gpu[], { platform, arch }: ProbeSystem, problems: Problems): void {
  for (const { backend, backendReasons: reasons, vendor } of gpus) {
    if (backend === null && reasons !== undefined && gpuBackend(platform, arch, vendor) !== null)
      problems.add("gpus", { key: "gpu-not-usable", figures: { reasons } });
  }
}

/** The kernel's module, its devices in a container, or Windows' driver behind its subsystem for Linux. */
async function hasNvidiaDriver(system: ProbeSystem): Promise<boolean> {
  if ((await system.readText("/proc/driver/nvidia/version")) !== null) return true;
  if ((await system.list("/proc/driver/nvidia")).length > 0) return true;
  if ((await system.list("/dev")).some((name) => /^nvidia(?:ctl|\d+)$/.test(name))) return true;
  return isWindowsSubsystem(system);
}

/** In WSL the card is behind /dev/dxg and there is no /proc/driver/nvidia; nvidia-smi comes from Windows. */
async function isWindowsSubsystem(system: ProbeSystem): Promise<boolean> {
  const release = (await system.readText("/proc/sys/kernel/osrelease")) ?? "";
  return /microsoft/i.test(release) && (await system.list("/usr/lib/wsl/lib")).includes("nvidia-smi");
}
