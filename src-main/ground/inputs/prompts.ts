import { z } from "zod";
import { type PromptId, type SavePrompt, promptLimits as limits } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

export const promptIdSchema = heldTo<PromptId>()(z.object({ id: idSchema }));

export const savePromptSchema = heldTo<SavePrompt>()(
  z.object({
    id: idSchema.nullable(),
    name: z.string().trim().min(1).max(limits.nameCharacters),
    text: z.string().min(1).max(limits.textCharacters),
  }),
);
