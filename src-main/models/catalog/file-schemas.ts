import { z } from "zod";
import type { LabelReading, VariantFile, VariantNote } from "../../../src-shared/contract/index.ts";
import { heldTo, statementSchema } from "../../ground/schemas/index.ts";

/** What is kept of a repository's files. */

export const variantFileSchema = heldTo<VariantFile>()(
  z.object({ path: z.string(), sizeBytes: z.number().int().nonnegative(), sha256: z.string().nullable() }),
);

export const labelReadingSchema = heldTo<LabelReading>()(
  z.object({
    name: z.string(),
    role: z.enum(["variant", "mmproj", "imatrix", "draft", "other"]),
    label: z.string().nullable(),
    modifiers: z.array(z.string()),
    shard: z.object({ index: z.number().int(), count: z.number().int().nullable() }).nullable(),
    runs: z.boolean(),
    note: statementSchema<VariantNote>().nullable(),
  }),
);
