import type { Gpu } from "../../contract/index.ts";
import { GiB, MiB } from "../../core/index.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "../probe-system.ts";
import { isIntegratedAmd, isIntegratedIntel } from "./gpu-kind.ts";

/** A display controller on Linux's PCI bus. */
export interface PciGpu {
  address: string;
  vendor: "nvidia" | "amd" | "intel";
  deviceId: string;
}

const vendors: Readonly<Record<string, PciGpu["vendor"]>> = { "0x10de": "nvidia", "0x1002": "amd", "0x8086": "intel" };
const PCI = "/sys/bus/pci/devices";
/** An integrated GPU's own carve-out is this small; a card's memory is not. */
const MAX_CARVE_OUT_BYTES = GiB;
/** A window into a card's memory that shows less than this is the small one that every card has. */
const MIN_CARD_WINDOW_BYTES = GiB;

/** By class 0x03 (display). Virtual and server-board adapters of other makers compute nothing and are left out. */
export async function pciGpus(system: ProbeSystem): Promise<PciGpu[]> {
  const addresses = await system.list(PCI);
  const found = await Promise.all(
    addresses.map(async (address) => {
      const kind = (await system.readText(`${PCI}/${address}/class`))?.trim() ?? "";
      if (!kind.startsWith("0x03")) return null;
      const vendor = vendors[(await system.readText(`${PCI}/${address}/vendor`))?.trim() ?? ""];
      const deviceId = (await system.readText(`${PCI}/${address}/device`))?.trim() ?? "";
      return vendor === undefined ? null : { address, vendor, deviceId };
    }),
  );
  return found.filter((gpu) => gpu !== null);
}

/** Names by address from `lspci -mm`: quoted fields class, vendor, device. Without lspci a GPU keeps its numbers. */
export async function pciNames(system: ProbeSystem): Promise<Map<string, string>> {
  const output = await system.run("lspci", ["-mm", "-D"], { timeoutMs: PROBE_TIMEOUT_MS });
  const names = new Map<string, string>();
  for (const line of output.split("\n")) {
    const match = /^(\S+) "[^"]*" "[^"]*" "([^"]*)"/.exec(line);
    if (match !== null) names.set(match[1] ?? "", match[2] ?? "");
  }
  return names;
}

/** "Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE]" as "Radeon RX 7900 XT/7900 XTX/7900 GRE". */
function marketingName(vendor: PciGpu["vendor"], name: string | undefined, deviceId: string): string {
  const maker = { nvidia: "NVIDIA", amd: "AMD", intel: "Intel" }[vendor];
  if (name === undefined || /^Device [0-9a-f]{4}$/i.test(name)) return `${maker} GPU ${deviceId}`;
  return /\[([^\]]+)\]/.exec(name)?.[1] ?? `${maker} ${name}`;
}

export interface PciGpuContext {
  names: ReadonlyMap<string, string>;
  backend: Gpu["backend"];
  systemBytes: number;
}

/** What the amdgpu driver publishes of its memory: its own (VRAM) and what it may borrow (GTT). */
export async function amdGpu(system: ProbeSystem, { address, deviceId }: PciGpu, context: PciGpuContext): Promise<Gpu> {
  const listed = context.names.get(address);
  const bytes = async (file: string): Promise<number | null> => {
    const text = (await system.readText(`${PCI}/${address}/mem_info_${file}`))?.trim() ?? "";
    return /^\d+$/.test(text) ? Number(text) : null;
  };
  const [own, ownUsed, borrowed, borrowedUsed] = await Promise.all([
    bytes("vram_total"),
    bytes("vram_used"),
    bytes("gtt_total"),
    bytes("gtt_used"),
  ]);
  const unified =
    isIntegratedAmd(listed ?? "") || (own !== null && own <= MAX_CARVE_OUT_BYTES && (borrowed ?? 0) > own);
  const ownFree = own === null || ownUsed === null ? null : Math.max(0, own - ownUsed);
  const borrowedFree = unified && borrowed !== null ? Math.max(0, borrowed - (borrowedUsed ?? 0)) : 0;
  const name = marketingName("amd", listed, deviceId);
  return {
    vendor: "amd",
    name,
    backend: context.backend,
    dedicatedBytes: own,
    sharedBytes: unified ? (borrowed ?? Math.floor(context.systemBytes / 2)) : null,
    freeBytes: ownFree === null ? null : ownFree + borrowedFree,
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: gpuBandwidth(listed ?? name, own),
    driver: (await system.readText("/sys/module/amdgpu/version"))?.trim() ?? (own === null ? null : "amdgpu"),
  };
}

/** Integrated ones borrow up to half of the system's memory; a card's memory is the size of its largest PCI window. */
export async function intelGpu(
  system: ProbeSystem,
  { address, deviceId }: PciGpu,
  context: PciGpuContext,
): Promise<Gpu> {
  const listed = context.names.get(address);
  const window = largestWindow(await system.readText(`${PCI}/${address}/resource`));
  // Without a name only a card shows gigabytes of memory of its own.
  const unified = listed === undefined ? window < MIN_CARD_WINDOW_BYTES : isIntegratedIntel(listed);
  const name = marketingName("intel", listed, deviceId);
  return {
    vendor: "intel",
    name,
    backend: context.backend,
    dedicatedBytes: unified || window < MIN_CARD_WINDOW_BYTES ? null : window,
    sharedBytes: unified ? Math.floor(context.systemBytes / 2) : null,
    freeBytes: null,
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: unified ? null : gpuBandwidth(listed ?? name),
    driver: null,
  };
}

/** A card that no driver speaks for: shown, and not used. */
export function silentNvidia(gpu: PciGpu, context: Omit<PciGpuContext, "backend">): Gpu {
  const listed = context.names.get(gpu.address);
  const name = marketingName("nvidia", listed, gpu.deviceId);
  return {
    vendor: "nvidia",
    name,
    backend: null,
    dedicatedBytes: null,
    sharedBytes: null,
    freeBytes: null,
    unified: false,
    workingSetBytes: null,
    bandwidthBytesPerSecond: gpuBandwidth(name),
    driver: null,
  };
}

/** Lines of "start end flags" in hexadecimal. */
function largestWindow(resource: string | null): number {
  const sizes = (resource ?? "").split("\n").map((line) => {
    const [start, end] = line.split(" ");
    const size = Number(end) - Number(start) + 1;
    return Number.isFinite(size) && size > MiB ? size : 0;
  });
  return Math.max(0, ...sizes);
}
