import type { Gpu, HardwareProfile } from "../../../src-main/contract/index.ts";
import { formatBytes } from "../../ui/format.ts";

const systems: Readonly<Record<string, string>> = { linux: "Linux", win32: "Windows", darwin: "macOS" };

/** "Linux, x64". */
export function systemWords(platform: string, arch: string): string {
  return `${systems[platform] ?? platform}, ${arch}`;
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
