import { z } from "zod";

/** Of whatever we number ourselves. */
export const idSchema = z.string().min(1).max(100);
