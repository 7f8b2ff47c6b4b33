import { z } from "zod";
import { exportedSettingsSchema } from "../../../stored-settings.ts";
import { keptPartKinds } from "../../../types.ts";

/** Milliseconds since 1970. */
const time = z.int().nonnegative();
const id = z.string().min(1).max(500);

/** A part; what `data` is follows from the kind. */
const partSchema = z.object({
  kind: z.enum(keptPartKinds),
  text: z.string(),
  data: z.unknown().optional(),
});

const messageSchema = z.object({
  id,
  parentId: id.nullable(),
  role: z.enum(["user", "assistant"]),
  state: z.enum(["complete", "stopped", "interrupted", "failed"]),
  error: z.unknown().optional(),
  model: z.string().nullable(),
  createdAt: time,
  /** A person has written this answer anew. */
  edited: z.boolean().optional(),
  parts: z.array(partSchema),
  stats: z.unknown().optional(),
  form: z.unknown().optional(),
  /** What a model has written of all messages down to this one, to be given in their place. */
  summary: z.unknown().optional(),
});

export const ownConversationSchema = z.object({
  id,
  title: z.string(),
  model: z.string().nullable(),
  /** Names, the outermost first. */
  folders: z.array(z.string()),
  settings: exportedSettingsSchema,
  /** The last message of the branch that is shown. */
  headId: id.nullable(),
  createdAt: time,
  updatedAt: time,
  /** A parent before its children, siblings in their order. */
  messages: z.array(messageSchema),
});

/** The whole file; `docs/conversations.schema.json` is made of it. */
export const ownFileSchema = z.object({
  format: z.literal("bitloft-conversations"),
  version: z.literal(1),
  conversations: z.array(ownConversationSchema),
});
