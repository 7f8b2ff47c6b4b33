import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { z } from "zod";
import type { Logger } from "../core/index.ts";

const keptSchema = z.object({
  version: z.literal(1),
  machine: z.string(),
  bytesPerSecond: z.number().positive(),
  /** Milliseconds since 1970. */
  at: z.number().int().nonnegative().nullable().default(null),
});

export interface KeptBandwidth {
  bytesPerSecond: number;
  at: number | null;
}

/** A measurement belongs to the processor and the memory it was taken on: a data folder can move to another computer. */
const machineKey = (): string => `${cpus()[0]?.model.trim() ?? "unknown"}, ${totalmem()} bytes`;

/** The memory bandwidth that was measured here before, and when; null when it never was. */
export function readKeptBandwidth(path: string): KeptBandwidth | null {
  try {
    const { machine, bytesPerSecond, at } = keptSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return machine === machineKey() ? { bytesPerSecond, at } : null;
  } catch {
    return null;
  }
}

export function keepBandwidth(path: string, { bytesPerSecond, at }: KeptBandwidth, logger: Logger): void {
  const kept: z.infer<typeof keptSchema> = { version: 1, machine: machineKey(), bytesPerSecond, at };
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(kept)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    // It can be measured again.
    logger.warn("the measured bandwidth could not be kept", { error: String(error) });
  }
}
