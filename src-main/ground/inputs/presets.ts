import { z } from "zod";
import type { ChoosePreset, PresetId, SavePreset } from "../../../src-shared/contract/index.ts";
import { answerFormSchema, heldTo, samplingChangesSchema } from "../schemas/index.ts";
import { presetSchema } from "./chat.ts";
import { idSchema } from "./id.ts";

export const presetIdSchema = heldTo<PresetId>()(z.object({ id: idSchema }));

export const savePresetSchema = heldTo<SavePreset>()(
  z.object({
    id: idSchema.nullable(),
    name: z.string().trim().min(1).max(60),
    sampling: samplingChangesSchema,
    systemPrompt: z.string().max(100_000).nullable(),
    answerForm: answerFormSchema.nullable(),
  }),
);

export const choosePresetSchema = heldTo<ChoosePreset>()(
  z.object({ variantId: idSchema, preset: presetSchema.nullable() }),
);
