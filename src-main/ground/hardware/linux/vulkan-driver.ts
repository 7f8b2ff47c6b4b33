import type { Gpu, GpuReason } from "../../../../src-shared/contract/index.ts";
import type { ProbeSystem } from "../probe-system.ts";

/** Where Vulkan's loader finds drivers (`VkDriverManifest`); none there, none in use. */
const folders = [
  "/usr/share/vulkan/icd.d",
  "/etc/vulkan/icd.d",
  "/usr/local/share/vulkan/icd.d",
  "/run/opengl-driver/share/vulkan/icd.d",
  "/usr/lib/wsl/vulkan/icd.d",
];

/** By the names that Mesa and the makers give their manifests. */
const drivers: Readonly<Partial<Record<Gpu["vendor"], RegExp>>> = {
  amd: /radeon|amd/i,
  intel: /intel/i,
  nvidia: /nvidia|nouveau/i,
};
/** They compute on the processor, or belong to chips that are on no PCI bus. */
const notForCards = /lvp|llvmpipe|swiftshader|virtio|gfxstream|broadcom|freedreno|panfrost|panvk|asahi|powervr/i;

/** Which makers' GPUs Vulkan can reach, by the manifests there are. One of an unknown name may serve any. */
export async function vulkanDrivers(system: ProbeSystem): Promise<(vendor: Gpu["vendor"]) => GpuReason | null> {
  const chosen = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].flatMap((name) => system.env[name]?.split(":") ?? []);
  const found = await Promise.all(folders.map((folder) => system.list(folder)));
  const names = [...chosen.map((path) => path.slice(path.lastIndexOf("/") + 1)), ...found.flat()].filter(
    (name) => name.endsWith(".json") && !notForCards.test(name),
  );
  const known = Object.values(drivers);
  return (vendor) => {
    const own = drivers[vendor];
    const serves = names.some((name) => own?.test(name) === true || !known.some((driver) => driver.test(name)));
    return serves ? null : missing(vendor);
  };
}

function missing(vendor: Gpu["vendor"]): GpuReason {
  return { key: vendor === "nvidia" ? "nvidia-vulkan-driver-missing" : "vulkan-driver-missing", figures: {} };
}
