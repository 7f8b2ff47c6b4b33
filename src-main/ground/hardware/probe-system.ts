import type * as systeminformation from "systeminformation";

/** The calls of systeminformation that the probes use; imported only where a platform has nothing better. */
export type SystemInformation = Pick<typeof systeminformation, "cpu" | "mem" | "memLayout" | "graphics">;

/** Everything that a probe may ask of the computer, so that tests can be any computer. */
export interface ProbeSystem {
  /** As `process.platform` and `process.arch`. */
  platform: string;
  arch: string;
  /** Where a system keeps its programs. */
  env: Readonly<Record<string, string | undefined>>;
  /** As `runProgram`. */
  run(command: string, args: readonly string[], options: { timeoutMs: number }): Promise<string>;
  /** Null when the file is absent or may not be read. */
  readText(path: string): Promise<string | null>;
  /** Names in a folder; none when it is absent. */
  list(folder: string): Promise<string[]>;
  availableParallelism(): number;
  totalMemoryBytes(): number;
  freeMemoryBytes(): number;
  /** Of the drive that holds the folder, or would hold it. */
  diskSpace(folder: string): Promise<{ freeBytes: number; totalBytes: number }>;
  systemInformation(): Promise<SystemInformation>;
}

/** A probe that takes longer costs its own field. */
export const PROBE_TIMEOUT_MS = 3000;
