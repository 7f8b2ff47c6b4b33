import { z } from "zod";
import { planSchema } from "../../../ground/schemas/index.ts";

/** Longest text that crosses the pipe: a path, or why something did not work. */
const maxCharacters = 4096;
/** More of each than any computer has. */
const maxDevices = 64;
const maxDeviceCharacters = 200;

const bytes = z.number().nonnegative();

/** Main to worker. */
export const questionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("estimate"),
    id: z.number().int().nonnegative(),
    /** A GGUF file of which only the header need be there. */
    file: z.string().min(1).max(maxCharacters),
    plan: planSchema,
  }),
  /** What the process's backend finds. */
  z.object({ type: z.literal("devices"), id: z.number().int().nonnegative() }),
]);
export type Question = z.infer<typeof questionSchema>;

/** The GPUs' names, as their driver reports them. */
export const deviceNamesSchema = z.array(z.string().max(maxDeviceCharacters)).max(maxDevices);

/** What the engine would take: not what its process needs besides. */
export const engineFiguresSchema = z.object({
  weightsCpuBytes: bytes,
  weightsGpuBytes: bytes,
  contextCpuBytes: bytes,
  contextGpuBytes: bytes,
});

/** Worker to main. */
export const answerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("figures"), id: z.number(), figures: engineFiguresSchema }),
  /** It did not simulate the model but used its older formula, which is wrong for quantised caches and latent attention. */
  z.object({ type: z.literal("fallback"), id: z.number(), reason: z.string() }),
  z.object({ type: z.literal("devices"), id: z.number(), names: deviceNamesSchema }),
  z.object({ type: z.literal("failed"), id: z.number(), reason: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
export const maxReasonCharacters = 1000;

/** What fits the answer of names that a driver made up. */
export function boundNames(names: readonly string[]): string[] {
  return names.slice(0, maxDevices).map((name) => name.slice(0, maxDeviceCharacters));
}
