import { z } from "zod";
import {
  type ComparisonId,
  type ExportComparisons,
  type StartComparison,
  type StartComparisonInput,
  type StopComparison,
  type VoteOnComparison,
  compareLimits as limits,
  tableFormats,
} from "../../../src-shared/contract/index.ts";
import { heldTo, seedSchema } from "../schemas/index.ts";
import { conversationSettingsSchema, messageChoiceSchema } from "./chat.ts";
import { idSchema } from "./id.ts";

export const comparisonIdSchema = heldTo<ComparisonId>()(z.object({ id: idSchema }));

export const stopComparisonSchema = heldTo<StopComparison>()(z.object({ id: idSchema.nullable() }));

export const voteOnComparisonSchema = heldTo<VoteOnComparison>()(
  z.object({
    id: idSchema,
    better: z
      .number()
      .int()
      .min(0)
      .max(limits.mostSides - 1)
      .nullable(),
  }),
);

export const exportComparisonsSchema = heldTo<ExportComparisons>()(z.object({ format: z.enum(tableFormats) }));

export const startComparisonSchema = heldTo<StartComparison, StartComparisonInput>()(
  z.object({
    variantIds: z.array(idSchema).min(limits.leastSides).max(limits.mostSides),
    prompts: z.array(z.string().trim().min(1).max(limits.promptCharacters)).min(1).max(limits.mostPrompts),
    seed: seedSchema.nullable().default(null),
    settings: conversationSettingsSchema.prefault({}),
    from: messageChoiceSchema.nullable().default(null),
    isBlind: z.boolean().default(false),
    atOnce: z.boolean().default(false),
  }),
);
