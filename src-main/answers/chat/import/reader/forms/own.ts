import { z } from "zod";
import { formOutcomes, mostSummaryCharacters } from "../../../../../../src-shared/contract/index.ts";
import { keptFormSchema, seedSchema } from "../../../../../ground/schemas/index.ts";
import { importLimits } from "../../limits.ts";
import type { ForeignMessage, FormReader } from "../foreign.ts";
import { withinRanges } from "../within-ranges.ts";
import { ownConversationSchema } from "./own-schema.ts";

const formedSchema = z
  .object({ outcome: z.enum(formOutcomes).nullable(), differsAt: z.string().nullable() })
  .and(keptFormSchema);

/** Of an answer that was asked for in one. A form that cannot be read is no reason to leave its answer out. */
function formOf(json: unknown): Pick<ForeignMessage, "form"> {
  const { data } = formedSchema.safeParse(json);
  if (data === undefined || data.kind === "free") return {};
  const { outcome, differsAt: at, ...form } = data;
  return JSON.stringify(data).length > importLimits.dataCharacters
    ? {}
    : { form: { kind: form.kind, form, outcome, at } };
}

const count = z.int().min(0).max(1_000_000_000);
const rate = z.number().min(0).max(1e9).nullable();

const statsSchema = z.object({
  seed: seedSchema.nullable(),
  stopReason: z.enum(["end", "max-tokens", "context-full", "stopped"]).nullable(),
  promptTokens: count,
  cachedTokens: count,
  tokens: count,
  tokensPerSecond: rate,
  promptTokensPerSecond: rate,
  firstTokenMs: rate,
  contextUsedTokens: count,
  contextTokens: count.min(1),
  threads: z.object({ usual: count, fewest: count }).nullable(),
  leftOut: z.object({ after: count, messages: count, summarised: z.boolean().default(false) }).nullable(),
});

const summarySchema = z.object({
  text: z.string().trim().min(1).max(mostSummaryCharacters),
  edited: z.boolean(),
  variantName: z.string().max(importLimits.nameCharacters).nullable(),
  readTokens: count,
  tokens: count,
  createdAt: z.int().nonnegative(),
});

/** What cannot be read of an answer's figures, or of a summary, is no reason to leave the message out. */
function besideOf({
  stats,
  summary,
}: {
  stats?: unknown;
  summary?: unknown;
}): Pick<ForeignMessage, "stats" | "summary"> {
  const { data: figures } = statsSchema.safeParse(stats);
  const { data: kept } = summarySchema.safeParse(summary);
  return { ...(figures === undefined ? {} : { stats: figures }), ...(kept === undefined ? {} : { summary: kept }) };
}

export const own: FormReader = {
  source: "bitloft",
  isIt: (value) => "headId" in value && "settings" in value && Array.isArray(value["messages"]),
  read(value) {
    const { id, title, model, folders, settings, headId, createdAt, updatedAt, messages } =
      ownConversationSchema.parse(value);
    const held = withinRanges(settings);
    return {
      ...{
        source: "bitloft",
        sourceId: id,
        title,
        model,
        folders,
        settings: { version: "preset" in settings ? 2 : 1, ...held.settings },
        settingsLeftOut: held.leftOut,
        headId,
        createdAt,
        updatedAt,
      },
      isExact: true,
      messages: messages.map((message) => ({
        ...{
          id: message.id,
          parentId: message.parentId,
          role: message.role,
          state: message.state,
          createdAt: message.createdAt,
          ...(message.edited === true ? { edited: true } : {}),
          ...formOf(message.form),
          ...besideOf(message),
        },
        model: message.model,
        parts: message.parts.map(({ kind, text, data }) => ({ kind, text, data: data ?? null })),
      })),
    };
  },
};
