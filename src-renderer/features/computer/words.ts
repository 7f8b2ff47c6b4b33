import type { Gpu, HardwareProfile, ProbeSource } from "../../../src-shared/contract/index.ts";
import { type WindowWords, backendNames } from "../../../src-shared/words/index.ts";

const systems: Readonly<Record<string, string>> = { linux: "Linux", win32: "Windows", darwin: "macOS" };

/** "Linux, x64". */
export function systemWords({ computer }: WindowWords, platform: string, arch: string): string {
  return computer.system(systems[platform] ?? platform, arch);
}

/** What could not be found out about a part and what belongs to it. */
export function problemsOf(profile: HardwareProfile, field: string): HardwareProfile["problems"] {
  return profile.problems.filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`));
}

/** Which probe found a part. */
export function sourceOf(profile: HardwareProfile, field: string): ProbeSource | undefined {
  return profile.sources?.find((source) => source.field === field);
}

export function bandwidthWords(
  { computer }: WindowWords,
  { bandwidthBytesPerSecond, bandwidthBasis }: HardwareProfile["memory"],
): string {
  const words = computer.memory;
  if (bandwidthBytesPerSecond === null) return words.notMeasured;
  return words.bandwidth(bandwidthBytesPerSecond, bandwidthBasis && words.bases[bandwidthBasis]);
}

export function backendWords({ computer }: WindowWords, backend: Gpu["backend"]): string {
  return backend === null ? computer.graphics.notUsed : computer.graphics.usedThrough(backendNames[backend]);
}
