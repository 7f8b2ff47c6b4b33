import type { Gpu } from "../../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../../src-shared/figures/index.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { withWay } from "./gpu-backend.ts";
import { deviceNumber, isIntegratedById, isIntegratedIntel } from "./gpu-kind.ts";
import { type PciGpu, type PciGpuContext, marketingName, pciFolder, wayToPci } from "./pci-gpus.ts";

/** A window into a card's memory that shows less than this is the small one that every card has. */
const leastCardWindowBytes = GiB;
/** Intel's processors have had their graphics at this place of the bus ever since. */
const ownPlace = /^[0-9a-f]{4}:00:02\.0$/i;

/** Integrated ones borrow up to half of the system's memory; a card's memory is what its driver says, else its largest window. */
export async function intelGpu(system: ProbeSystem, gpu: PciGpu, context: PciGpuContext): Promise<Gpu> {
  const listed = context.names.get(gpu.address);
  const window = largestWindow(await system.readText(`${pciFolder}/${gpu.address}/resource`));
  const unified = isIntegrated(gpu, listed, window);
  const name = marketingName(gpu, listed);
  const shown = window < leastCardWindowBytes ? null : window;
  return withWay(wayToPci(gpu, context.way), {
    vendor: "intel",
    name,
    dedicatedBytes: unified ? null : ((await toldBytes(system, gpu)) ?? shown),
    sharedBytes: unified ? Math.floor(context.systemBytes / 2) : null,
    freeBytes: null,
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: unified ? null : gpuBandwidth(listed ?? name),
    driver: null,
  });
}

/** An unnamed device of a virtual machine may sit at any place: then only a card shows gigabytes of dedicated memory. */
function isIntegrated(gpu: PciGpu, listed: string | undefined, window: number): boolean {
  const byId = isIntegratedById("intel", deviceNumber(gpu.deviceId));
  if (byId !== null) return byId;
  if (listed !== undefined && !listed.startsWith("Device ")) return isIntegratedIntel(listed);
  return ownPlace.test(gpu.address) || window < leastCardWindowBytes;
}

/** What the driver (xe, and i915 on some kernels) publishes; windows are small where the firmware does not resize them. */
async function toldBytes(system: ProbeSystem, { address }: PciGpu): Promise<number | null> {
  const folder = `${pciFolder}/${address}`;
  const screens = (await system.list(`${folder}/drm`)).filter((name) => /^card\d+$/.test(name));
  const files = [
    `${folder}/tile0/physical_vram_size_bytes`,
    ...screens.map((name) => `${folder}/drm/${name}/lmem_total_bytes`),
  ];
  for (const file of files) {
    const bytes = Number((await system.readText(file))?.trim() || NaN);
    if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  }
  return null;
}

/** Lines of "start end flags" in hexadecimal. */
function largestWindow(resource: string | null): number {
  const sizes = (resource ?? "").split("\n").map((line) => {
    const [start, end] = line.split(" ");
    const size = Number(end) - Number(start) + 1;
    return Number.isSafeInteger(size) && size > MiB ? size : 0;
  });
  return Math.max(0, ...sizes);
}
