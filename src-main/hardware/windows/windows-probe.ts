import { z } from "zod";
import type { Gpu, HardwareProfile } from "../../contract/index.ts";
import { MiB } from "../../core/index.ts";
import type { Problems } from "../attempt.ts";
import { computedBandwidth, gpuBandwidth } from "../bandwidth-tables.ts";
import { cleanCpuName } from "../cpu-name.ts";
import { gpuBackend } from "../gpu/gpu-backend.ts";
import { isIntegratedAmd, isIntegratedIntel } from "../gpu/gpu-kind.ts";
import { nvidiaGpus } from "../gpu/nvidia-smi.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "../probe-system.ts";

/** PowerShell takes a second to start, and more on a machine that is busy starting up. */
const POWERSHELL_TIMEOUT_MS = 2 * PROBE_TIMEOUT_MS;

/**
 * What WMI does not tell: a card's memory beyond 4 GB (`AdapterRAM` has 32 bits; drivers write the right size to the
 * registry) and the processor's instruction sets (PF_* of winnt.h).
 */
const script = [
  "$ErrorActionPreference='SilentlyContinue'",
  "$k='HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*'",
  "$a=@(Get-ItemProperty $k|%{@{name=[string]$_.DriverDesc;bytes=[string]$_.'HardwareInformation.qwMemorySize'}})",
  "$t=Add-Type -PassThru -Name P -Namespace B -MemberDefinition '[DllImport(\"kernel32.dll\")]public static extern bool IsProcessorFeaturePresent(uint f);'",
  "$f=@();foreach($p in @(@(38,'sse4_2'),@(39,'avx'),@(40,'avx2'),@(41,'avx512f'),@(43,'dotprod'))){if($t::IsProcessorFeaturePresent($p[0])){$f+=$p[1]}}",
  "@{adapters=$a;features=$f}|ConvertTo-Json -Compress -Depth 4",
].join(";");

const extrasSchema = z.object({
  adapters: z.array(z.object({ name: z.string(), bytes: z.string() })).max(64),
  features: z.array(z.string()).max(64),
});
export type WindowsExtras = z.infer<typeof extrasSchema>;

export async function windowsExtras(system: ProbeSystem): Promise<WindowsExtras> {
  const output = await system.run("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], {
    timeoutMs: POWERSHELL_TIMEOUT_MS,
  });
  return extrasSchema.parse(JSON.parse(output));
}

export async function windowsCpu(system: ProbeSystem, extras: WindowsExtras | null): Promise<HardwareProfile["cpu"]> {
  const { cpu } = await system.systemInformation();
  const found = await cpu();
  const logicalCores = found.cores > 0 ? found.cores : system.availableParallelism();
  const physicalCores = found.physicalCores > 0 ? found.physicalCores : logicalCores;
  // WMI does not tell cores apart. Of Intel's hybrids only the performance cores run two threads, so that what threads there are
  // beyond one a core is their number; where no core runs two, all are taken for alike.
  const seconds = logicalCores - physicalCores;
  const performanceCores = seconds > 0 ? Math.min(seconds, physicalCores) : physicalCores;
  // Affinity counts threads; with two of them a core, half as many cores are left.
  const threadsPerCore = Math.max(1, Math.round(logicalCores / physicalCores));
  const allowedCores = Math.max(1, Math.floor(system.availableParallelism() / threadsPerCore));
  const features = new Set(extras?.features ?? []);
  // Every x64 processor with AVX2 has these, and Windows has no name for them.
  if (features.has("avx2")) for (const implied of ["fma", "f16c", "bmi2"]) features.add(implied);
  if (system.arch === "arm64") features.add("neon");
  return {
    name:
      cleanCpuName([found.manufacturer, found.brand].filter((part) => part !== "").join(" ")) ||
      `${system.arch} processor`,
    physicalCores,
    logicalCores,
    performanceCores,
    usableCores: Math.min(performanceCores, allowedCores),
    instructionSets: [...features],
  };
}

export async function windowsMemory(
  system: ProbeSystem,
): Promise<{ totalBytes: number; freeBytes: number; limitBytes: null }> {
  const { mem } = await system.systemInformation();
  const { total, available } = await mem();
  if (!(total > 0) || !(available >= 0)) throw new Error("Windows told no memory");
  return { totalBytes: total, freeBytes: Math.min(total, available), limitBytes: null };
}

/** From the modules' speed; two channels wherever there are two modules or more, as on all but workstations. */
export async function moduleBandwidth(system: ProbeSystem): Promise<number | null> {
  const { memLayout } = await system.systemInformation();
  const modules = (await memLayout()).filter(({ size, clockSpeed }) => size > 0 && (clockSpeed ?? 0) > 0);
  const slowest = Math.min(...modules.map(({ clockSpeed }) => clockSpeed ?? Infinity));
  return modules.length === 0 ? null : computedBandwidth(slowest, Math.min(2, modules.length));
}

const vendorOf = (text: string): Gpu["vendor"] => {
  if (/nvidia|geforce|quadro/i.test(text)) return "nvidia";
  if (/\bamd\b|advanced micro|radeon|\bati\b/i.test(text)) return "amd";
  return /intel/i.test(text) ? "intel" : "other";
};

/** Remote desktops and virtual machines show adapters that compute nothing. */
const virtualAdapter = /microsoft (?:basic|remote|hyper-v)|virtual|vmware|parsec|citrix|indirect|displaylink|mirage/i;

export async function windowsGpus(
  system: ProbeSystem,
  problems: Problems,
  extras: WindowsExtras | null,
  systemBytes: number,
): Promise<Gpu[]> {
  const { graphics } = await system.systemInformation();
  const controllers = (await graphics()).controllers.filter(({ model }) => !virtualAdapter.test(model));
  const hasNvidia = controllers.some(({ vendor, model }) => vendorOf(`${vendor} ${model}`) === "nvidia");
  const cards = hasNvidia
    ? await problems.attempt("gpus", () => nvidiaGpus(system, gpuBackend(system.platform, system.arch, "nvidia")), null)
    : null;
  const rest = controllers.flatMap(({ vendor: maker, model, vram, driverVersion }): Gpu[] => {
    const vendor = vendorOf(`${maker} ${model}`);
    if (vendor === "nvidia" && cards !== null) return [];
    const unified = (vendor === "amd" && isIntegratedAmd(model)) || (vendor === "intel" && isIntegratedIntel(model));
    const registered = Number(extras?.adapters.find(({ name }) => name === model)?.bytes ?? NaN);
    const dedicated =
      Number.isSafeInteger(registered) && registered > 0 ? registered : vram !== null && vram > 0 ? vram * MiB : null;
    return [
      {
        vendor,
        name: model.replace(/\((?:R|TM)\)/gi, ""),
        // A card without an answering nvidia-smi has no working driver.
        backend: vendor === "nvidia" ? null : gpuBackend(system.platform, system.arch, vendor),
        dedicatedBytes: vendor === "intel" && unified ? null : dedicated,
        // Windows lets integrated graphics borrow half of the memory.
        sharedBytes: unified ? Math.floor(systemBytes / 2) : null,
        freeBytes: null,
        unified,
        workingSetBytes: null,
        bandwidthBytesPerSecond: unified ? null : gpuBandwidth(model),
        driver: driverVersion ?? null,
      },
    ];
  });
  return [...(cards ?? []), ...rest];
}
