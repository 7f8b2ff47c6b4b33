import { z } from "zod";
import {
  type AnyOf,
  type ConversationId,
  type ConversationSettings,
  type ConversationSettingsInput,
  type CreateConversation,
  type CreateConversationInput,
  type DraftOf,
  type EarlierMessages,
  type EarlierMessagesInput,
  type EditMessage,
  type EditSummary,
  type KeepDraft,
  type KeepDraftInput,
  type KeepEdit,
  type MessageChoice,
  type PromptRequest,
  type RenameConversation,
  type RetryAnswer,
  type RetryAnswerInput,
  type SendMessage,
  type SendMessageInput,
  type UpdateConversation,
  type UpdateConversationInput,
  type ThinkingSettings,
  defaultConversationSettings as defaults,
  fullPolicies,
  mostSummaryCharacters,
  mostTimes,
} from "../../../src-shared/contract/index.ts";
import { answerFormSchema, heldTo, samplingChangesSchema, seedSchema } from "../schemas/index.ts";
import { idSchema } from "./id.ts";
import { awaitedModelSchema } from "./download.ts";

const maxTextCharacters = 2_000_000;
const text = z.string().min(1).max(maxTextCharacters);
/** Deleted one by one within the seconds in which each may be had back. */
const maxHidden = 1000;

/** A built-in one's name, or the id of one's own. */
export const presetSchema = z.string().min(1).max(100);

const thinkingSchema = heldTo<ThinkingSettings, AnyOf<ThinkingSettings>>()(
  z.object({
    on: z.boolean().nullable().default(defaults.thinking.on),
    effort: z.string().min(1).max(40).nullable().default(defaults.thinking.effort),
    budgetTokens: z.number().int().min(0).max(1_000_000).nullable().default(defaults.thinking.budgetTokens),
  }),
);

const settingsFields = {
  systemPrompt: z.string().max(100_000),
  preset: presetSchema.nullable(),
  sampling: samplingChangesSchema,
  thinking: thinkingSchema,
  whenFull: z.enum(fullPolicies),
  contextTokens: z.number().int().min(256).max(16_777_216).nullable(),
  answerForm: answerFormSchema,
};

/** What is named, and nothing else. */
export const conversationSettingsChangeSchema = heldTo<AnyOf<ConversationSettings>, ConversationSettingsInput>()(
  z.object(settingsFields).partial(),
);

export const conversationSettingsSchema = heldTo<ConversationSettings, ConversationSettingsInput>()(
  z.object({
    systemPrompt: settingsFields.systemPrompt.default(defaults.systemPrompt),
    preset: settingsFields.preset.default(defaults.preset),
    sampling: settingsFields.sampling.default(() => ({})),
    thinking: settingsFields.thinking.prefault({}),
    whenFull: settingsFields.whenFull.default(defaults.whenFull),
    contextTokens: settingsFields.contextTokens.default(defaults.contextTokens),
    answerForm: settingsFields.answerForm.default(defaults.answerForm),
  }),
);

export const conversationIdSchema = heldTo<ConversationId>()(z.object({ id: idSchema }));

export const createConversationSchema = heldTo<CreateConversation, CreateConversationInput>()(
  z.object({
    variantId: idSchema.nullable().default(null),
    settings: conversationSettingsSchema.prefault({}),
  }),
);

export const renameConversationSchema = heldTo<RenameConversation>()(
  z.object({ id: idSchema, title: z.string().trim().min(1).max(200) }),
);

export const updateConversationSchema = heldTo<UpdateConversation, UpdateConversationInput>()(
  z.object({
    id: idSchema,
    variantId: idSchema.nullable().optional(),
    settings: conversationSettingsChangeSchema.optional(),
  }),
);

export const sendSchema = heldTo<SendMessage, SendMessageInput>()(
  z.object({
    conversationId: idSchema,
    text,
    fromNew: z.boolean().default(false),
    hidden: z.array(idSchema).max(maxHidden).default([]),
  }),
);

export const messageChoiceSchema = heldTo<MessageChoice>()(z.object({ conversationId: idSchema, messageId: idSchema }));

export const retrySchema = heldTo<RetryAnswer, RetryAnswerInput>()(
  z.object({
    conversationId: idSchema,
    messageId: idSchema,
    seed: seedSchema.nullable().default(null),
    sameForm: z.boolean().default(false),
    times: z.number().int().min(1).max(mostTimes).default(1),
  }),
);

export const promptRequestSchema = heldTo<PromptRequest>()(
  z.object({ conversationId: idSchema, messageId: idSchema, from: z.number().int().nonnegative().max(100_000_000) }),
);

export const earlierMessagesSchema = heldTo<EarlierMessages, EarlierMessagesInput>()(
  z.object({ conversationId: idSchema, messageId: idSchema, until: idSchema.nullable().default(null) }),
);

export const draftOfSchema = heldTo<DraftOf>()(z.object({ conversationId: idSchema.nullable() }));

export const keepDraftSchema = heldTo<KeepDraft, KeepDraftInput>()(
  z.object({
    conversationId: idSchema.nullable(),
    text: z.string().max(maxTextCharacters),
    pasted: z.string().max(maxTextCharacters),
    waiting: z.string().max(maxTextCharacters).default(""),
    awaits: awaitedModelSchema.nullable().default(null),
  }),
);

export const keepEditSchema = heldTo<KeepEdit>()(
  z.object({
    conversationId: idSchema,
    messageId: idSchema,
    edit: z.object({ text: z.string().max(maxTextCharacters), pasted: z.string().max(maxTextCharacters) }).nullable(),
  }),
);

export const editSummarySchema = heldTo<EditSummary>()(
  z.object({
    conversationId: idSchema,
    messageId: idSchema,
    text: z.string().trim().min(1).max(mostSummaryCharacters),
  }),
);

export const editSchema = heldTo<EditMessage>()(z.object({ conversationId: idSchema, messageId: idSchema, text }));
