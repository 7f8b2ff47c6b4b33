import { z } from "zod";
import { errorSchema } from "../schemas/index.ts";

const path = z.string().min(1).max(4096);

/** Main to the process that works on a database, once. */
export const databaseOrderSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("copy"), from: path, to: path }),
  z.object({ type: z.literal("check"), path }),
]);
export type DatabaseOrder = z.infer<typeof databaseOrderSchema>;

/** Its answer. */
export const databaseReportSchema = z.union([
  z.object({
    check: z.discriminatedUnion("state", [
      z.object({ state: z.literal("sound"), version: z.number().int() }),
      z.object({ state: z.literal("newer") }),
      z.object({ state: z.literal("damaged"), reason: z.string() }),
    ]),
  }),
  z.object({ error: errorSchema }),
]);
export type DatabaseReport = z.infer<typeof databaseReportSchema>;
