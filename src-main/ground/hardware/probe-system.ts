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
  /**
   * Standard output. Rejects with `ProgramMissing`, or when the program fails or takes longer than its time; what it had printed until
   * then is the error's `stdout`.
   */
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

/** A program that is not on this computer, or not at this path. */
export class ProgramMissing extends Error {
  override readonly name = "ProgramMissing";

  constructor(program: string, options?: ErrorOptions) {
    super(`${program} is not installed`, options);
  }
}

/** What a failed program had printed; empty when nothing is known of it. */
export function stdoutOf(error: unknown): string {
  const { stdout } = (error ?? {}) as { stdout?: unknown };
  return typeof stdout === "string" ? stdout : "";
}
