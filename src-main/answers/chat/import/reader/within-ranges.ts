import type { z } from "zod";
import { defaultSampling, freeForm } from "../../../../../src-shared/contract/index.ts";
import { conversationSettingsChangeSchema } from "../../../../ground/inputs/index.ts";
import { samplingBeyondRanges } from "../../../../ground/schemas/index.ts";
import type { exportedSettingsSchema } from "../../stored-settings.ts";

type Exported = z.infer<typeof exportedSettingsSchema>;

const { sampling: _sampling, ...others } = conversationSettingsChangeSchema.shape;

/**
 * Settings as a file has them, without what no engine takes: with a temperature of 99 each question would fail. `leftOut` names what was
 * left out, and is as in a new conversation.
 */
export function withinRanges(settings: Exported): { settings: Exported; leftOut: string[] } {
  const leftOut: string[] = [];
  const kept = structuredClone(settings);
  // The first version has all of them.
  const defaults: Readonly<Record<string, unknown>> = "preset" in settings ? {} : { ...defaultSampling };
  const sampling: Record<string, unknown> = kept.sampling;
  for (const key of samplingBeyondRanges(sampling)) {
    leftOut.push(key);
    if (key in defaults) sampling[key] = defaults[key];
    else Reflect.deleteProperty(sampling, key);
  }
  if (!others.contextTokens.safeParse(kept.contextTokens).success) {
    leftOut.push("contextTokens");
    kept.contextTokens = null;
  }
  if (!("preset" in kept)) return { settings: kept, leftOut };
  if (!others.preset.safeParse(kept.preset).success) {
    leftOut.push("preset");
    kept.preset = null;
  }
  if (!others.thinking.safeParse(kept.thinking).success) {
    leftOut.push("thinking");
    kept.thinking = { on: kept.thinking.on, effort: null, budgetTokens: null };
  }
  const form = others.answerForm.safeParse(kept.answerForm);
  if (!form.success) leftOut.push("answerForm");
  // Choices without the spaces around them, as the engine is asked for them.
  kept.answerForm = form.data ?? freeForm;
  return { settings: kept, leftOut };
}
