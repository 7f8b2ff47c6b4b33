import { cpus, totalmem } from "node:os";
import { z } from "zod";
import type { HardwareProfile } from "../../../src-shared/contract/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";
import type { Logger } from "../core/index.ts";
import { readJsonFile, replaceFile } from "../files/index.ts";

const bounds = { bytes: 16 * 1024, depth: 4, values: 100 };

const keptSchema = z.object({
  version: z.literal(2),
  processor: z.string(),
  memoryBytes: z.number().positive(),
  bytesPerSecond: z.number().positive(),
  /** Milliseconds since 1970. */
  at: z.number().int().nonnegative().nullable().default(null),
});

/** A measurement belongs to the processor and the memory it was taken on: a data folder can move to another computer. */
type Measured = Pick<z.infer<typeof keptSchema>, "processor" | "memoryBytes">;

/** A kernel's update changes what it keeps for itself by some MiB; it is the same memory. */
const sameMemoryBytes = 256 * MiB;

const thisComputer = (): Measured => ({ processor: cpus()[0]?.model.trim() ?? "unknown", memoryBytes: totalmem() });

export interface KeptBandwidthOptions {
  path: string;
  logger: Logger;
  here?: Measured;
}

/** The memory bandwidth that was measured here, and when, kept from run to run. */
export class KeptBandwidth {
  readonly #options: KeptBandwidthOptions;
  readonly #here: Measured;
  #kept: { bytesPerSecond: number; at: number | null } | null;

  constructor(options: KeptBandwidthOptions) {
    this.#options = options;
    this.#here = options.here ?? thisComputer();
    this.#kept = this.#read();
  }

  /** Null when it never was measured on this computer. */
  get(): { bytesPerSecond: number; at: number | null } | null {
    return this.#kept;
  }

  /** Keeps what a profile says was measured; one that says nothing new costs nothing. */
  keep({ memory }: Pick<HardwareProfile, "memory">): void {
    const bytesPerSecond = memory.bandwidthBasis === "measured" ? memory.bandwidthBytesPerSecond : null;
    const at = memory.bandwidthMeasuredAt ?? null;
    if (bytesPerSecond === null || (bytesPerSecond === this.#kept?.bytesPerSecond && at === this.#kept.at)) return;
    this.#kept = { bytesPerSecond, at };
    const file: z.infer<typeof keptSchema> = { version: 2, ...this.#here, bytesPerSecond, at };
    const { path, logger } = this.#options;
    try {
      replaceFile(path, `${JSON.stringify(file)}\n`);
    } catch (error) {
      // It can be measured again.
      logger.warn("the measured bandwidth could not be kept", { error: String(error) });
    }
  }

  #read(): { bytesPerSecond: number; at: number | null } | null {
    const here = this.#here;
    try {
      const { processor, memoryBytes, bytesPerSecond, at } = keptSchema.parse(readJsonFile(this.#options.path, bounds));
      const isHere = processor === here.processor && Math.abs(memoryBytes - here.memoryBytes) < sameMemoryBytes;
      return isHere ? { bytesPerSecond, at } : null;
    } catch {
      return null;
    }
  }
}
