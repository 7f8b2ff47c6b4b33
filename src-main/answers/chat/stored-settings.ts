import { z } from "zod";
import {
  type ConversationSettings,
  defaultConversationSettings,
  defaultSampling,
  freeForm,
  fullPolicies,
  samplingChanges,
} from "../../../src-shared/contract/index.ts";
import { keptFormSchema } from "../../ground/schemas/index.ts";

/** Bounds are for what comes in: what an older version took is kept as it is. */
const first = z.object({
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

const number = z.number().exactOptional();
const second = z.object({
  systemPrompt: z.string(),
  preset: z.string().nullable(),
  sampling: z.object({
    temperature: number,
    topP: number,
    topK: number,
    minP: number,
    xtcProbability: number,
    xtcThreshold: number,
    repeatPenalty: number,
    presencePenalty: number,
    frequencyPenalty: number,
    repeatTokens: number,
    dryStrength: number,
    dryBase: number,
    dryAllowedTokens: number,
    tokenBias: z.array(z.object({ text: z.string(), bias: z.number().nullable() })).exactOptional(),
    stops: z.array(z.string()).exactOptional(),
    seed: z.number().nullable().exactOptional(),
    maxTokens: z.number().nullable().exactOptional(),
  }),
  thinking: z.object({
    on: z.boolean().nullable(),
    effort: z.string().nullable(),
    budgetTokens: z.number().nullable(),
  }),
  whenFull: z.enum(fullPolicies),
  contextTokens: z.number().nullable(),
  // Conversations of before had none.
  answerForm: keptFormSchema.default(freeForm),
});

/** What our own exports have; the second version is told by its preset. */
export const exportedSettingsSchema = z.union([second, first]);

const stored = z.discriminatedUnion("version", [
  first.extend({ version: z.literal(1) }),
  second.extend({ version: z.literal(2) }),
]);

/** A conversation's settings as its row keeps them. */
export function toStored(settings: ConversationSettings): string {
  return JSON.stringify({ version: 2, ...settings });
}

/** Throws for what no version has written. */
export function fromStored(json: string): ConversationSettings {
  const kept = stored.parse(JSON.parse(json));
  if (kept.version === 1) return fromFirst(kept);
  const { version: _version, ...settings } = kept;
  return settings;
}

/** There were no presets, and everything had what "balanced" has now: a conversation goes on as it was. */
function fromFirst({ systemPrompt, sampling, contextTokens }: z.infer<typeof first>): ConversationSettings {
  const changes = samplingChanges(defaultSampling, sampling);
  return { ...defaultConversationSettings, systemPrompt, preset: "balanced", sampling: changes, contextTokens };
}
