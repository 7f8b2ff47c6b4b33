import { z } from "zod";
import { type ImportSkip, importSources } from "../../../../src-shared/contract/index.ts";
import { errorSchema } from "../../../ground/schemas/index.ts";

const count = z.int().nonnegative();

/** Main to the importer, once. */
export const orderSchema = z.object({
  path: z.string(),
  databasePath: z.string(),
  attachmentsFolder: z.string(),
  /** Nothing is kept, and the counts are what they would be. */
  isDry: z.boolean(),
});
export type Order = z.infer<typeof orderSchema>;

/** Which figures belong to which key is the importer's own affair: it is of this program. */
const reasonSchema = z.object({
  key: z.string(),
  figures: z.record(z.string(), z.unknown()),
}) as unknown as z.ZodType<ImportSkip>;

/** The importer to main. */
export const newsSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("file"), source: z.enum(importSources).nullable() }),
  z.object({
    type: z.literal("written"),
    outcome: z.enum(["new", "updated", "unchanged", "older"]),
    conversationId: z.string(),
    messages: count,
    attachments: count,
  }),
  z.object({ type: z.literal("skipped"), id: z.string(), reason: reasonSchema }),
  z.object({ type: z.literal("progress"), doneBytes: count, totalBytes: count }),
  z.object({ type: z.literal("done") }),
  /** Nothing more could be kept. */
  z.object({ type: z.literal("failed"), error: errorSchema }),
]);
export type News = z.infer<typeof newsSchema>;
