import { z } from "zod";
import type { ConversationSettings } from "../../../src-shared/contract/index.ts";

/** Bounds are for what comes in: what an older version took is kept as it is. */
const first = z.object({
  version: z.literal(1),
  systemPrompt: z.string(),
  sampling: z.object({
    temperature: z.number(),
    topP: z.number(),
    topK: z.number(),
    seed: z.number().nullable(),
    maxTokens: z.number().nullable(),
  }),
  contextTokens: z.number().nullable(),
});

/** A conversation's settings as its row keeps them. */
export function toStored(settings: ConversationSettings): string {
  return JSON.stringify({ version: 1, ...settings });
}

/** Throws for what no version has written. */
export function fromStored(json: string): ConversationSettings {
  const { version: _version, ...settings } = first.parse(JSON.parse(json));
  return settings;
}
