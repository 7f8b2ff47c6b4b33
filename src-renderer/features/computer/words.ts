import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../src-shared/figures/index.ts";

const systems: Readonly<Record<string, string>> = { linux: "Linux", win32: "Windows", darwin: "macOS" };

/** "Linux, x64". */
export function systemWords(platform: string, arch: string): string {
  return `${systems[platform] ?? platform}, ${arch}`;
}

/** What could not be found out about a part and what belongs to it. */
export function problemsOf(profile: HardwareProfile, field: string): HardwareProfile["problems"] {
  return profile.problems.filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`));
}

/** Which probe told a part. */
export function sourceOf(profile: HardwareProfile, field: string): string | undefined {
  return profile.sources?.find((source) => source.field === field)?.source;
}

const bases = {
  measured: "measured here",
  computed: "computed from the memory's type",
  table: "from a table of known chips",
} as const;

export function bandwidthWords({ bandwidthBytesPerSecond, bandwidthBasis }: HardwareProfile["memory"]): string {
  if (bandwidthBytesPerSecond === null) return "not known yet";
  const basis = bandwidthBasis === null ? "" : `, ${bases[bandwidthBasis]}`;
  return `${formatBytes(bandwidthBytesPerSecond)}/s${basis}`;
}

export function backendWords(backend: Gpu["backend"]): string {
  switch (backend) {
    case "cuda":
      return "uses it through CUDA";
    case "vulkan":
      return "uses it through Vulkan";
    case "metal":
      return "uses it through Metal";
    case null:
      return "cannot use it";
  }
}
