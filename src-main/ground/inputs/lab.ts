import { z } from "zod";
import {
  type CollectMatrix,
  type DryRunRequest,
  type MakeRequest,
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

const matrixSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("collected") }),
  z.object({ kind: z.literal("chosen"), id: idSchema }),
]);
const tokens = z.number().int().min(1).max(mostLabTokens);
const maxLabelCharacters = 40;
const maxNameCharacters = 150;

const dryRunFields = {
  variantId: idSchema,
  label: z.string().min(1).max(maxLabelCharacters),
  matrix: matrixSchema.nullable(),
};
export const dryRunSchema = heldTo<DryRunRequest>()(z.object(dryRunFields));

export const makeSchema = heldTo<MakeRequest>()(
  z.object({
    ...dryRunFields,
    name: z.string().min(1).max(maxNameCharacters).nullable(),
    thenMeasure: z.object({ text: labTextSchema, tokens }).nullable(),
  }),
);

export const collectMatrixSchema = heldTo<CollectMatrix>()(
  z.object({ variantId: idSchema, text: labTextSchema, tokens }),
);

export const measurementIdSchema = heldTo<MeasurementId>()(z.object({ id: z.string().min(1).max(maxIdCharacters) }));
