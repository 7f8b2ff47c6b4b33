import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { z } from "zod";
import type { Logger } from "../core/index.ts";

const keptSchema = z.object({ version: z.literal(1), machine: z.string(), bytesPerSecond: z.number().positive() });

/** A measurement belongs to the processor and the memory it was taken on: a data folder can move to another computer. */
const machineKey = (): string => `${cpus()[0]?.model.trim() ?? "unknown"}, ${totalmem()} bytes`;

/** The memory bandwidth that was measured here before, in bytes per second; null when it never was. */
export function readKeptBandwidth(path: string): number | null {
  try {
    const kept = keptSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return kept.machine === machineKey() ? kept.bytesPerSecond : null;
  } catch {
    return null;
  }
}

export function keepBandwidth(path: string, bytesPerSecond: number, logger: Logger): void {
  const kept: z.infer<typeof keptSchema> = { version: 1, machine: machineKey(), bytesPerSecond };
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(kept)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    // It can be measured again.
    logger.warn("the measured bandwidth could not be kept", { error: String(error) });
  }
}
