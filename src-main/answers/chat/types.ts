import type {
  AnswerForm,
  AnswerStats,
  Conversation,
  ConversationSettings,
  ConversationSummary,
  FullPolicy,
  InstalledVariant,
  Message,
  MessagePart,
  Passage,
  Plan,
  PlanRequest,
  PromptToken,
  Sampling,
  StopReason,
  ThinkingSettings,
} from "../../../src-shared/contract/index.ts";

/** One turn as the engine takes it; an answer that comes last is gone on with. */
export interface Turn {
  role: "system" | "user" | "assistant";
  text: string;
  /** The reasoning before an answer. */
  thinking?: string;
}

export interface ChatAnswer extends AnswerStats {
  text: string;
  thinking: string;
  stopReason: StopReason;
  /** Which turns the model did not see, without the system prompt; null where it saw all of them. */
  leftOutTurns: { from: number; count: number } | null;
}

export interface ChatWish {
  variantId: string;
  plan: PlanRequest;
  force: boolean;
}

/** What a conversation needs from the service that provides models. */
export interface ChatModels {
  /** Resolves when the variant is in memory as asked; at once when it is already. Rejects with the real reason. */
  lease(wish: ChatWish, signal: AbortSignal): Promise<ChatLease>;
  /** The session that a lease would be given; null where none is there. */
  loaded(wish: Pick<ChatWish, "variantId" | "plan">): ChatSession | null;
}

/** What a session is asked. */
export interface ChatRequest {
  messages: Turn[];
  sampling: Sampling;
  thinking: ThinkingSettings;
  whenFull: FullPolicy;
  form: AnswerForm;
  conversationId: string;
}

/** A model in memory, to be asked how it would be asked. */
export interface ChatSession {
  inspect(
    request: ChatRequest,
    page: { from: number; count: number },
  ): Promise<{ total: number; tokens: PromptToken[]; leftOutTurns: ChatAnswer["leftOutTurns"] }>;
}

export interface ChatLease extends ChatSession {
  readonly plan: Pick<Plan, "contextTokens">;
  /** An abort is not an error: the answer so far comes back with `stopReason: "stopped"`. */
  generate(
    request: ChatRequest,
    options: {
      signal: AbortSignal;
      /** Fires when it shall think no longer. */
      answerNow: AbortSignal;
      onText: (text: string) => void;
      onThinking: (text: string) => void;
      /** All that came as the answer was reasoning. */
      onRecast: () => void;
    },
  ): Promise<ChatAnswer>;
  release(): void;
}

/** What writes the titles of conversations, where a model shall. */
export interface ChatTitles {
  isWanted(): boolean;
  /**
   * Asks the session that a lease would be given, while nobody else wants one, and leaves there what it has read of the conversation.
   * Null where it is not asked; stopped as soon as anybody wants a session.
   */
  ask(
    wish: Pick<ChatWish, "variantId" | "plan">,
    request: ChatRequest,
    signal: AbortSignal,
  ): Promise<ChatAnswer | null>;
}

/** What a conversation needs of presets. */
export interface ChatAsking {
  /** All values that it asks this variant with. */
  samplingOf(settings: ConversationSettings, variantId: string): Promise<Sampling>;
}

/** What a conversation needs of the library. */
export interface ChatVariants {
  get(id: string): InstalledVariant | null;
}

export interface NewConversation {
  variantId: string | null;
  settings: ConversationSettings;
}

/** A conversation as it is kept. */
export type KeptConversation = Omit<Conversation, "revision">;

/** What a search found, as it is kept. */
export interface KeptFound {
  id: string;
  conversation: KeptConversation;
  passage: Passage | null;
}

/** Where a page begins: after the conversation with these. */
export interface ConversationPosition {
  updatedAt: number;
  id: string;
}

/** A message as it is kept in its tree; what it says, its figures and its siblings are asked for apart. */
export interface MessageNode extends Omit<Message, "siblingIds" | "parts" | "stats" | "form"> {
  /** In the order in which messages were made. */
  sequence: number;
  /** How many messages precede it in its branch. */
  depth: number;
}

/** Who writes an answer, in words, and what it must look like. */
export interface AnswerBy {
  variantName: string;
  form: AnswerForm;
}

export interface Answerer extends AnswerBy {
  variant: InstalledVariant;
}

/** The sequence numbers of a message and of its copy. */
export interface CopiedMessage {
  from: number;
  to: number;
}

/** An answer that is gone on with, as far as it has come. */
export interface BegunAnswer extends Pick<Message, "stats"> {
  parts: MessagePart[];
}

/** A message as a prompt takes it. */
export type SaidMessage = Pick<Message, "role" | "parts">;

/** A summary as it is kept at the last message that it stands for. */
export type KeptSummary = Omit<ConversationSummary, "messageId" | "messages">;

/** What a message may be made of: more than the window shows so far. */
export const keptPartKinds = [
  "text",
  "thinking",
  "tool-call",
  "tool-result",
  "attachment",
  "citation",
  "other",
] as const;

/** A part with what it is besides its text. */
export interface KeptPart {
  kind: (typeof keptPartKinds)[number];
  text: string;
  /** JSON; its form follows from the kind. */
  data: string | null;
}
