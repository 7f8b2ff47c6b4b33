import { z } from "zod";
import {
  type MeasureChoice,
  type MeasurementId,
  bundledTextNames,
  mostLabTokens,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

/** Three hashes, a count and a version. */
const maxIdCharacters = 300;

const labTextSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bundled"), name: z.enum(bundledTextNames) }),
  z.object({ kind: z.literal("conversations") }),
  z.object({ kind: z.literal("chosen"), id: idSchema }),
]);

export const measureChoiceSchema = heldTo<MeasureChoice>()(
  z.object({
    variantId: idSchema,
    referenceId: idSchema,
    text: labTextSchema,
    tokens: z.number().int().min(1).max(mostLabTokens),
  }),
);

export const measurementIdSchema = heldTo<MeasurementId>()(z.object({ id: z.string().min(1).max(maxIdCharacters) }));
