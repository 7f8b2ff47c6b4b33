import { z } from "zod";
import type { LoadRequest, LoadRequestInput } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";
import { planRequestSchema } from "./plan-request.ts";

export const loadRequestSchema = heldTo<LoadRequest, LoadRequestInput>()(
  z.object({
    variantId: idSchema,
    plan: planRequestSchema.default({}),
    force: z.boolean().default(false),
    stepDown: z.boolean().default(false),
    beside: z.boolean().default(false),
  }),
);
