import { z } from "zod";
import { gpuBackends } from "../../../../src-shared/contract/index.ts";
import type { Logger } from "../../../ground/core/index.ts";
import { readJsonFile, replaceFile } from "../../../ground/files/index.ts";
import { deviceNamesSchema } from "../estimate/protocol.ts";

const bounds = { bytes: 64 * 1024, depth: 6, values: 1000 };
/** More than the names and drivers of all GPUs that a computer has. */
const maxComputerCharacters = 32_768;

const answerSchema = z.object({
  /** Null where the engine can use the backend. */
  refusal: z.enum(["unopened", "no-code"]).nullable(),
  /** What it finds through it, by name. */
  devices: deviceNamesSchema,
});

const keptSchema = z.object({
  version: z.literal(1),
  engineVersion: z.string().max(300),
  /** The GPUs with their drivers, as one text: answers hold for these alone. */
  computer: z.string().max(maxComputerCharacters),
  answers: z.partialRecord(z.enum(gpuBackends), answerSchema),
});

/** What the engine said of a backend. */
export type BackendNote = z.infer<typeof answerSchema>;

/** All that it said on one computer. */
export type BackendNotes = Pick<z.infer<typeof keptSchema>, "computer" | "answers">;

/** What this version of the engine said in earlier runs; of no computer where nothing is kept. */
export function readKeptBackends(path: string, engineVersion: string): BackendNotes {
  try {
    const { computer, answers, ...kept } = keptSchema.parse(readJsonFile(path, bounds));
    if (kept.engineVersion === engineVersion) return { computer, answers };
  } catch {
    // It can be asked again.
  }
  return { computer: "", answers: {} };
}

export function keepBackends(path: string, engineVersion: string, notes: BackendNotes, logger: Logger): void {
  const kept: z.infer<typeof keptSchema> = { version: 1, engineVersion, ...notes };
  try {
    replaceFile(path, `${JSON.stringify(kept)}\n`);
  } catch (error) {
    logger.warn("what the engine can use could not be kept", { error: String(error) });
  }
}
