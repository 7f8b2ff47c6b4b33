import { z } from "zod";
import type { Statement } from "../../../src-shared/contract/index.ts";

/** As it was kept. That figures go with their key is the compiler's to see, where a statement is made. */
export const statementSchema = <Kept extends Statement>(): z.ZodType<Kept, Kept> =>
  z.object({ key: z.string().max(100), figures: z.record(z.string(), z.json()) }) as unknown as z.ZodType<Kept, Kept>;
