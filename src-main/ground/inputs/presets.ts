import { z } from "zod";
import {
  type ChoosePreset,
  type PresetId,
  type SavePreset,
  presetLimits as limits,
} from "../../../src-shared/contract/index.ts";
import { answerFormSchema, heldTo, samplingChangesSchema } from "../schemas/index.ts";
import { presetSchema } from "./chat.ts";
import { idSchema } from "./id.ts";

export const presetIdSchema = heldTo<PresetId>()(z.object({ id: idSchema }));

export const savePresetSchema = heldTo<SavePreset>()(
  z.object({
    id: idSchema.nullable(),
    name: z.string().trim().min(1).max(limits.nameCharacters),
    sampling: samplingChangesSchema,
    systemPrompt: z.string().max(limits.instructionsCharacters).nullable(),
    answerForm: answerFormSchema.nullable(),
  }),
);

export const choosePresetSchema = heldTo<ChoosePreset>()(
  z.object({ variantId: idSchema, preset: presetSchema.nullable() }),
);
