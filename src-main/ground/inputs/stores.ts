import { z } from "zod";
import { type FoundModelIds, mostModelsAtOnce } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

export const foundModelIdsSchema = heldTo<FoundModelIds>()(
  z.object({ ids: z.array(idSchema).min(1).max(mostModelsAtOnce).nullable() }),
);
