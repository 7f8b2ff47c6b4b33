import type { Gpu } from "../../contract/index.ts";
import { MiB } from "../../core/index.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import type { ProbeSystem } from "../probe-system.ts";

const query = ["--query-gpu=name,memory.total,memory.free,driver_version", "--format=csv,noheader,nounits"] as const;
/** A laptop's card that sleeps wakes up first, and a driver that nothing keeps loaded sets up every card of a server: seconds. */
const TIMEOUT_MS = 10_000;
/** More cards than any computer has. */
const MAX_GPUS = 64;

/** NVIDIA cards with their driver's own figures. Rejects when the driver does not answer. */
export async function nvidiaGpus(system: ProbeSystem, backend: Gpu["backend"]): Promise<Gpu[]> {
  const program = system.platform === "win32" ? "nvidia-smi.exe" : "nvidia-smi";
  const gpus = parseNvidiaSmi(await system.run(program, query, { timeoutMs: TIMEOUT_MS }), backend);
  if (gpus.length === 0) throw new Error("nvidia-smi named no card");
  return gpus;
}

/** Lines of "name, total MiB, free MiB, driver". Boards that share the system's memory answer "[N/A]" for both sizes. */
function parseNvidiaSmi(output: string, backend: Gpu["backend"]): Gpu[] {
  return output
    .split("\n")
    .slice(0, MAX_GPUS)
    .flatMap((line) => {
      const [name, total, free, driver] = line.split(",").map((cell) => cell.trim());
      if (name === undefined || driver === undefined || name === "") return [];
      const mebibytes = (cell: string | undefined): number | null =>
        /^\d+$/.test(cell ?? "") ? Number(cell) * MiB : null;
      const dedicatedBytes = mebibytes(total);
      return {
        vendor: "nvidia" as const,
        name: name.replace(/^NVIDIA\s+/, ""),
        backend,
        dedicatedBytes,
        sharedBytes: null,
        freeBytes: mebibytes(free),
        unified: dedicatedBytes === null,
        workingSetBytes: null,
        bandwidthBytesPerSecond: gpuBandwidth(name),
        driver,
      };
    });
}
