import type { Gpu } from "../../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../../src-shared/figures/index.ts";
import { ProgramMissing } from "../../processes/index.ts";
import type { Problems } from "../attempt.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import {
  type EngineBuilds,
  type NvidiaCard,
  type WayToGpu,
  buildsFor,
  wayToGpu,
  withWay,
  withoutRefusedWays,
} from "../gpu/gpu-backend.ts";
import { deviceNumber, isIntegratedById, isIntegratedIntel, sharesByName } from "../gpu/gpu-kind.ts";
import { nvidiaGpus, nvidiaLimitMs } from "../gpu/nvidia-smi.ts";
import { plainName } from "../plain-name.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { type WindowsAdapter, type WindowsExtras, registryBytes } from "./windows-extras.ts";

/** systeminformation asks PowerShell several times over. */
export const wmiLimitMs = 9000;
export const windowsGpusLimitMs = nvidiaLimitMs + wmiLimitMs + 1000;
/** WMI's 32 bits end here: a size that it reports as this much may be larger. */
const wmiCapBytes = 4 * GiB - 2 * MiB;

/** A display adapter as WMI or the registry reports it. */
interface Adapter {
  vendor: Gpu["vendor"];
  name: string;
  wmiBytes: number | null;
  driver: string | null;
  registered: WindowsAdapter | null;
}

/** Remote desktops and virtual machines show adapters that compute nothing. */
const virtualAdapter =
  /microsoft (?:basic|remote|hyper-v)|virtual|virtio|vmware|virtualbox|parallels|red hat|\bqxl\b|parsec|citrix|indirect|\bidd\b|displaylink|mirage|spacedesk/i;

const pciVendors: Readonly<Record<string, Gpu["vendor"]>> = { "10DE": "nvidia", "1002": "amd", "1022": "amd", "8086": "intel" }; // prettier-ignore

function vendorOf(text: string, device = ""): Gpu["vendor"] {
  const byId = pciVendors[/VEN_([0-9A-F]{4})/i.exec(device)?.[1]?.toUpperCase() ?? ""];
  if (byId !== undefined) return byId;
  if (/nvidia|geforce|quadro/i.test(text)) return "nvidia";
  if (/\bamd\b|advanced micro|radeon|\bati\b/i.test(text)) return "amd";
  return /intel/i.test(text) ? "intel" : "other";
}

/** nvidia-smi is asked whether or not WMI knows of a card: its service may be off, or its view of a new driver out of date. */
export async function windowsGpus(
  system: ProbeSystem,
  problems: Problems,
  extras: WindowsExtras | null,
  systemBytes: number,
  builds: EngineBuilds,
): Promise<Gpu[]> {
  const { platform, arch } = system;
  // A card's driver includes Vulkan's.
  const way = (vendor: Gpu["vendor"], own = builds) =>
    wayToGpu(vendor, { platform, arch, builds: own, vulkanDriver: null });
  const wayToNvidia = (cards: readonly NvidiaCard[]) => way("nvidia", buildsFor(builds, cards));
  const asked = problems.attempt(
    "gpus",
    () => nvidiaGpus(system, problems, wayToNvidia).catch(whenMissing),
    [],
    nvidiaLimitMs,
  );
  const listed = await problems.attempt("gpus", () => wmiAdapters(system, extras), null, wmiLimitMs);
  const adapters = listed ?? registryAdapters(extras);
  const cards = await asked;
  if (cards === null && adapters.some(({ vendor }) => vendor === "nvidia"))
    problems.add("gpus", { key: "nvidia-smi-missing", figures: {} });
  const rest = adapters.flatMap((adapter) => {
    if (adapter.vendor !== "nvidia") return [gpuOf(adapter, systemBytes, way(adapter.vendor), problems)];
    // A card without an answering nvidia-smi has no working driver.
    const silent: WayToGpu = { backend: null, reasons: [{ key: "driver-silent", figures: {} }] };
    return (cards ?? []).length > 0 ? [] : [gpuOf(adapter, systemBytes, silent, problems)];
  });
  return withoutRefusedWays([...(cards ?? []), ...rest], builds, builds.vulkan);
}

function whenMissing(error: unknown): null {
  if (error instanceof ProgramMissing) return null;
  throw error;
}

async function wmiAdapters(system: ProbeSystem, extras: WindowsExtras | null): Promise<Adapter[]> {
  const { graphics } = await system.systemInformation();
  const { controllers } = await graphics();
  const adapters = controllers
    .filter(({ model }) => !virtualAdapter.test(model))
    .map(({ vendor, model, vram, driverVersion }): Adapter => {
      const registered = extras?.adapters.find(({ name }) => name === model) ?? null;
      return {
        vendor: vendorOf(`${vendor} ${model}`, registered?.device),
        name: model,
        wmiBytes: vram !== null && vram > 0 ? vram * MiB : null,
        driver: driverVersion ?? null,
        registered,
      };
    });
  if (adapters.length === 0 && controllers.length === 0) return registryAdapters(extras);
  return adapters;
}

/** The registry also remembers cards that are gone; only where WMI does not answer is it believed. */
function registryAdapters(extras: WindowsExtras | null): Adapter[] {
  const seen = new Set<string>();
  return (extras?.adapters ?? []).flatMap((registered): Adapter[] => {
    const { name, device, driver } = registered;
    const vendor = vendorOf(name, device);
    if (name === "" || vendor === "other" || virtualAdapter.test(name) || seen.has(name)) return [];
    seen.add(name);
    return [{ vendor, name, wmiBytes: null, driver: driver === "" ? null : driver, registered }];
  });
}

function gpuOf(
  { vendor, name: model, wmiBytes, driver, registered }: Adapter,
  systemBytes: number,
  way: WayToGpu,
  problems: Problems,
): Gpu {
  const name = plainName(model.replace(/\((?:R|TM|C)\)/gi, ""));
  const unified =
    isIntegratedById(vendor, deviceNumber(registered?.device ?? "")) ??
    sharesByName(vendor, name) ??
    (vendor === "intel" && isIntegratedIntel(name));
  const told = registryBytes(registered?.bytes ?? "");
  const ownBytes = told ?? wmiBytes;
  if (!unified && told === null && ownBytes !== null && ownBytes >= wmiCapBytes)
    problems.add("gpus", { key: "windows-tells-at-most", figures: { gpu: name } });
  return withWay(way, {
    vendor,
    name: name === "" ? "GPU" : name,
    dedicatedBytes: vendor === "intel" && unified ? null : ownBytes,
    // Windows lets integrated graphics borrow half of the memory.
    sharedBytes: unified ? Math.floor(systemBytes / 2) : null,
    freeBytes: null,
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: unified ? null : gpuBandwidth(name),
    driver: driver === null ? null : plainName(driver),
  });
}
