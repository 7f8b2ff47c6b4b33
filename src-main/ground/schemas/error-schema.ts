import { z } from "zod";
import { type ErrorDto, errorCodes } from "../../../src-shared/contract/index.ts";
import { heldTo } from "./held-to.ts";

export const errorSchema = heldTo<ErrorDto>()(
  z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
);
