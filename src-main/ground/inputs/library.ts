import { z } from "zod";
import type { RemoveVariant, VariantId } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

export const variantIdSchema = heldTo<VariantId>()(z.object({ id: idSchema }));

export const removeVariantSchema = heldTo<RemoveVariant>()(
  variantIdSchema.extend({ confirmedBytes: z.number().int().nonnegative() }),
);
