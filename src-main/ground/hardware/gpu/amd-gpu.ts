import type { Gpu } from "../../../../src-shared/contract/index.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { withWay } from "./gpu-backend.ts";
import { deviceNumber, isIntegratedById, sharesByName } from "./gpu-kind.ts";
import { type PciGpu, type PciGpuContext, marketingName, pciFolder, wayToPci } from "./pci-gpus.ts";

/** What firmware sets aside for graphics by default; no card has this little. */
const usualCarveOutBytes = GiB;
/** The processor's own security engine and its USB ports sit beside its graphics; a card brings sound and USB-C at most. */
const securityEngine = "0x1080";

interface AmdMemory {
  ownBytes: number | null;
  ownUsedBytes: number | null;
  borrowedBytes: number | null;
  borrowedUsedBytes: number | null;
}

/** What the amdgpu driver publishes of its memory: its own (VRAM) and what it may borrow (GTT). */
export async function amdGpu(system: ProbeSystem, gpu: PciGpu, context: PciGpuContext): Promise<Gpu> {
  const listed = context.names.get(gpu.address);
  const bytes = async (file: string): Promise<number | null> => {
    const text = (await system.readText(`${pciFolder}/${gpu.address}/mem_info_${file}`))?.trim() ?? "";
    return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
  };
  const [ownBytes, ownUsedBytes, borrowedBytes, borrowedUsedBytes] = await Promise.all([
    bytes("vram_total"),
    bytes("vram_used"),
    bytes("gtt_total"),
    bytes("gtt_used"),
  ]);
  const memory = { ownBytes, ownUsedBytes, borrowedBytes, borrowedUsedBytes };
  const unified = isIntegrated(gpu, listed, memory);
  const name = marketingName(gpu, listed);
  return withWay(wayToPci(gpu, context.way), {
    vendor: "amd",
    name,
    dedicatedBytes: ownBytes,
    sharedBytes: unified ? (borrowedBytes ?? Math.floor(context.systemBytes / 2)) : null,
    freeBytes: freeBytes(memory, unified),
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: gpuBandwidth(listed ?? name, ownBytes),
    driver: (await system.readText("/sys/module/amdgpu/version"))?.trim() ?? (ownBytes === null ? null : "amdgpu"),
  });
}

/** A carve-out may be as large as a card's memory, so its size decides only where nothing else does. */
function isIntegrated(gpu: PciGpu, listed: string | undefined, { ownBytes, borrowedBytes }: AmdMemory): boolean {
  return (
    isIntegratedById("amd", deviceNumber(gpu.deviceId)) ??
    (gpu.siblingClasses.some((kind) => kind.startsWith(securityEngine)) || null) ??
    sharesByName("amd", listed ?? "") ??
    (ownBytes !== null && ownBytes <= usualCarveOutBytes && (borrowedBytes ?? 0) > ownBytes)
  );
}

function freeBytes(memory: AmdMemory, unified: boolean): number | null {
  const { ownBytes, ownUsedBytes, borrowedBytes, borrowedUsedBytes } = memory;
  if (ownBytes === null || ownUsedBytes === null) return null;
  const borrowed = unified && borrowedBytes !== null ? Math.max(0, borrowedBytes - (borrowedUsedBytes ?? 0)) : 0;
  return Math.max(0, ownBytes - ownUsedBytes) + borrowed;
}
