import type {
  AnswerStats,
  BranchChange,
  ChatDelta,
  CollectionChange,
  CollectionPage,
  Conversation,
  ConversationSettings,
  ConversationView,
  InstalledVariant,
  Message,
  PlanRequest,
  Sampling,
} from "../../../src-shared/contract/index.ts";
import type { Dispose } from "../../ground/core/index.ts";

/** One turn as the engine takes it. */
export interface Turn {
  role: "system" | "user" | "assistant";
  text: string;
  /** The reasoning before an answer. */
  thinking?: string;
}

export interface ChatAnswer extends AnswerStats {
  text: string;
  thinking: string;
  /** `context-full`: there was no room for another token; nothing was cut from the beginning. */
  stopReason: "end" | "max-tokens" | "context-full" | "stopped";
}

/** What a conversation needs of the engine. */
export interface ChatEngine {
  /** Resolves when the variant is in memory as asked; at once when it is already. Rejects with the real reason. */
  ready(variantId: string, request: PlanRequest, signal: AbortSignal): Promise<void>;
  /** An abort is no error: what there is comes back with `stopReason: "stopped"`. */
  generate(
    request: { messages: Turn[]; sampling: Sampling },
    options: {
      signal: AbortSignal;
      onText: (text: string) => void;
      onThinking: (text: string) => void;
      /** All that came as the answer was reasoning. */
      onRecast: () => void;
    },
  ): Promise<ChatAnswer>;
}

/** What a conversation needs of the library. */
export interface ChatVariants {
  get(id: string): InstalledVariant | null;
}

export interface NewConversation {
  variantId: string | null;
  settings: ConversationSettings;
}

/**
 * Conversations and who answers in them. Methods throw `AppError`: not-found, invalid-input, busy (one answer at a time),
 * no-model-loaded (no variant is chosen), disk-full, database-failed. What ends an answer early is in the message instead.
 */
export interface Chat {
  /** The first page of `page`. */
  list(text: string): Conversation[];
  /** The last used first; with a text, those that have it in their title or in a message. `cursor` is the `next` of the page before. */
  page(input: { text: string; cursor: string | null }): CollectionPage<Conversation>;
  get(id: string): ConversationView;
  create(input: NewConversation): Conversation;
  rename(id: string, title: string): Conversation;
  update(input: {
    id: string;
    variantId?: string | null | undefined;
    settings?: ConversationSettings | undefined;
  }): Conversation;
  /** Stops its answer first. */
  remove(id: string): Promise<void>;
  /** Returns with the question and an empty answer in place; what follows comes as events. */
  send(input: { conversationId: string; text: string }): BranchChange;
  /** Another answer to the same question, beside the first. */
  retry(input: { conversationId: string; messageId: string }): BranchChange;
  /** Another question in its place, beside the first, and its answer. */
  edit(input: { conversationId: string; messageId: string; text: string }): BranchChange;
  /** Shows the branch through the message. */
  selectBranch(input: { conversationId: string; messageId: string }): BranchChange;
  /** Resolves when the answer has ended; what was written is kept. */
  stop(id: string): Promise<void>;
  onDelta(listener: (delta: ChatDelta) => void): Dispose;
  onChanged(listener: (change: BranchChange) => void): Dispose;
  onConversations(listener: (change: CollectionChange<Conversation>) => void): Dispose;
  /** Tells of a gap when another process may have changed conversations since the last call; the first one only remembers. */
  noticeOutsideChanges(): void;
  /** Marks what was being written when the last run ended. Once, by the process that shows the window. */
  recover(): void;
  dispose(): Promise<void>;
}

/** Where a page begins: after the conversation with these. */
export interface ConversationPosition {
  updatedAt: number;
  id: string;
}

/** A message as it is kept: an answer and its reasoning as one text. Its siblings are asked for apart. */
export type MessageRecord = Omit<Message, "siblingIds" | "thinking">;
