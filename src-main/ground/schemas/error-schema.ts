import { z } from "zod";
import { type ErrorDto, errorCodes } from "../../../src-shared/contract/index.ts";

/** Of another process or of the database. That details go with their key is the compiler's to see, where an error is made. */
export const errorSchema = z.object({
  code: z.enum(errorCodes),
  key: z.string(),
  details: z.record(z.string(), z.json()),
}) as unknown as z.ZodType<ErrorDto, ErrorDto>;
