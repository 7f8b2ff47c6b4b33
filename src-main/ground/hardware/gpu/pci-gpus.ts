import type { Gpu } from "../../../../src-shared/contract/index.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import { plainName } from "../plain-name.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "../probe-system.ts";
import type { WayToGpu } from "./gpu-backend.ts";

/** A display controller on Linux's PCI bus. */
export interface PciGpu {
  address: string;
  vendor: "nvidia" | "amd" | "intel";
  deviceId: string;
  /** Functions beside it at the same place on the bus, by their class. */
  siblingClasses: string[];
  /** Handed over to a virtual machine: no program here can use it. */
  givenAway: boolean;
}

const vendors: Readonly<Record<string, PciGpu["vendor"]>> = { "0x10de": "nvidia", "0x1002": "amd", "0x8086": "intel" };
export const pciFolder = "/sys/bus/pci/devices";
export const lspciTimeoutMs = PROBE_TIMEOUT_MS;
/** More functions than the bus of any computer has. */
const maxDevices = 4096;

/** By class 0x03 (display). Virtual and server-board adapters of other makers compute nothing and are left out. */
export async function pciGpus(system: ProbeSystem): Promise<PciGpu[]> {
  const addresses = (await system.list(pciFolder)).slice(0, maxDevices);
  const classes = new Map(
    await Promise.all(addresses.map(async (address) => [address, await fact(system, address, "class")] as const)),
  );
  const found = await Promise.all(
    addresses.map(async (address): Promise<PciGpu | null> => {
      if (classes.get(address)?.startsWith("0x03") !== true) return null;
      const vendor = vendors[await fact(system, address, "vendor")];
      // A virtual function of a GPU that is cut up for virtual machines is that GPU once more.
      if (vendor === undefined || (await system.list(`${pciFolder}/${address}/physfn`)).length > 0) return null;
      const slot = slotOf(address);
      return {
        address,
        vendor,
        deviceId: await fact(system, address, "device"),
        siblingClasses: [...classes].flatMap(([other, kind]) =>
          other !== address && slotOf(other) === slot ? [kind] : [],
        ),
        givenAway: /^DRIVER=(?:vfio-pci|pci-stub|xen-pciback)$/m.test(await fact(system, address, "uevent")),
      };
    }),
  );
  return found.filter((gpu) => gpu !== null);
}

async function fact(system: ProbeSystem, address: string, name: string): Promise<string> {
  return (await system.readText(`${pciFolder}/${address}/${name}`))?.trim() ?? "";
}

/** "0000:c1:00" of "0000:c1:00.0". */
const slotOf = (address: string): string => address.replace(/\.[0-7]$/, "");

/** Names by address from `lspci -mm`: quoted fields class, vendor, device. Without lspci a GPU keeps its numbers. */
export async function pciNames(system: ProbeSystem): Promise<Map<string, string>> {
  const output = await system.run("lspci", ["-mm", "-D"], { timeoutMs: lspciTimeoutMs });
  const names = new Map<string, string>();
  for (const line of output.split("\n")) {
    const match = /^(\S+) "[^"]*" "[^"]*" "([^"]*)"/.exec(line);
    if (match !== null) names.set(match[1] ?? "", plainName(match[2] ?? ""));
  }
  return names;
}

/** "Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE]" as "Radeon RX 7900 XT/7900 XTX/7900 GRE". */
export function marketingName({ vendor, deviceId }: PciGpu, listed: string | undefined): string {
  const maker = { nvidia: "NVIDIA", amd: "AMD", intel: "Intel" }[vendor];
  if (listed === undefined || listed === "" || /^Device [0-9a-f]{4}$/i.test(listed)) {
    return plainName(`${maker} GPU ${deviceId}`);
  }
  return /\[([^\]]+)\]/.exec(listed)?.[1] ?? plainName(`${maker} ${listed}`);
}

export interface PciGpuContext {
  names: ReadonlyMap<string, string>;
  way: WayToGpu;
  systemBytes: number;
}

/** The way to a GPU that is here; none to one that a virtual machine has. */
export function wayToPci({ givenAway }: PciGpu, way: WayToGpu): WayToGpu {
  return givenAway ? { backend: null, reasons: [{ key: "reserved-for-virtual-machine", figures: {} }] } : way;
}

/** A card that no driver speaks for: shown, and not used. */
export function silentNvidia(gpu: PciGpu, names: ReadonlyMap<string, string>): Gpu {
  const name = marketingName(gpu, names.get(gpu.address));
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
