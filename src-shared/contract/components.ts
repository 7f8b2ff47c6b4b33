import type { ErrorDto } from "./errors.ts";
import type { GpuReason } from "./hardware-statements.ts";

/** Parts of the engine that are fetched when they are wanted. */
export const componentIds = ["cuda"] as const;
export type ComponentId = (typeof componentIds)[number];
export interface ComponentChoice {
  id: ComponentId;
}

export interface Component {
  id: ComponentId;
  /** `bundled`: it came with the application and cannot be removed. */
  state: "absent" | "downloading" | "paused" | "installing" | "failed" | "installed" | "bundled";
  /** The engine's, which it belongs to. */
  version: string;
  /** To be fetched for this computer. */
  downloadBytes: number;
  /** On the disk, when it is installed. */
  installedBytes: number;
  /** Of the download: on the disk for certain. */
  receivedBytes: number;
  bytesPerSecond: number | null;
  error: ErrorDto | null;
  /** Whether a card of this computer would be faster with it. */
  useful: boolean;
  /** What it needs besides and does not find here; null where nothing is missing. */
  missing: readonly GpuReason[] | null;
}
