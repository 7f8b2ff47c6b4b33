import { z } from "zod";
import {
  type InstalledFitsRequest,
  type InstalledFitsRequestInput,
  type LibraryFolderId,
  type MoveVariant,
  type RemoveVariant,
  type ReplaceVariant,
  type SwitchVariant,
  type VariantId,
  mostFitsAtOnce,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";
import { planRequestSchema } from "./plan-request.ts";

export const variantIdSchema = heldTo<VariantId>()(z.object({ id: idSchema }));

export const removeVariantSchema = heldTo<RemoveVariant>()(
  variantIdSchema.extend({ confirmedBytes: z.number().int().nonnegative() }),
);

export const libraryFolderIdSchema = heldTo<LibraryFolderId>()(z.object({ id: idSchema }));

export const moveVariantSchema = heldTo<MoveVariant>()(variantIdSchema.extend({ folderId: idSchema }));

export const switchVariantSchema = heldTo<SwitchVariant>()(z.object({ fromId: idSchema, toId: idSchema }));

export const replaceVariantSchema = heldTo<ReplaceVariant>()(
  switchVariantSchema.extend({ confirmedBytes: z.number().int().nonnegative(), isDuplicate: z.boolean() }),
);

export const installedFitsSchema = heldTo<InstalledFitsRequest, InstalledFitsRequestInput>()(
  z.object({ ids: z.array(idSchema).max(mostFitsAtOnce), plan: planRequestSchema.default({}) }),
);
