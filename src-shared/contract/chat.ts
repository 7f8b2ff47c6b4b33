import { z } from "zod";
import type { AnswerStats } from "./engine.ts";
import type { ErrorDto } from "./errors.ts";

const id = z.string().min(1).max(100);

export const samplingSchema = z.object({
  temperature: z.number().min(0).max(5).default(0.7),
  topP: z.number().min(0).max(1).default(0.95),
  /** 0: off. */
  topK: z.number().int().min(0).max(1000).default(40),
  /** Null: a fresh one every time. */
  seed: z.number().int().min(0).max(4_294_967_295).nullable().default(null),
  /** Null: until the model ends or the context is full. */
  maxTokens: z.number().int().min(1).max(1_000_000).nullable().default(null),
});
export type Sampling = z.infer<typeof samplingSchema>;

export const conversationSettingsSchema = z.object({
  systemPrompt: z.string().max(100_000).default(""),
  sampling: samplingSchema.prefault({}),
  /** Null: the plan chooses. */
  contextTokens: z.number().int().min(256).max(16_777_216).nullable().default(null),
});
export type ConversationSettings = z.infer<typeof conversationSettingsSchema>;

export interface Conversation {
  id: string;
  title: string;
  /** The variant that answered last, or was chosen; null when it was deleted or never chosen. */
  variantId: string | null;
  /** "Gemma-3-4B · Q4_K_M", kept though the variant may be gone. */
  variantName: string | null;
  settings: ConversationSettings;
  /** The last message of the branch that is shown. */
  headId: string | null;
  createdAt: number;
  updatedAt: number;
}

export type MessageState = "complete" | "streaming" | "stopped" | "interrupted" | "failed";

/** A node of the conversation's tree. */
export interface Message {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: "user" | "assistant";
  text: string;
  /** The reasoning before an answer; "" where there was none, and in questions. The next question's prompt has the same two parts. */
  thinking: string;
  state: MessageState;
  error: ErrorDto | null;
  stats: AnswerStats | null;
  variantName: string | null;
  createdAt: number;
  /** Ids of all children of the parent in order, itself among them: "2 of 3". */
  siblingIds: string[];
}

export interface ConversationView {
  conversation: Conversation;
  /** The shown branch, first message first. */
  messages: Message[];
}

/** What changed in the branch that a conversation shows; what lies above stays as it was. */
export interface BranchChange {
  conversation: Conversation;
  /** The last message that stays; null where none does. */
  after: string | null;
  /** The rest of the branch, first message first. */
  messages: Message[];
}

export const conversationIdSchema = z.object({ id });
export const createConversationSchema = z.object({
  variantId: id.nullable().default(null),
  settings: conversationSettingsSchema.prefault({}),
});
export const renameConversationSchema = z.object({ id, title: z.string().trim().min(1).max(200) });
export const updateConversationSchema = z.object({
  id,
  variantId: id.nullable().optional(),
  settings: conversationSettingsSchema.optional(),
});
const text = z.string().min(1).max(2_000_000);
export const sendSchema = z.object({ conversationId: id, text });
/** Answers the same question again: a new branch beside the answer. */
export const retrySchema = z.object({ conversationId: id, messageId: id });
/** Asks another question in its place: a new branch beside the question. */
export const editSchema = z.object({ conversationId: id, messageId: id, text });
export const selectBranchSchema = z.object({ conversationId: id, messageId: id });
export const conversationPageSchema = z.object({
  /** Only those that have it in their title or in any message; empty: all. */
  text: z.string().max(500).default(""),
  /** Opaque: the `next` of the page before. */
  cursor: z.string().max(200).nullable().default(null),
});

/** Tokens travel as deltas, batched per frame. `offset` is where `text` goes in its part, so that a lost delta shows. */
export interface ChatDelta {
  conversationId: string;
  messageId: string;
  part: "thinking" | "text";
  offset: number;
  text: string;
}
