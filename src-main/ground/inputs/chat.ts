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
  type KeepDraft,
  type KeepDraftInput,
  type MessageChoice,
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
  mostTimes,
} from "../../../src-shared/contract/index.ts";
import { answerFormSchema, heldTo, samplingChangesSchema, seedSchema } from "../schemas/index.ts";
import { idSchema } from "./id.ts";
import { awaitedModelSchema } from "./download.ts";

const maxTextCharacters = 2_000_000;
const text = z.string().min(1).max(maxTextCharacters);

/** A built-in one's name, or the id of one's own. */
export const presetSchema = z.string().min(1).max(100);

const thinkingSchema = heldTo<ThinkingSettings, AnyOf<ThinkingSettings>>()(
  z.object({
    on: z.boolean().nullable().default(defaults.thinking.on),
    effort: z.string().min(1).max(40).nullable().default(defaults.thinking.effort),
    budgetTokens: z.number().int().min(0).max(1_000_000).nullable().default(defaults.thinking.budgetTokens),
  }),
);

export const conversationSettingsSchema = heldTo<ConversationSettings, ConversationSettingsInput>()(
  z.object({
    systemPrompt: z.string().max(100_000).default(defaults.systemPrompt),
    preset: presetSchema.nullable().default(defaults.preset),
    sampling: samplingChangesSchema.default(() => ({})),
    thinking: thinkingSchema.prefault({}),
    whenFull: z.enum(fullPolicies).default(defaults.whenFull),
    contextTokens: z.number().int().min(256).max(16_777_216).nullable().default(defaults.contextTokens),
    answerForm: answerFormSchema.default(defaults.answerForm),
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
    settings: conversationSettingsSchema.optional(),
  }),
);

export const sendSchema = heldTo<SendMessage, SendMessageInput>()(
  z.object({ conversationId: idSchema, text, fromNew: z.boolean().default(false) }),
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

export const editSchema = heldTo<EditMessage>()(z.object({ conversationId: idSchema, messageId: idSchema, text }));
