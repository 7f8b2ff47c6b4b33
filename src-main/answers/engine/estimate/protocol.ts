import { z } from "zod";
import { planSchema } from "../../../ground/schemas/index.ts";

/** Longest text that crosses the pipe: a path, or why something did not work. */
const maxCharacters = 4096;

const bytes = z.number().nonnegative();

/** Main to worker. */
export const questionSchema = z.object({
  id: z.number().int().nonnegative(),
  /** A GGUF file of which only the header need be there. */
  file: z.string().min(1).max(maxCharacters),
  plan: planSchema,
});
export type Question = z.infer<typeof questionSchema>;

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
  z.object({ type: z.literal("failed"), id: z.number(), reason: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
export const maxReasonCharacters = 1000;
