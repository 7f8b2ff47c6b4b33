import { cpus, totalmem } from "node:os";
import { z } from "zod";
import { MiB } from "../../src-shared/figures/index.ts";
import type { Logger } from "../ground/core/index.ts";
import { readJsonFile, replaceFile } from "../ground/files/index.ts";

const bounds = { bytes: 16 * 1024, depth: 4, values: 100 };

const keptSchema = z.object({
  version: z.literal(2),
  processor: z.string(),
  memoryBytes: z.number().positive(),
  bytesPerSecond: z.number().positive(),
  /** Milliseconds since 1970. */
  at: z.number().int().nonnegative().nullable().default(null),
});

export interface KeptBandwidth {
  bytesPerSecond: number;
  at: number | null;
}

/** A measurement belongs to the processor and the memory it was taken on: a data folder can move to another computer. */
type Measured = Pick<z.infer<typeof keptSchema>, "processor" | "memoryBytes">;

/** A kernel's update changes what it keeps for itself by some MiB; it is the same memory. */
const sameMemoryBytes = 256 * MiB;

const thisComputer = (): Measured => ({ processor: cpus()[0]?.model.trim() ?? "unknown", memoryBytes: totalmem() });

/** The memory bandwidth that was measured here before, and when; null when it never was. */
export function readKeptBandwidth(path: string, here: Measured = thisComputer()): KeptBandwidth | null {
  try {
    const { processor, memoryBytes, bytesPerSecond, at } = keptSchema.parse(readJsonFile(path, bounds));
    const isHere = processor === here.processor && Math.abs(memoryBytes - here.memoryBytes) < sameMemoryBytes;
    return isHere ? { bytesPerSecond, at } : null;
  } catch {
    return null;
  }
}

export function keepBandwidth(
  path: string,
  { bytesPerSecond, at }: KeptBandwidth,
  logger: Logger,
  here: Measured = thisComputer(),
): void {
  const kept: z.infer<typeof keptSchema> = { version: 2, ...here, bytesPerSecond, at };
  try {
    replaceFile(path, `${JSON.stringify(kept)}\n`);
  } catch (error) {
    // It can be measured again.
    logger.warn("the measured bandwidth could not be kept", { error: String(error) });
  }
}
