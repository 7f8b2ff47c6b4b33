import type { Gpu } from "../../contract/index.ts";
import type { Problems } from "../attempt.ts";
import { gpuBackend } from "../gpu/gpu-backend.ts";
import { nvidiaGpus } from "../gpu/nvidia-smi.ts";
import { amdGpu, intelGpu, type PciGpu, pciGpus, pciNames, silentNvidia } from "../gpu/pci-gpus.ts";
import type { ProbeSystem } from "../probe-system.ts";

/** Where Vulkan's loader finds drivers; none there, none in use. */
const VULKAN_FOLDERS = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/** Programs are started only where /sys or the NVIDIA driver shows that there is something to ask about. */
export async function linuxGpus(system: ProbeSystem, problems: Problems, systemBytes: number): Promise<Gpu[]> {
  const onBus = await pciGpus(system);
  const nvidia = onBus.filter(({ vendor }) => vendor === "nvidia");
  const others = onBus.filter(({ vendor }) => vendor !== "nvidia");
  const hasDriver =
    (await system.readText("/proc/driver/nvidia/version")) !== null || (await isWindowsSubsystem(system));
  // A device tree has no PCI bus, as on NVIDIA's own boards; the driver is there all the same.
  const cards = hasDriver
    ? await problems.attempt("gpus", () => nvidiaGpus(system, gpuBackend(system.platform, system.arch, "nvidia")), null)
    : null;
  if (cards === null && nvidia.length === 0 && others.length === 0) return [];

  const needsNames = others.length > 0 || (cards === null && nvidia.length > 0);
  const names = needsNames
    ? await problems.attempt("gpus", () => pciNames(system), new Map<string, string>())
    : new Map<string, string>();
  const silent = cards === null ? nvidia.map((gpu) => silentNvidia(gpu, { names, systemBytes })) : [];
  if (silent.length > 0 && !hasDriver) {
    problems.add("gpus", "There is an NVIDIA card, and its driver is not installed, so the engine cannot use it.");
  }
  const vulkan = others.length > 0 && (await hasVulkan(system));
  const rest = await Promise.all(others.map((gpu) => otherGpu(system, gpu, { names, systemBytes }, vulkan)));
  if (!vulkan && rest.length > 0 && gpuBackend(system.platform, system.arch, "amd") !== null) {
    problems.add(
      "gpus",
      "No Vulkan driver is installed, so the engine cannot use this GPU. Debian and Ubuntu: mesa-vulkan-drivers.",
    );
  }
  return [...(cards ?? []), ...silent, ...rest];
}

async function hasVulkan(system: ProbeSystem): Promise<boolean> {
  const folders = await Promise.all(VULKAN_FOLDERS.map((folder) => system.list(folder)));
  return folders.flat().some((name) => name.endsWith(".json"));
}

/** In WSL the card is behind /dev/dxg and there is no /proc/driver/nvidia; nvidia-smi comes from Windows. */
async function isWindowsSubsystem(system: ProbeSystem): Promise<boolean> {
  const release = (await system.readText("/proc/sys/kernel/osrelease")) ?? "";
  return /microsoft/i.test(release) && (await system.list("/usr/lib/wsl/lib")).includes("nvidia-smi");
}

async function otherGpu(
  system: ProbeSystem,
  gpu: PciGpu,
  context: { names: ReadonlyMap<string, string>; systemBytes: number },
  vulkan: boolean,
): Promise<Gpu> {
  const backend = vulkan ? gpuBackend(system.platform, system.arch, gpu.vendor) : null;
  return gpu.vendor === "amd"
    ? amdGpu(system, gpu, { ...context, backend })
    : intelGpu(system, gpu, { ...context, backend });
}
