import { z } from "zod";
import { ProbeFailed } from "../attempt.ts";
import { PROBE_TIMEOUT_MS, type ProbeSystem } from "../probe-system.ts";

/** PowerShell takes a second to start, and more on a machine that is busy starting up. */
export const powershellTimeoutMs = 2 * PROBE_TIMEOUT_MS;

/**
 * What WMI does not report: a card's memory beyond 4 GB (`AdapterRAM` has 32 bits; drivers write the right size to the
 * registry), which device it is, and the processor's instruction sets (PF_* of winnt.h). Where a policy keeps
 * PowerShell from calling into Windows, the registry is still read.
 */
const script = [
  "$ErrorActionPreference='SilentlyContinue'",
  "$ProgressPreference='SilentlyContinue'",
  "$k='HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*'",
  "$a=@(Get-ItemProperty $k|%{@{name=[string]$_.DriverDesc;bytes=[string]$_.'HardwareInformation.qwMemorySize';device=[string]$_.MatchingDeviceId;driver=[string]$_.DriverVersion}})",
  "$f=@()",
  "try{$t=Add-Type -PassThru -Name P -Namespace B -MemberDefinition '[DllImport(\"kernel32.dll\")]public static extern bool IsProcessorFeaturePresent(uint f);'",
  "foreach($p in @(@(10,'sse2'),@(38,'sse4_2'),@(39,'avx'),@(40,'avx2'),@(41,'avx512f'),@(43,'dotprod'))){if($t::IsProcessorFeaturePresent($p[0])){$f+=$p[1]}}}catch{}",
  "@{adapters=$a;features=$f}|ConvertTo-Json -Compress -Depth 4",
].join(";");

const maxAdapters = 64;
const text = z.string().max(500).catch("");
const extrasSchema = z.object({
  // A list of one may come as the one.
  adapters: z.preprocess(
    (value: unknown) =>
      Array.isArray(value) ? (value as unknown[]).slice(0, maxAdapters) : value == null ? [] : [value],
    z.array(z.object({ name: text, bytes: text, device: text, driver: text }).catch(emptyAdapter)),
  ),
  features: z.array(z.string().max(40)).max(64).catch([]),
});
export type WindowsExtras = z.infer<typeof extrasSchema>;
export type WindowsAdapter = WindowsExtras["adapters"][number];

function emptyAdapter(): { name: string; bytes: string; device: string; driver: string } {
  return { name: "", bytes: "", device: "", driver: "" };
}

export async function windowsExtras(system: ProbeSystem): Promise<WindowsExtras> {
  const windows = system.env["SystemRoot"] ?? "C:\\Windows";
  const powershell = `${windows}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  const output = await system.run(powershell, ["-NoProfile", "-NonInteractive", "-Command", script], {
    timeoutMs: powershellTimeoutMs,
  });
  // Profiles and policies may have their say before and after it.
  const [from, to] = [output.indexOf("{"), output.lastIndexOf("}")];
  if (from < 0 || to < from) throw new ProbeFailed({ key: "told-nothing", figures: { source: "PowerShell" } });
  return extrasSchema.parse(JSON.parse(output.slice(from, to + 1)));
}

/** A size from the registry: a number, or as some drivers write it, its bytes, lowest first, as "0 0 0 0 4 0 0 0". */
export function registryBytes(value: string): number | null {
  const text = value.trim();
  const bytes = /^\d+$/.test(text)
    ? Number(text)
    : /^\d{1,3}(?: \d{1,3}){3,7}$/.test(text)
      ? text.split(" ").reduce((sum, byte, i) => sum + Number(byte) * 256 ** i, 0)
      : NaN;
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}
